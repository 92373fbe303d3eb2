"""What is old leaves with the ledger's entries; what still says something stays."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.budget import Limits
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.pruning import KEPT_SYNCS, prune
from cointracker_pipeline.storage.registry.tables import sync_request_wallets

OLD = datetime(2026, 1, 1, 23, tzinfo=UTC)
NEW = datetime(2026, 1, 2, tzinfo=UTC)
PRUNED = datetime(2026, 4, 2, 5, tzinfo=UTC)  # 90 days and five hours after NEW


def prune_all(url: str) -> None:
    """Prune, and once more."""
    database = Database(url)
    for _ in range(2):
        with database.writing() as connection:
            prune(connection, PRUNED)
    database.close()


def test_the_newest_syncs_of_each_wallet_stay(registry: Registry, url: str) -> None:
    """However old they are; of the others those of the last 90 days."""
    often = [registry.start_sync("run", "bitcoin:a", "refresh", OLD) for _ in range(KEPT_SYNCS + 3)]
    seldom = [registry.start_sync("run", "bitcoin:b", "refresh", OLD) for _ in range(KEPT_SYNCS)]
    lately = [registry.start_sync("run", "bitcoin:c", "refresh", NEW) for _ in range(KEPT_SYNCS + 3)]
    prune_all(url)
    left = [one.sync_id for one in registry.list_syncs(limit=1_000)]
    assert left == sorted([*often[3:], *seldom, *lately], reverse=True)


def test_requests_taken_long_ago_leave(registry: Registry, url: str) -> None:
    """With the wallets they named; those taken lately stay, and one that waits stays however long."""
    waiting, old, new = (registry.ask("refresh", [f"bitcoin:{letter}"], "ann", OLD) for letter in "abc")
    registry.take_requests([old], "run", OLD)
    registry.take_requests([new], "run", NEW)
    prune_all(url)
    assert [registry.request_state(one) for one in (waiting, old, new)] == ["waiting", "unknown", "taken"]
    database = Database(url)
    with database.reading() as connection:
        named = connection.execute(select(func.count()).select_from(sync_request_wallets)).scalar_one()
    database.close()
    assert named == 2


def test_alerts_sent_long_ago_leave(registry: Registry, url: str) -> None:
    """So that a channel chosen later is not sent years of them; one that nobody was told of stays."""
    for title, when in (("old", OLD), ("new", NEW), ("untold", OLD)):
        registry.raise_alert(Alert("kind", "", title, ""), title, when)
    old, new, _ = registry.waiting_alerts("log")
    registry.mark_sent("log", [old, new], OLD)
    prune_all(url)
    assert [one.title for one in registry.waiting_alerts("mail").values()] == ["new", "untold"]
    assert [one.title for one in registry.waiting_alerts("log").values()] == ["untold"]


@pytest.mark.timeout(120)
def test_the_ledger_prunes_by_itself(registry: Registry) -> None:
    """Once in a thousand requests, as part of one of them."""
    asked = registry.ask("refresh", ["bitcoin:a"], "ann", OLD)
    registry.take_requests([asked], "run", OLD)
    for _ in range(999):
        registry.ledger.reserve("key", "address", 1, Limits(None, None), PRUNED)
    assert registry.request_state(asked) == "taken"
    registry.ledger.reserve("key", "address", 1, Limits(None, None), PRUNED)
    assert registry.request_state(asked) == "unknown"
