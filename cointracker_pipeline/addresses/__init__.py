"""Addresses: read by checksum into canonical form, or refused with a reason."""
