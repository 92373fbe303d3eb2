"""Wallets for people and an API for programs: pages, ``/api``, and Dagster's UI behind one login.

It reads the registry and the warehouse and writes wishes into the registry; it never asks Blockchair and never waits
for a sync.
"""
