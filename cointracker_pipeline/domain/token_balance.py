"""What a wallet holds of a token, and how far its transfers explain it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from cointracker_pipeline.domain.token import Token, TokenHolding, TokenPage
from cointracker_pipeline.domain.token_name import clean_name
from cointracker_pipeline.domain.token_rules import Verdict


@dataclass(frozen=True, slots=True)
class TransferTotals:
    """What the stored transfers of a token add up to."""

    change: int
    count: int


@dataclass(frozen=True, slots=True)
class TokenBalance:
    """A wallet's balance of a token as the chain reports it at ``height``, in base units of any size.

    ``transfers_sum`` and ``transfer_count`` are of the stored transfers, ``None`` where none were read. ``balance``
    is ``None`` where the service told no amount. ``listed_balance`` is what the list of tokens said when the transfers
    were last complete. ``name`` and ``symbol`` are clean, ``checked_at`` is UTC without a zone.
    """

    wallet_id: str
    chain: str
    token_address: str
    name: str
    symbol: str
    decimals: int | None
    status: str
    reason: str
    balance: int | None
    height: int
    checked_at: datetime
    transfers_sum: int | None = None
    transfer_count: int | None = None
    chain_transfer_count: int | None = None
    listed_balance: int | None = None

    @property
    def unexplained(self) -> int | None:
        """What the balance has beyond the transfers: a token may change it without one. ``None`` where not read."""
        if self.balance is None or self.transfers_sum is None:
            return None
        return self.balance - self.transfers_sum

    @property
    def counts_agree(self) -> bool:
        """Whether no transfer is missing or surplus, as far as the chain tells."""
        return self.chain_transfer_count in (None, self.transfer_count)

    @property
    def count_difference(self) -> int:
        """How many transfers the chain counts beyond those stored."""
        return 0 if self.counts_agree else (self.chain_transfer_count or 0) - (self.transfer_count or 0)

    @property
    def proven(self) -> bool:
        """Whether the transfers sum to the balance and none is missing or surplus."""
        return self.unexplained == 0 and self.counts_agree

    @property
    def is_read(self) -> bool:
        """Whether its transfers were read to the end."""
        return self.transfers_sum is not None

    @property
    def proof(self) -> str:
        """Whether the balance is proven, in a word; empty where nothing is to be proven."""
        if self.status != "followed":
            return ""
        if not self.is_read:
            return "not read"
        return "yes" if self.proven else "NO"

    def names(self, token: Token) -> "TokenBalance":
        """Return it with what the token calls itself now, where it says anything."""
        if not (token.name or token.symbol) and token.stated_decimals is None:
            return self
        return replace(self, name=clean_name(token.name), symbol=clean_name(token.symbol), decimals=token.decimals)

    def is_confirmed_by(self, holding_balance: int | None) -> bool:
        """Whether a list that tells this balance tells nothing new."""
        known = self.balance if self.listed_balance is None else self.listed_balance
        return self.is_read and holding_balance == known


def list_balance(
    wallet_id: str, chain: str, holding: TokenHolding, verdict: Verdict, height: int, now: datetime
) -> TokenBalance:
    """Return the balance of a token whose transfers are not read."""
    token = holding.token
    return TokenBalance(
        wallet_id,
        chain,
        token.address,
        clean_name(token.name),
        clean_name(token.symbol),
        token.decimals,
        verdict.status,
        verdict.reason,
        holding.balance,
        height,
        now,
    )


def prove_token(
    before: TokenBalance,
    page: TokenPage,
    totals: TransferTotals,
    count_transactions: Callable[[], int],
    listed: tuple[int | None, int],
    now: datetime,
) -> TokenBalance:
    """Return the balance of a token whose transfers are stored down to the first, by the last page of the walk.

    A transfer on the page that is not final yet is not stored: its change is taken out of the figures. ``listed`` is
    what the list said, and at which height: from another height it is kept only where it says the same. The chain's
    count agrees when it is the number of transfers, or else of their transactions: which of them is not documented.
    """
    waiting = [row.balance_change for row in page.history.pending]
    balance = page.balance - sum(waiting)
    count = None if page.transfer_count is None else page.transfer_count - len(waiting)
    if count not in (None, totals.count) and count == count_transactions():
        count = totals.count
    told = listed[0] if listed[1] == page.token_height or listed[0] == balance else None
    return replace(
        before.names(page.token),
        balance=balance,
        height=page.token_height,
        checked_at=now,
        transfers_sum=totals.change,
        transfer_count=totals.count,
        chain_transfer_count=count,
        listed_balance=told,
    )
