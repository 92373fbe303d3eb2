"""The world outside the sandbox's accounts: addresses that pay and are paid, and names of transactions."""

from functools import cache

from cointracker_pipeline.sandbox.draws import make_digest

SIMPLE_GAS = 21_000
"""What a plain payment uses."""


def make_hash(*parts: object) -> str:
    """Return a transaction hash that follows from these values."""
    return f"0x{make_digest('ethereum transaction', *parts).hex()}"


def outsider(word: int, role: str = "person") -> str:
    """Return one of many addresses of the world outside."""
    return _outsider(word % 5_000, role)


@cache
def _outsider(number: int, role: str) -> str:
    return f"0x{make_digest('outsider', role, number).hex()[:40]}"
