"""Asks a sandbox about Ethereum."""

from typing import Any

from cointracker_pipeline_tests.sandbox.asking import Asker

NEVER = "0x00000000000000000000000000000000000000aa"


def addresses(ask: Asker) -> list[str]:
    """Return the accounts it knows."""
    return [str(one["address"]) for one in ask.sandbox.control.wallets("ethereum")]


def account(ask: Asker, address: str, **params: object) -> Any:
    """Return what the dashboard of an account says."""
    params = {"limit": 10_000, **params}
    return ask.json(f"/ethereum/dashboards/address/{address}", **params)["data"][address.lower()]
