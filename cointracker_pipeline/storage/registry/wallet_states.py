"""How each wallet stands, in one word: what goes on first, then what went wrong, then what is known."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, case, select

from cointracker_pipeline.storage.registry.tables import (
    sync_request_wallets,
    sync_requests,
    sync_runs,
    tracks,
    wallet_summaries,
)

WalletState = Literal["running", "waiting", "failed", "not synced yet", "incomplete", "proven", "not proven"]


def state_column(ids: Sequence[str] | None = None) -> ColumnElement[str]:
    """Return the state of a row of ``tracks`` that is joined to its summary, if it has one.

    With ``ids``, only rows of these wallets have one, and nothing is read of others.
    """
    return case(
        (tracks.c.wallet_id.in_(_among(ids, _running(), sync_runs.c.wallet_id)), "running"),
        (tracks.c.wallet_id.in_(_among(ids, _waiting(), sync_request_wallets.c.wallet_id)), "waiting"),
        (tracks.c.wallet_id.in_(_among(ids, _failed(), sync_runs.c.wallet_id)), "failed"),
        (wallet_summaries.c.wallet_id.is_(None), "not synced yet"),
        (wallet_summaries.c.complete.is_(False), "incomplete"),
        (wallet_summaries.c.proven.is_(True), "proven"),
        else_="not proven",
    )


def _among(ids: Sequence[str] | None, which: Select[tuple[str]], wallet_id: ColumnElement[str]) -> Select[tuple[str]]:
    return which if ids is None else which.where(wallet_id.in_(ids))


def _running() -> Select[tuple[str]]:
    return select(sync_runs.c.wallet_id).where(sync_runs.c.outcome == "running")


def _waiting() -> Select[tuple[str]]:
    waits = and_(sync_requests.c.taken_at.is_(None), sync_requests.c.kind != "delete")
    return select(sync_request_wallets.c.wallet_id).join(sync_requests).where(waits)


def _failed() -> Select[tuple[str]]:
    """Wallets whose latest sync failed: what was before that is over."""
    newer = sync_runs.alias()
    is_over = select(newer.c.sync_id).where(
        newer.c.wallet_id == sync_runs.c.wallet_id, newer.c.sync_id > sync_runs.c.sync_id
    )
    return select(sync_runs.c.wallet_id).where(sync_runs.c.outcome == "failed", ~is_over.exists())
