"""Values as the API tells them: times with their zone, amounts and worth as text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import quote

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.reports.prices import render_price
from cointracker_pipeline.storage.registry.wallet_pages import ListedWallet
from cointracker_pipeline.web.shapes.wallets import Wallet


def at_utc(moment: datetime) -> datetime:
    """Return a time of the warehouse, which is UTC without saying so, with its zone."""
    return moment.replace(tzinfo=UTC)


def worth_text(worth: Decimal | None) -> str | None:
    """Return a worth or a price without needless zeros; nothing where it is not known."""
    return None if worth is None else render_price(worth)


def cents_text(cents: int | None) -> str | None:
    """Return cents as text with two decimal places; nothing where they are not known."""
    return None if cents is None else render_amount(cents, 2)


def wallet_path(wallet_id: str) -> str:
    """Return where a wallet is told of."""
    return f"/api/wallets/{quote(wallet_id, safe=':')}"


def make_wallet(chains: Mapping[str, Blockchain], one: ListedWallet) -> Wallet:
    """Return a wallet as the API gives it."""
    chain = chains[one.wallet.chain]
    return Wallet(
        wallet_id=one.wallet.wallet_id,
        chain=one.wallet.chain,
        address=one.wallet.address,
        label=one.label,
        tags=list(one.tags),
        owner=one.owner,
        note=one.note,
        added_at=one.added_at,
        state=one.state,
        error=one.error,
        symbol=chain.symbol,
        balance=None if one.balance is None else str(one.balance),
        balance_coins=None if one.balance is None else render_amount(one.balance, chain.decimals),
        pending=None if one.pending is None else str(one.pending),
        worth=cents_text(one.worth_cents),
        proven=one.proven,
        complete=one.complete,
        transaction_count=one.transaction_count,
        checked_at=one.checked_at,
        newest_at=one.newest_at,
    )
