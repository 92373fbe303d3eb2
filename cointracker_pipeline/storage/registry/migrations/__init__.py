"""Versioned migrations of the registry; ``env.py`` is what Alembic runs."""
