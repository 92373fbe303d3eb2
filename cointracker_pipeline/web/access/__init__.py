"""Who asks: sessions, tokens, roles, passwords."""
