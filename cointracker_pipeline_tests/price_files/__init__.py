"""Tests of price_files."""
