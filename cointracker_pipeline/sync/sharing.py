"""Which wallets may be named in one request: batching tells the service that addresses belong together."""

from collections.abc import Iterable
from typing import Literal

from cointracker_pipeline.sync.need import Need

Sharing = Literal["never", "same-owner", "always"]
"""``same-owner`` lets a request name wallets of one owner; wallets without an owner are then asked for one by one."""


def group_needs(needs: Iterable[Need], sharing: Sharing) -> list[list[Need]]:
    """Return the needs in groups, in the order of their first members; wallets of two groups never share a request."""
    groups: dict[object, list[Need]] = {}
    for need in needs:
        groups.setdefault(_company(need, sharing), []).append(need)
    return list(groups.values())


def _company(need: Need, sharing: Sharing) -> object:
    """Return what two needs have in common that may share: a wallet by itself shares with nobody."""
    by_itself = sharing == "never" or (sharing == "same-owner" and not need.owner)
    if need.alone or by_itself:
        return need.wallet
    return need.owner if sharing == "same-owner" else ""
