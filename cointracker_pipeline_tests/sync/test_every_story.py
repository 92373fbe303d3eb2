"""Whatever happens on a chain and to whoever reads it: after the next quiet night the store is the truth.

Run it longer with ``HYPOTHESIS_STORIES=500``.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.forks import Fate
from cointracker_pipeline.sandbox.rows import render_time
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.storage.warehouse import read_cursors
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, in_order, standing

CHAIN = "bitcoin"
WALLETS = tuple(
    Wallet(CHAIN, address)
    for address in (
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX",
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    )
)
PAGES = "*/dashboards/address/*"
wallets = st.sampled_from(WALLETS)
amounts = st.integers(1, 10**12)


class Story(RuleBasedStateMachine):
    """Three wallets on a small bitcoin: pages of 25 rows, six blocks that may change."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        home = Path(self.stack.enter_context(TemporaryDirectory()))
        sandbox = self.stack.enter_context(running_sandbox(wallets=0))
        self.stand: Stand = self.stack.enter_context(standing(sandbox, home, SMALL_BITCOIN))
        self.control = sandbox.control
        self.stand.track(*WALLETS)

    def teardown(self) -> None:
        """Let one more night pass, and close everything."""
        try:
            self.night()
        finally:
            self.stack.close()

    @initialize(counts=st.tuples(*[st.integers(0, 80)] * 3))
    def begin(self, counts: tuple[int, ...]) -> None:
        """Give the wallets a past."""
        for wallet, count in zip(WALLETS, counts, strict=True):
            if count:
                self.mine(blocks=count // 3 + 1, per_block=3, addresses=[wallet.address])

    @rule(payments=st.lists(st.tuples(wallets, amounts), min_size=1, max_size=40), blocks=st.integers(1, 8))
    def pay(self, payments: list[tuple[Wallet, int]], blocks: int) -> None:
        """Pay wallets, all in one block."""
        transactions = [{"address": wallet.address, "amount": amount} for wallet, amount in payments]
        self.mine(blocks=blocks, transactions=transactions)

    @rule(wallet=wallets, blocks=st.integers(1, 12), per_block=st.integers(1, 6))
    def trade(self, wallet: Wallet, blocks: int, per_block: int) -> None:
        """Pay a wallet, or from it, in each of some blocks."""
        self.mine(blocks=blocks, per_block=per_block, addresses=[wallet.address])

    @rule(wallet=wallets, to=wallets, whole=st.booleans())
    def spend(self, wallet: Wallet, to: Wallet, whole: bool) -> None:
        """Empty a wallet into another, or spend a third of it, or move it to itself."""
        balance = self.balance(wallet)
        amount = balance if whole else balance // 3
        changes = {wallet.address: 0} if wallet == to else {wallet.address: -amount, to.address: amount}
        self.mine(transactions=[{"changes": changes}])

    @rule(blocks=st.integers(1, 12))
    def settle(self, blocks: int) -> None:
        """Let blocks be found in which nothing of ours happens, nor what waits is confirmed."""
        self.mine(blocks=blocks, confirm_pending=False)

    @rule(wallet=wallets, amount=st.integers(-5, 10**9), count=st.integers(1, 30), age_seconds=st.integers(0, 40_000))
    def wait(self, wallet: Wallet, amount: int, count: int, age_seconds: int) -> None:
        """Let payments wait, seen now or some time ago."""
        seen = self.stand.sandbox.world.chain(CHAIN).now - age_seconds
        for number in range(count):
            self.attempt(
                lambda number=number: self.control.add_pending(  # type: ignore[misc]
                    CHAIN, wallet.address, amount + number, time=render_time(seen + number)
                )
            )

    @rule()
    def give_up_waiting(self) -> None:
        """Forget all that waits."""
        self.control.drop_pending(CHAIN)

    @rule(depth=st.integers(1, SMALL_BITCOIN.reorg_limit), fate=st.sampled_from(get_args(Fate)))
    def reorganise(self, depth: int, fate: Fate) -> None:
        """Give up the newest blocks for a longer branch."""
        self.control.reorganise(CHAIN, depth, fate)

    @rule(wallet=wallets, pages=st.integers(0, 4), full=st.booleans(), fate=st.sampled_from([None, *get_args(Fate)]))
    def break_off(self, wallet: Wallet, pages: int, full: bool, fate: Fate | None) -> None:
        """Let a sync end after some pages, because the service fails for good; the chain may fork before the next."""
        self.disturbed([wallet], full=full, kinds=["500"], after=pages, path=PAGES)
        if fate:
            self.control.reorganise(CHAIN, SMALL_BITCOIN.reorg_limit, fate)

    @rule(full=st.booleans(), rate=st.floats(0.1, 0.6), seed=st.integers(0, 99))
    def stumble(self, full: bool, rate: float, seed: int) -> None:
        """Sync while many requests fail in many ways, or are answered by a backend that lags."""
        kinds = ["500", "502", "503", "504", "server-error", "null-data", "cut", "drop", "behind"]
        self.disturbed(WALLETS, full=full, kinds=kinds, rate=rate, seed=seed)

    @rule(wallet=wallets, full=st.booleans(), every=st.integers(1, 3), per_block=st.integers(0, 4))
    def hurry(self, wallet: Wallet, full: bool, every: int, per_block: int) -> None:
        """Sync while blocks are found between the pages."""
        self.control.set_tick(CHAIN, every, per_block, [one.address for one in WALLETS] if per_block else None)
        self.stand.sync([wallet], full=full)
        self.control.set_tick(CHAIN, 0)

    @rule(wallet=wallets)
    def read_again(self, wallet: Wallet) -> None:
        """Sync a wallet from scratch."""
        assert self.stand.sync([wallet], full=True).failures == []

    @rule()
    def night(self) -> None:
        """Sync what is due; then everything that is stored is what there is, and proven."""
        resumed = self.unfinished()
        due, report = self.stand.sync_due()
        assert report.failures == []
        for wallet in WALLETS:
            same = self.stand.stored_rows(wallet) == self.stand.true_rows(wallet)
            if wallet in due:
                assert same, wallet
                self.check_pending(wallet, again=wallet in resumed)
            elif not same:
                self.catch_hidden(wallet)
        assert self.stand.breaches() == {}

    def check_pending(self, wallet: Wallet, *, again: bool) -> None:
        """What waits is as it was at the first page of the walk; one that was resumed had that before.

        A page that several wallets share shows less of each, but never less than if all shared it.
        """
        if again:
            assert self.stand.sync([wallet]).failures == []
        stored = {row[0] for row in self.stand.stored_pending(wallet)}
        assert self.shared_pending(wallet) <= stored <= {row[0] for row in self.visible_pending(wallet)}, wallet

    def catch_hidden(self, wallet: Wallet) -> None:
        """The nightly balance check cannot see movements that come to nothing: only those may be missed."""
        with self.stand.pipeline.warehouse.transaction() as connection:
            row = connection.execute(
                "select balance from wallet_balances where wallet_id = ?", [wallet.wallet_id]
            ).fetchone()
        assert row is not None
        assert int(row[0]) == self.balance(wallet)
        assert self.stand.sync([wallet]).failures == []
        assert self.stand.stored_rows(wallet) == self.stand.true_rows(wallet)

    def shared_pending(self, wallet: Wallet) -> set[str]:
        """Return what waits among the newest rows of a page that all wallets share."""
        addresses = [one.address for one in WALLETS]
        page = self.stand.pipeline.client.fetch_set(
            SMALL_BITCOIN, addresses, limit=SMALL_BITCOIN.page_limit, confirmed_only=False
        )
        return {row.tx_hash for row in page.rows_by_address[wallet.address] if row.block_height is None}

    def visible_pending(self, wallet: Wallet) -> list[Any]:
        """Return what waits among the newest rows of a page; older ones are not seen until they are confirmed."""
        history = self.stand.sandbox.world.chain(CHAIN).find(wallet.address)
        newest = history.rows(0, SMALL_BITCOIN.page_limit, latest=False) if history else []
        shown = {row.tx_hash for row in newest if row.block_id < 0}
        return in_order(row for row in self.stand.true_rows(wallet, "pending") if row[0] in shown)

    def unfinished(self) -> set[Wallet]:
        """Return the wallets whose walk was broken off."""
        with self.stand.pipeline.warehouse.transaction() as connection:
            cursors = read_cursors(connection, [wallet.wallet_id for wallet in WALLETS])
        return {wallet for wallet in WALLETS if cursors[wallet.wallet_id].walk}

    def disturbed(self, which: Any, *, full: bool, **faults: Any) -> None:
        """Sync while a fault is in force, whatever comes of it."""
        self.control.set_faults(**faults)
        self.stand.sync(which, full=full)
        self.control.set_faults(clear=True)

    def balance(self, wallet: Wallet) -> int:
        """Return what a wallet has in blocks."""
        return int(self.stand.truth(wallet)["totals"]["balance"])

    def mine(self, **what: Any) -> None:
        """Find blocks, unless a wallet cannot pay for it."""
        self.attempt(lambda: self.control.mine(CHAIN, **what))

    def attempt(self, action: Callable[[], object]) -> None:
        """Do what can be done; a wallet that cannot pay does nothing."""
        with suppress(InputError):
            action()


TestEveryStory = Story.TestCase
TestEveryStory.settings = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_STORIES", "14")),
    stateful_step_count=20,
    derandomize="HYPOTHESIS_STORIES" not in os.environ,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
