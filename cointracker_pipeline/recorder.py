"""What a run does, recorded in the registry for people and told to the caller."""

from collections.abc import Callable, Sequence
from datetime import datetime

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import MismatchError
from cointracker_pipeline.storage.registry import Registry, SyncEnd
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.report import Failure


class Recorder:
    """A ``Watcher`` that keeps the sync records of one run, raises its alerts and passes every result on.

    ``watch`` is called whenever some wallets have ended.
    """

    def __init__(
        self,
        registry: Registry,
        run_id: str,
        kind: str,
        clock: Callable[[], datetime],
        tell: Callable[[Outcome | Failure], None],
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        self._registry = registry
        self._run_id = run_id
        self._kind = kind
        self._clock = clock
        self._tell = tell
        self._watch = watch
        self._records: dict[str, int] = {}

    def begin(self, wallets: Sequence[Wallet]) -> None:
        """Record that these wallets are being read."""
        ids = [wallet.wallet_id for wallet in wallets]
        self._records |= self._registry.start_syncs(self._run_id, ids, self._kind, self._clock())

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Record how these wallets ended; one that was not begun has no record."""
        begun = [one for one in results if one.wallet.wallet_id in self._records]
        ends = [_to_end(self._records.pop(one.wallet.wallet_id), one) for one in begun]
        if ends:
            self._registry.finish_syncs(ends, self._clock())
        for one in results:
            self._warn(one)
            self._tell(one)
        self._watch()

    def _warn(self, result: Outcome | Failure) -> None:
        """Raise an alert for a wallet that a walk from scratch could not prove: one a run, none while that is known."""
        if isinstance(result, Failure) and isinstance(result.error, MismatchError) and result.error.is_new:
            wallet_id = result.wallet.wallet_id
            alert = Alert("not-proven", wallet_id, "The balance is not what the chain reports.", result.reason)
            self._registry.raise_alert(alert, f"not-proven:{self._run_id}:{wallet_id}", self._clock())


def _to_end(sync_id: int, result: Outcome | Failure) -> SyncEnd:
    if isinstance(result, Outcome):
        found = result.differences
        counts = (None, None, None) if found is None else (found.missing, found.surplus, found.changed)
        return SyncEnd(
            sync_id,
            "succeeded" if result.changed else "unchanged",
            result.rows_added,
            result.pages,
            result.millipoints,
            "",
            *counts,
        )
    return SyncEnd(sync_id, "failed" if result.reached else "stopped", 0, 0, 0, result.reason)
