"""One file of facts for each chain."""
