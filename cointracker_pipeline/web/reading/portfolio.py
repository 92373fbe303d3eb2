"""What a person's portfolio shows: what is held, what it is worth, and what moved most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.largest_by_person import Large, read_largest
from cointracker_pipeline.reports.worth import Worth, value_chains
from cointracker_pipeline.storage.registry import HeldPart, HeldTag
from cointracker_pipeline.storage.warehouse import SharedReading
from cointracker_pipeline.web.reading.token_holdings import HeldToken, read_held_tokens

MOST_TAGS = 50
MOST_TOKENS = 50
MOST_MOVEMENTS = 10


@dataclass(frozen=True, slots=True)
class ChainRow:
    """What is held on one chain; ``share`` is its part of the worth that is known, in per mille."""

    held: HeldPart
    coin: str
    symbol: str
    decimals: int
    worth_cents: int | None
    second_cents: int | None
    price: str | None
    share: int


@dataclass(frozen=True, slots=True)
class TagRow:
    """What wallets with a tag are worth; ``missing`` are the coins that the worth is without."""

    held: HeldTag
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """One large movement, with what the person calls the wallet that moved most."""

    wallet_id: str
    name: str
    others: int
    symbol: str
    decimals: int
    block_time: datetime
    amount: int
    worth_cents: int
    exact: bool
    tx_hash: str
    explorer: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything on the page; ``second`` is the currency beside US dollars, if there is one.

    ``more_tokens`` counts those that there is no room for.
    """

    chains: tuple[ChainRow, ...]
    tags: tuple[TagRow, ...]
    tokens: tuple[HeldToken, ...]
    more_tokens: int
    movements: tuple[Movement, ...]
    second: str | None

    @property
    def wallets(self) -> int:
        """How many wallets the person tracks."""
        return sum(one.held.wallets for one in self.chains)

    @property
    def synced(self) -> int:
        """How many of them have figures."""
        return sum(one.held.synced for one in self.chains)

    @property
    def proven(self) -> int:
        """How many of them have a proven balance."""
        return sum(one.held.proven for one in self.chains)

    @property
    def missing(self) -> tuple[str, ...]:
        """The coins that the worth is without: no price of them is known, or not for all that is held."""
        return tuple(one.coin for one in self.chains if one.held.unpriced)

    @property
    def transactions(self) -> int:
        """How many transactions are stored."""
        return sum(one.held.transaction_count for one in self.chains)

    @property
    def worth_cents(self) -> int | None:
        """What all that has a price is worth together; ``None`` where nothing has, which is not 0."""
        return sum_known(one.worth_cents for one in self.chains)

    @property
    def second_cents(self) -> int | None:
        """The same in the second currency."""
        return sum_known(one.second_cents for one in self.chains)

    @property
    def oldest_check(self) -> datetime | None:
        """From when the oldest of the figures is."""
        return min((one.held.checked_at for one in self.chains if one.held.checked_at), default=None)


@dataclass(frozen=True, slots=True)
class Figures:
    """What costs most to find out: what a person's wallets hold, what that is worth, and what moved most."""

    chains: tuple[HeldPart, ...]
    tags: tuple[HeldTag, ...]
    worths: dict[str, Worth]
    largest: tuple[Large, ...]
    tokens: tuple[HeldToken, ...]


def read_figures(pipeline: Pipeline, shelf: SharedReading, person_id: int) -> Figures:
    """Return what registry and warehouse tell of a person's wallets."""
    held = tuple(pipeline.registry.sum_by_chain(person_id))
    tags = _choose_tags(pipeline.registry.sum_by_tag(person_id))
    tokens = tuple(read_held_tokens(pipeline, shelf, person_id))
    amounts = {one.chain: one.balance for one in held if one.synced}
    with shelf.connection() as connection:
        worths = value_chains(connection, amounts, pipeline.clock().date())
        return Figures(held, tags, worths, tuple(read_largest(connection, person_id)), tokens)


def make_portfolio(pipeline: Pipeline, person_id: int, figures: Figures) -> Portfolio:
    """Return a person's portfolio: of the movements, those of wallets that are theirs at this moment."""
    return Portfolio(
        _make_chains(pipeline, figures.chains, figures.worths),
        tuple(_make_tag(pipeline, one) for one in figures.tags),
        figures.tokens[:MOST_TOKENS],
        max(0, len(figures.tokens) - MOST_TOKENS),
        tuple(_name_movements(pipeline, person_id, figures.largest)),
        pipeline.settings.second_currency,
    )


def _make_chains(pipeline: Pipeline, held: Iterable[HeldPart], worths: dict[str, Worth]) -> tuple[ChainRow, ...]:
    known = [one for one in held if one.chain in pipeline.chains]
    whole = sum(one.worth_cents for one in known)
    rows = []
    for one in known:
        chain, worth = pipeline.chains[one.chain], worths.get(one.chain)
        rows.append(
            ChainRow(
                one,
                chain.coin,
                chain.symbol,
                chain.decimals,
                one.known_worth,
                _to_cents(worth.worth_second) if worth else None,
                _show_price(worth.price_usd) if worth and worth.price_usd is not None else None,
                one.worth_cents * 1000 // whole if whole else 0,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.held.worth_cents, row.held.chain)))


def _make_tag(pipeline: Pipeline, held: HeldTag) -> TagRow:
    return TagRow(held, tuple(pipeline.chains[one].coin for one in held.unpriced_chains if one in pipeline.chains))


def _choose_tags(tags: Sequence[HeldTag]) -> tuple[HeldTag, ...]:
    """Return the tags whose wallets are worth most, those without any last; none where nobody gave a tag."""
    if not any(one.tag for one in tags):
        return ()
    return tuple(sorted(tags, key=lambda one: (not one.tag, -one.worth_cents, one.tag))[:MOST_TAGS])


def _name_movements(pipeline: Pipeline, person_id: int, largest: Iterable[Large]) -> Iterable[Movement]:
    """Give the largest movements of wallets that the person tracks still."""
    names: dict[str, str | None] = {}
    told = 0
    for one in largest:
        if one.wallet_id not in names:
            tracked = pipeline.registry.find_track(person_id, one.wallet_id)
            names[one.wallet_id] = None if tracked is None else tracked.label
        name, chain = names[one.wallet_id], pipeline.chains.get(one.chain)
        if name is None or chain is None or told == MOST_MOVEMENTS:
            continue
        told += 1
        yield Movement(
            one.wallet_id,
            name,
            one.wallets - 1,
            chain.symbol,
            chain.decimals,
            one.block_time.replace(tzinfo=UTC),
            one.amount,
            _to_cents(one.worth) or 0,
            one.exact,
            one.tx_hash,
            chain.transaction_url(one.tx_hash),
        )


def _to_cents(worth: Decimal | None) -> int | None:
    return None if worth is None else int((worth * 100).to_integral_value(ROUND_HALF_UP))


def sum_known(cents: Iterable[int | None]) -> int | None:
    """Return the sum of what is known, ``None`` where nothing is."""
    known = [one for one in cents if one is not None]
    return sum(known) if known else None


def _show_price(price: Decimal) -> str:
    """Return the price of a coin with cents, or with eight places where it is less than a dollar."""
    return f"{price:,.2f} USD" if price >= 1 else f"{price:.8f} USD"
