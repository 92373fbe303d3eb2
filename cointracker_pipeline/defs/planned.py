"""Planned events for runs without a partition tag, so that a wallet that fails is shown as failed.

Dagster plans partitions only for runs that carry a partition or a range. A run over any subset of wallets names
them in its configuration instead, and must say itself which partitions it is about to materialize. This uses an
internal of Dagster 1.13; a test holds it.
"""

import logging
from collections.abc import Iterable

import dagster as dg
from dagster._core.events import AssetMaterializationPlannedData, DagsterEvent


def plan_partitions(
    context: dg.AssetExecutionContext, asset_keys: Iterable[dg.AssetKey], partitions: Iterable[str]
) -> None:
    """Report that this run is about to materialize these partitions of these assets."""
    keys = list(asset_keys)
    step = context.op_execution_context.op_def.name
    for partition in partitions:
        for key in keys:
            event = DagsterEvent.build_asset_materialization_planned_event(
                context.run.job_name, step, AssetMaterializationPlannedData(key, partition=partition)
            )
            context.instance.report_dagster_event(event, context.run.run_id, logging.DEBUG)
