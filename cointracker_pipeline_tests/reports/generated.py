"""Warehouses with whatever may be in them: wallets of several owners whose transactions meet."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.reports import derive_report, load_reports, read_report
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import Connection, Warehouse, write_tracks, write_wallets
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet

BEGIN = datetime(2020, 1, 1)  # noqa: DTZ001 - block times are UTC without a zone
CHAINS = ("bitcoin", "dogecoin")
Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a transaction did to one wallet: its chain, the wallet's number, and what came or, negative, went.

    Transactions are numbered; each has a block of its own, a day after the one before. ``part`` is ``fee`` for a fee.
    One that is not ``exact`` is rounded still.
    """

    transaction: int
    chain: str
    wallet: int
    amount: int
    part: str = ""
    exact: bool = True

    @property
    def wallet_id(self) -> str:
        """The wallet's id."""
        return f"{self.chain}:{self.wallet}"


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that moved, the owner of each wallet by its number, and prices by chain and day."""

    moved: Sequence[Moved]
    owners: Sequence[str]
    prices: Sequence[tuple[str, int, int]]


moves = st.builds(
    Moved,
    st.integers(0, 8),
    st.sampled_from(CHAINS),
    st.integers(0, 4),
    st.integers(-(10**12), 10**12).filter(bool),
)
stories = st.builds(
    Story,
    st.lists(moves, max_size=14, unique_by=lambda one: (one.transaction, one.chain, one.wallet)),
    st.lists(st.sampled_from(["", "Ann", "Bob's"]), min_size=5, max_size=5),
    st.lists(
        st.tuples(st.sampled_from(CHAINS), st.integers(0, 8), st.integers(0, 10**12)),
        max_size=12,
        unique_by=lambda one: one[:2],
    ),
)


def write_story(connection: Connection, story: Story) -> None:
    """Store a story as syncs, prices and the registry leave it."""
    write_chains(connection, load_chains().values())
    wallets = {one.wallet_id: Wallet(one.chain, str(one.wallet)) for one in story.moved}
    write_wallets(
        connection,
        [
            TrackedWallet(wallet, f"label {wallet.address}", ("a", "b")[: int(wallet.address) % 3], None, owner)
            for wallet in wallets.values()
            for owner in [story.owners[int(wallet.address)]]
        ],
    )
    # Person 1 tracks everything, person 2 every other wallet.
    halves = [(person, one) for one in wallets for person in (1, 2)[: 1 + int(wallets[one].address) % 2]]
    write_tracks(connection, halves)
    for wallet_id, wallet in wallets.items():
        store_wallet(connection, wallet, [_to_row(one) for one in story.moved if one.wallet_id == wallet_id])
    connection.execute("delete from prices")
    for chain, day, price in story.prices:
        connection.execute(
            "insert into prices values (?, ?, 'USD', ?, 'story')",
            [chain, day_of(day), Decimal(price).scaleb(-4)],
        )


def day_of(transaction: int) -> date:
    """Return the day of a transaction."""
    return (BEGIN + timedelta(days=transaction)).date()


@contextmanager
def told(story: Story) -> Iterator[Connection]:
    """Open a warehouse of its own with a story in it and every report derived."""
    with TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb").transaction() as connection:
        write_story(connection, story)
        for report in load_reports().values():
            derive_report(connection, report)
        yield connection


def read_all(connection: Connection) -> dict[str, Rows]:
    """Return every report's rows by its name."""
    return {name: read_report(connection, report) for name, report in load_reports().items()}


def _to_row(one: Moved) -> Transaction:
    time = BEGIN + timedelta(days=one.transaction)
    return Transaction(f"hash-{one.transaction}", 10 + one.transaction, time, one.amount, one.part, one.exact)
