"""Where people look at a chain with their own eyes."""

EXPLORER = "https://blockchair.com"
"""Blockchair's website."""
