"""One file for each downstream table."""
