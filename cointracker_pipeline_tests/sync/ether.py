"""Ethereum accounts in a sandbox, what they truly did, and what is stored of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cointracker_pipeline.chains.ethereum import CHAIN as ETHEREUM
from cointracker_pipeline.domain.transaction import FEE, name_block_row, name_part
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.wallet_balances import BalanceRow, read_balances
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline_tests.sync.world import Stand, standing

ALICE, BOB, ROUTER = (f"0x{digit * 40}" for digit in "abc")
ETHER = 10**18
SMALL_ETHEREUM = replace(ETHEREUM, page_limit=25)
"""Ethereum in small: walks of a few dozen calls take several pages."""

EtherRow = tuple[str, str, int, datetime, int]
"""Hash, part, height, time and change."""


def wallet_of(address: str) -> Wallet:
    """Return an account as a wallet."""
    return Wallet("ethereum", address.lower())


def list_accounts(sandbox: RunningSandbox) -> list[Wallet]:
    """Return every account the sandbox knows."""
    return [wallet_of(str(one["address"])) for one in sandbox.control.wallets("ethereum")]


def true_rows(stand: Stand, wallet: Wallet) -> list[EtherRow]:
    """Return the rows an account really has, in order: calls as far as the service shows them, and fees."""
    truth = stand.truth(wallet)
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for call in truth["calls"]:
        if "." in call["index"] and call["block_id"] > truth["state"] - 6:
            continue
        tx_hash = call["hash"] or name_block_row(call["block_id"])
        seen[tx_hash, call["index"]] += 1
        rows.append((tx_hash, name_part(call["index"], seen[tx_hash, call["index"]]), *_rest(call)))
    rows += [(fee["hash"], FEE, *_rest(fee)) for fee in truth["fees"]]
    return sorted(rows)


def _rest(row: dict[str, Any]) -> tuple[int, datetime, int]:
    return row["block_id"], datetime.fromisoformat(row["time"]), row["balance_change"]


def stored_rows(stand: Stand, wallet: Wallet) -> list[EtherRow]:
    """Return the rows that are stored, in order."""
    with stand.pipeline.warehouse.transaction() as connection:
        rows = connection.execute(
            "select tx_hash, part, block_height, block_time, balance_change from transactions where wallet_id = ?",
            [wallet.wallet_id],
        ).fetchall()
    return sorted((*row[:4], int(row[4])) for row in rows)


def balance_of(stand: Stand, wallet: Wallet) -> BalanceRow:
    """Return a wallet's balance as people read it."""
    with stand.pipeline.warehouse.transaction() as connection:
        return read_balances(connection, [wallet.wallet_id])[0]


def count_inexact(stand: Stand) -> int:
    """Return how many rows are not exact."""
    with stand.pipeline.warehouse.transaction() as connection:
        return len(connection.execute("select 1 from transactions where not exact").fetchall())


def spent_on(stand: Stand, word: str = "") -> float:
    """Return the points that requests whose path has a word in it were charged, since the log was cleared."""
    asked = stand.sandbox.control.requests()["requests"]
    return float(sum(one["millipoints"] for one in asked if word in one["path"]) / 1_000)


@contextmanager
def ether_standing(home: Path, *, exact_wei: str = "always", **world: Any) -> Iterator[Stand]:
    """Open a home before generated accounts, or none, in which pages are small."""
    given = {"wallets": 0, "chains": ("ethereum",), **world}
    points = given.pop("exact_points", 20)
    with (
        running_sandbox(**given) as sandbox,
        standing(sandbox, home, SMALL_ETHEREUM, exact_wei=exact_wei, exact_points=points) as stand,  # type: ignore[arg-type]
    ):
        stand.track(*list_accounts(sandbox))
        yield stand


@contextmanager
def exactness(stand: Stand, exact_wei: str) -> Iterator[None]:
    """Let rows be made exact as this says, for a while."""
    before = stand.pipeline.settings
    stand.pipeline.settings = before.model_copy(update={"exact_wei": exact_wei})
    yield
    stand.pipeline.settings = before
