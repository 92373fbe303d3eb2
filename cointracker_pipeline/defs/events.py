"""Each wallet's outcome, told to Dagster as it happens."""

from collections.abc import Sequence

import dagster as dg

from cointracker_pipeline.defs.metadata import describe_outcome
from cointracker_pipeline.defs.partitions import list_shown
from cointracker_pipeline.defs.planned import plan_partitions
from cointracker_pipeline.defs.token_events import select_wallet_assets
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.report import Failure


class Events:
    """Logs one materialization a wallet and asset; a wallet in which nothing changed gets none.

    An event costs about 10 ms, so it is left out where the wallet already shows as green. With ``log_unchanged``
    (a run over partitions, which Dagster shows as failed when nothing is logged) every success is told.
    """

    def __init__(self, context: dg.AssetExecutionContext, pipeline: Pipeline, *, log_unchanged: bool) -> None:
        self._context = context
        self._pipeline = pipeline
        self._keys = select_wallet_assets(context)
        self._green = set[str]()
        if not log_unchanged:
            self._green = list_shown(context.instance, "MATERIALIZED", self._keys)

    def tell(self, result: Outcome | Failure) -> None:
        """Log what became of a wallet."""
        if isinstance(result, Failure):
            self._context.log.error(result.reason)
        elif result.changed or result.wallet.wallet_id not in self._green:
            self._materialize(result)

    def plan_failed(self, wallet_ids: Sequence[str]) -> None:
        """Make the wallets that failed show as failed, and only those."""
        plan_partitions(self._context, self._keys, wallet_ids)

    def _materialize(self, outcome: Outcome) -> None:
        """Log upstream assets first: Dagster calls what is older than its upstream out of date."""
        for name, metadata in describe_outcome(self._pipeline, outcome).items():
            key = dg.AssetKey(name)
            if key in self._keys:
                partition = outcome.wallet.wallet_id
                self._context.log_event(dg.AssetMaterialization(key, partition=partition, metadata=metadata))
