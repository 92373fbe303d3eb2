"""What the API takes and gives: one file for each resource; amounts and worth are texts, never floats."""
