"""What pages show, read from the registry and the warehouse into frozen values; nothing here writes."""
