"""Channels, and how alerts reach them."""
