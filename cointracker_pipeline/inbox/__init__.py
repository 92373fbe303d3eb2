"""Spreadsheets: found, read, and turned into rows or named errors."""
