"""Values, rules and protocols; nothing here knows a framework, a file or a network."""
