"""Tests of blockchair."""
