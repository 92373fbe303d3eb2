"""Tokens on paper: contracts, transfers and blocks in lists, served as the API serves them; and what is stored."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.token import Holdings, Token, TokenHolding, TokenPage, TokenTransfer
from cointracker_pipeline.domain.token_balance import TokenBalance
from cointracker_pipeline.domain.token_rules import TokenRules
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import CointrackerError
from cointracker_pipeline.storage.warehouse import Warehouse, read_token_balances
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.token_desk import TokenDesk, TokenReport
from cointracker_pipeline.sync.token_sync import sync_tokens
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

GENESIS = datetime(2020, 1, 1)  # noqa: DTZ001 - the API's times are UTC without a zone
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ETHEREUM: BitcoinLike = replace(SMALL_BITCOIN, name="ethereum", path="ethereum", reorg_limit=6, has_tokens=True)
"""A chain with pages of 25 transfers."""

WALLET = Wallet("ethereum", "0x" + "aa" * 20)
OTHER = "0x" + "bb" * 20


def make_token(number: int, **facts: object) -> Token:
    """Return a token whose contract is its number."""
    return replace(Token(f"0x{number:040x}", f"Token {number}", f"TK{number}", 18), **facts)  # type: ignore[arg-type]


CAT, DOG = make_token(1), make_token(2)


@dataclass(slots=True)
class PaperTokens:
    """Serves transfers up to ``token_height``, newest first; it is a ``TokenReader``.

    ``drift`` is what a token's balances are beyond its transfers, ``unlisted`` tokens are missing from lists, and
    ``between`` holds what happens right before the request of that number. ``failing`` tokens cannot be read.
    ``counted`` is told for the number of transfers.
    """

    token_height: int = 1_000
    tokens: dict[str, Token] = field(default_factory=lambda: {one.address: one for one in (CAT, DOG)})
    transfers: dict[str, list[TokenTransfer]] = field(default_factory=dict)
    drift: dict[str, int] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    failing: dict[str, CointrackerError] = field(default_factory=dict)
    between: dict[int, Callable[[], None]] = field(default_factory=dict)
    asked: list[tuple[str, int, int]] = field(default_factory=list)
    shows_too_new: bool = False
    parallel_requests: int = 2
    last_id: int = 0
    counted: int | None = None

    def move(self, token: Token, change: int, *, blocks: int = 1, height: int | None = None) -> TokenTransfer:
        """Let a token move in a new block, to the wallet or from it."""
        self.last_id += 1
        self.token_height += blocks
        at = height or self.token_height
        parties = (OTHER, WALLET.address) if change > 0 else (WALLET.address, OTHER)
        time = GENESIS + timedelta(seconds=12 * at)
        one = TokenTransfer(self.last_id, f"0x{self.last_id:064x}", at, time, *parties, abs(change))
        self.tokens[token.address] = token
        self.transfers.setdefault(token.address, []).insert(0, one)
        return one

    def shown(self, token: str) -> list[TokenTransfer]:
        """Return the transfers of a token that the service shows."""
        every = self.transfers.get(token, [])
        return [one for one in every if self.shows_too_new or one.block_height <= self.token_height]

    def balance_of(self, token: str) -> int:
        """Return what the wallet has of a token."""
        return sum(one.change_for(WALLET.address) for one in self.shown(token)) + self.drift.get(token, 0)

    def fetch_holdings(self, chain: Blockchain, address: str, only: tuple[str, ...] = ()) -> Holdings:
        """Return what the wallet holds: what is not zero, or exactly what was named."""
        self._note(",".join(only) or "list", 0, 0)
        held = [one for one in self.tokens if one in only or (not only and self._is_listed(one))]
        return Holdings(
            self.token_height, tuple(TokenHolding(self.tokens[one], self.balance_of(one)) for one in held), 2_000
        )

    def fetch_token_page(self, chain: Blockchain, token: str, address: str, *, offset: int, limit: int) -> TokenPage:
        """Return a page of a token's transfers."""
        assert limit <= chain.page_limit
        self._note(token, offset, limit)
        if token in self.failing:
            raise self.failing[token]
        rows = self.shown(token)
        page, known = tuple(rows[offset : offset + limit]), self.tokens.get(token, Token(token))
        about = (known, address, self.token_height, self.balance_of(token), self.counted or len(rows))
        return TokenPage(*about, page, offset, limit, 1_000)

    def _is_listed(self, token: str) -> bool:
        return token not in self.unlisted and self.balance_of(token) != 0

    def _note(self, what: str, offset: int, limit: int) -> None:
        happening = self.between.pop(len(self.asked), None)
        if happening:
            happening()
        self.asked.append((what, offset, limit))


@dataclass(slots=True)
class TokenStand:
    """Tokens on paper and the warehouse they are read into."""

    warehouse: Warehouse
    paper: PaperTokens = field(default_factory=PaperTokens)

    def sync(
        self,
        rules: TokenRules | None = None,
        *,
        full: bool = False,
        most: int | None = None,
        chain: BitcoinLike = ETHEREUM,
    ) -> TokenReport:
        """Bring the wallet's tokens up to date."""
        desk = TokenDesk(self.paper, self.warehouse, rules or TokenRules(), lambda: NOW, Progress(), most)
        return sync_tokens(desk, [WALLET], {chain.name: chain}, full=full)

    def asked(self) -> list[str]:
        """Return what was asked since the last time: the list, or the contract of a token."""
        asked = [what for what, _, _ in self.paper.asked]
        self.paper.asked.clear()
        return asked

    def balances(self) -> dict[str, TokenBalance]:
        """Return what is stored of the wallet's tokens, by contract."""
        with self.warehouse.transaction() as connection:
            return {one.token_address: one for one in read_token_balances(connection, [WALLET.wallet_id])}

    def balance(self, token: Token = CAT) -> TokenBalance:
        """Return what is stored of one token."""
        return self.balances()[token.address]

    def rows(self, token: Token = CAT) -> list[tuple[int, int, int]]:
        """Return the stored transfers of a token as id, height and change, newest first."""
        with self.warehouse.transaction() as connection:
            found = connection.execute(
                "select transfer_id, block_height, change from token_transfers where token_address = ?",
                [token.address],
            ).fetchall()
        return sorted(((one, height, int(change)) for one, height, change in found), reverse=True)

    def true_rows(self, token: Token = CAT) -> list[tuple[int, int, int]]:
        """Return the transfers there are and that are final, likewise."""
        return sorted(
            (
                (one.transfer_id, one.block_height, one.change_for(WALLET.address))
                for one in self.paper.shown(token.address)
                if one.block_height <= self.paper.token_height
            ),
            reverse=True,
        )
