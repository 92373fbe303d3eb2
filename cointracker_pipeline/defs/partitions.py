"""Wallets as dynamic partitions: a wallet's id is its partition key."""

from collections.abc import Iterable
from typing import Literal

import dagster as dg

WALLETS = dg.DynamicPartitionsDefinition(name="wallets")
_NAME = "wallets"
_KEYS_IN_A_PIECE = 10_000
"""Dagster names all keys of a call in one statement, and SQLite takes 32,766 variables at most, older ones less."""


def add_partitions(instance: dg.DagsterInstance, wallet_ids: Iterable[str]) -> list[str]:
    """Add the wallets that are not partitions yet, in their order, and return them."""
    present = set(instance.get_dynamic_partitions(_NAME))
    missing = [wallet_id for wallet_id in dict.fromkeys(wallet_ids) if wallet_id not in present]
    for start in range(0, len(missing), _KEYS_IN_A_PIECE):
        instance.add_dynamic_partitions(_NAME, missing[start : start + _KEYS_IN_A_PIECE])
    return missing


def delete_partition(instance: dg.DagsterInstance, wallet_id: str) -> None:
    """Hide a wallet's partition; Dagster keeps its past events."""
    instance.delete_dynamic_partition(_NAME, wallet_id)


def list_shown(
    instance: dg.DagsterInstance, status: Literal["MATERIALIZED", "FAILED"], asset_keys: Iterable[dg.AssetKey]
) -> set[str]:
    """Return the wallets that Dagster shows with this status for every one of the assets."""
    keys = instance.get_dynamic_partitions(_NAME)
    each = [instance.get_status_by_partition(asset, keys, WALLETS) or {} for asset in asset_keys]
    return {key for key in keys if all((shown := one.get(key)) and shown.value == status for one in each)}
