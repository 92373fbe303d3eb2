"""Takes wallets out of what was asked for."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, update

from cointracker_pipeline.storage.registry.engine import chunks
from cointracker_pipeline.storage.registry.tables import sync_request_wallets, sync_requests

_WAITING = sync_requests.c.taken_at.is_(None)
_OF_REQUEST = sync_request_wallets.c.request_id


def is_leaving() -> ColumnElement[bool]:
    """Return the condition on a row of ``sync_request_wallets`` that its wallet's deletion still waits."""
    deletions = select(sync_requests.c.request_id).where(sync_requests.c.kind == "delete", _WAITING)
    return _OF_REQUEST.in_(deletions)


def withdraw_deletions(connection: Connection, wallet_ids: Sequence[str]) -> set[str]:
    """Ask no longer for the deletion of wallets, and return those for which it still waited."""
    if not connection.execute(select(_OF_REQUEST).where(is_leaving()).limit(1)).first():
        return set()
    withdrawn: set[str] = set()
    for piece in chunks(wallet_ids):
        mine = and_(sync_request_wallets.c.wallet_id.in_(piece), is_leaving())
        withdrawn.update(connection.execute(select(sync_request_wallets.c.wallet_id).where(mine)).scalars())
        _withdraw(connection, mine)
    return withdrawn


def withdraw_from_all(connection: Connection, wallet_id: str) -> None:
    """Take a wallet out of all requests, whatever they ask for."""
    _withdraw(connection, sync_request_wallets.c.wallet_id == wallet_id)


def _withdraw(connection: Connection, mine: ColumnElement[bool]) -> None:
    """Remove wallets from requests; one left waiting without wallets would mean "all due"."""
    named = connection.execute(select(_OF_REQUEST).where(mine).distinct()).scalars().all()
    connection.execute(delete(sync_request_wallets).where(mine))
    for request_id in named:
        waiting = and_(sync_requests.c.request_id == request_id, _WAITING)
        is_empty = ~exists().where(request_id == _OF_REQUEST)
        connection.execute(delete(sync_requests).where(waiting, is_empty))
        # It is no longer what was asked: the same wish must not find it.
        connection.execute(update(sync_requests).where(waiting).values(wallets_key=f"rest of {request_id}"))
