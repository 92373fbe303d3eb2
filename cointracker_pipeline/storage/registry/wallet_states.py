"""How each wallet stands, in one word: what goes on first, then what went wrong, then what is known."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, select, union_all

from cointracker_pipeline.domain.balance import Unproven
from cointracker_pipeline.storage.registry.tables import (
    sync_request_wallets,
    sync_requests,
    sync_runs,
    tracks,
    wallet_summaries,
)

WalletState = Literal[
    "running",
    "waiting",
    "failed",
    "not synced yet",
    "incomplete",
    "proven",
    "not exact yet",
    "partly unexplained",
    "not proven",
]
"""One that is not proven differs from the chain, or it is not known why yet; of one that is not exact yet or partly
unexplained no row is missing.
"""

_INEXACT: Unproven = "inexact"
_UNEXPLAINED: Unproven = "unexplained"


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
        (wallet_summaries.c.unproven_as == _INEXACT, "not exact yet"),
        (wallet_summaries.c.unproven_as == _UNEXPLAINED, "partly unexplained"),
        else_="not proven",
    )


def is_in_state(state: WalletState) -> ColumnElement[bool]:
    """Return the condition that ``state_column`` has a value, told so that each wallet is looked up once at most."""
    wallet_id, figures = tracks.c.wallet_id, wallet_summaries.c
    if state == "running":
        return wallet_id.in_(_running())
    if state == "waiting":
        return and_(wallet_id.in_(_waiting()), wallet_id.not_in(_running()))
    if state == "failed":
        return and_(wallet_id.in_(_failed()), wallet_id.not_in(union_all(_running(), _waiting())))
    unproven = and_(figures.complete.is_(True), figures.proven.is_(False))
    # Of those written before it was known why, only that they are not proven can be told.
    unproven_as = func.coalesce(figures.unproven_as, "")
    known: dict[WalletState, ColumnElement[bool]] = {
        "not synced yet": figures.wallet_id.is_(None),
        "incomplete": figures.complete.is_(False),
        "proven": and_(figures.complete.is_(True), figures.proven.is_(True)),
        "not exact yet": and_(unproven, unproven_as == _INEXACT),
        "partly unexplained": and_(unproven, unproven_as == _UNEXPLAINED),
        "not proven": and_(unproven, unproven_as.not_in((_INEXACT, _UNEXPLAINED))),
    }
    return and_(known[state], wallet_id.not_in(union_all(_running(), _waiting(), _failed())))


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
