"""What the chains say, in DuckDB; nothing else in the project opens that file."""
