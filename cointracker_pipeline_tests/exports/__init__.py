"""Tests of the forms that other tools read."""
