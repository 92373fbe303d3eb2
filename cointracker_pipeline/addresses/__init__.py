"""Addresses: read by checksum into canonical form, or refused with a reason.

``rules`` is the door; each other module knows one form of text. Only this folder imports bip_utils, and only
inside functions, because that import takes most of a second.
"""
