"""Dagster's state of a home in daily use: every wallet is a partition and shows as materialized."""

import dagster as dg
from dagster._core.storage.partition_status_cache import get_and_update_asset_status_cache_value

from cointracker_pipeline.defs.partitions import WALLETS, add_partitions, list_shown

ASSETS = [dg.AssetKey(name) for name in ("transactions", "wallet_balances", "daily_balances")]


def show_as_materialized(instance: dg.DagsterInstance, wallet_ids: list[str]) -> None:
    """Bring Dagster into the state it is in after the first run over these wallets.

    The events of that run would take five minutes for 10,000 wallets. So only one is written for each asset, and the
    rest goes straight into the summary that Dagster keeps of them.
    """
    add_partitions(instance, wallet_ids)
    for asset in ASSETS:
        instance.report_runless_asset_event(dg.AssetMaterialization(asset, partition=wallet_ids[0]))
        summary = get_and_update_asset_status_cache_value(instance, asset, WALLETS)
        if summary is None:
            raise SystemExit(f"Dagster keeps no summary of {asset.to_user_string()}.")
        whole = WALLETS.empty_subset().with_partition_keys(wallet_ids).serialize()
        instance.update_asset_cached_status_data(
            asset, summary._replace(serialized_materialized_partition_subset=whole)
        )
    if len(list_shown(instance, "MATERIALIZED", ASSETS)) != len(wallet_ids):
        raise SystemExit("Dagster does not show every wallet as materialized.")
