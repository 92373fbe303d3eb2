"""What pages show of each wallet: told to the registry by whoever changed the warehouse."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from cointracker_pipeline.domain.balance import Unproven
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.reports.wallet_balances import Proof, read_balances
from cointracker_pipeline.storage.registry import WalletSummary
from cointracker_pipeline.storage.warehouse import Connection

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline.pipeline import Pipeline

# What the registry's column holds: a price that somebody made up may make any balance worth more.
_MOST_CENTS = 2**63 - 1

_UNPROVEN: dict[Proof, Unproven] = {"NO": "mismatch", "inexact": "inexact", "unexplained": "unexplained"}

_READ = """
    select wallet_id, chain, balance + unexplained, pending_change, worth_usd, proven, complete, transaction_count,
        checked_at, newest_day
    from wallet_balances_display
    left join (
        select wallet_id, max(day)::timestamp as newest_day from daily_balances group by wallet_id
    ) using (wallet_id)
    where $all or wallet_id in (select unnest($wallets::varchar[]))
"""


def publish_summaries(pipeline: "Pipeline", wallet_ids: Collection[str] | None = None) -> int:
    """Tell the registry how the given wallets stand in the warehouse, or all; return how many of them were news.

    One that has no balance there has no summary.
    """
    with pipeline.warehouse.transaction() as connection:
        write_chains(connection, pipeline.chains.values())
        found = read_summaries(connection, wallet_ids)
    known = pipeline.registry.list_summarised() if wallet_ids is None else list(wallet_ids)
    if gone := sorted(set(known) - {one.wallet_id for one in found}):
        pipeline.registry.forget_summaries(gone)
    return pipeline.registry.write_summaries(found)


def read_summaries(connection: Connection, wallet_ids: Collection[str] | None = None) -> list[WalletSummary]:
    """Return the summaries of the given wallets that have a balance, or of all; ``chains`` must be written.

    The newest transaction is told by its day: the days are few, where the transactions may be ten million.
    """
    chosen = {"all": wallet_ids is None, "wallets": list(wallet_ids or ())}
    found = [
        WalletSummary(
            str(wallet_id),
            str(chain),
            int(balance),
            int(pending),
            _to_cents(worth),
            bool(proven),
            bool(complete),
            int(count),
            _to_utc(checked_at),
            _to_utc(newest_at),
        )
        for wallet_id, chain, balance, pending, worth, proven, complete, count, checked_at, newest_at in (
            connection.execute(_READ, chosen).fetchall()
        )
    ]
    unproven = _read_unproven(connection, [one.wallet_id for one in found if not one.proven])
    return [replace(one, unproven_as=unproven.get(one.wallet_id)) for one in found]


def _read_unproven(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, Unproven]:
    """Return why wallets are not proven; an incomplete one cannot be, and has no reason."""
    proofs = {one.wallet_id: one.proof for one in read_balances(connection, wallet_ids)}
    return {wallet_id: _UNPROVEN[proof] for wallet_id, proof in proofs.items() if proof in _UNPROVEN}


def _to_cents(worth: Decimal | None) -> int | None:
    if worth is None:
        return None
    return min(int((worth * 100).to_integral_value(ROUND_DOWN)), _MOST_CENTS)


def _to_utc(time: datetime | None) -> datetime | None:
    return None if time is None else time.replace(tzinfo=UTC)
