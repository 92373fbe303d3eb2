"""Whatever happens on a chain and to whoever reads it: after the next quiet night the store is the truth.

Run it longer with ``HYPOTHESIS_STORIES=500``.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from cointracker_pipeline.chains.litecoin import CHAIN as LITECOIN
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.forks import Fate
from cointracker_pipeline.sandbox.rows import render_time
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.sync.mortal import Life, Moment, sync_until_killed
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, in_order, standing

SMALL_LITECOIN = replace(LITECOIN, page_limit=SMALL_BITCOIN.page_limit, reorg_limit=SMALL_BITCOIN.reorg_limit)
CHAINS = {chain.name: chain for chain in (SMALL_BITCOIN, SMALL_LITECOIN)}
WALLETS = (
    Wallet("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    Wallet("bitcoin", "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"),
    Wallet("bitcoin", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    Wallet("bitcoin", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    Wallet("litecoin", "LhK2kQwiaAvhjWY799cZvMyYwnQAcxkarr"),
)
PAGES = "*/dashboards/address*/*"
wallets = st.sampled_from(WALLETS)
chains = st.sampled_from(sorted(CHAINS))
fates = st.sampled_from(get_args(Fate))
amounts = st.integers(1, 10**12)


def addresses_on(chain: str) -> list[str]:
    """Return the addresses of the wallets on a chain."""
    return [wallet.address for wallet in WALLETS if wallet.chain == chain]


class Story(RuleBasedStateMachine):
    """Four wallets on a small bitcoin and one on a small litecoin: pages of 25 rows, six blocks that may change."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        home = Path(self.stack.enter_context(TemporaryDirectory()))
        sandbox = self.stack.enter_context(running_sandbox(wallets=0))
        self.stand: Stand = self.stack.enter_context(standing(sandbox, home, *CHAINS.values(), sweep_fraction=1))
        self.control = sandbox.control
        self.stand.track(*WALLETS)
        self.interrupted: set[Wallet] = set()

    def teardown(self) -> None:
        """Let one more night pass, and close everything."""
        try:
            self.night()
        finally:
            self.stack.close()

    @initialize(counts=st.tuples(*[st.integers(0, 60)] * len(WALLETS)))
    def begin(self, counts: tuple[int, ...]) -> None:
        """Give the wallets a past."""
        for wallet, count in zip(WALLETS, counts, strict=True):
            if count:
                self.mine(wallet.chain, blocks=count // 3 + 1, per_block=3, addresses=[wallet.address])

    @rule(payments=st.lists(st.tuples(wallets, amounts), min_size=1, max_size=40), blocks=st.integers(1, 8))
    def pay(self, payments: list[tuple[Wallet, int]], blocks: int) -> None:
        """Pay wallets, all in one block of their chain."""
        for chain in CHAINS:
            paid = [{"address": one.address, "amount": amount} for one, amount in payments if one.chain == chain]
            self.mine(chain, blocks=blocks, transactions=paid)

    @rule(wallet=wallets, blocks=st.integers(1, 12), per_block=st.integers(1, 6))
    def trade(self, wallet: Wallet, blocks: int, per_block: int) -> None:
        """Pay a wallet, or from it, in each of some blocks."""
        self.mine(wallet.chain, blocks=blocks, per_block=per_block, addresses=[wallet.address])

    @rule(wallet=wallets, to=wallets, whole=st.booleans())
    def spend(self, wallet: Wallet, to: Wallet, whole: bool) -> None:
        """Empty a wallet into another, or spend a third of it, or move it to itself, or out of sight."""
        balance = self.balance(wallet)
        amount = balance if whole else balance // 3
        changes = {wallet.address: 0 if wallet == to else -amount}
        if wallet != to and wallet.chain == to.chain:
            changes[to.address] = amount
        self.mine(wallet.chain, transactions=[{"changes": changes}])

    @rule(blocks=st.integers(1, 12))
    def settle(self, blocks: int) -> None:
        """Let blocks be found in which nothing of ours happens, nor what waits is confirmed."""
        for chain in CHAINS:
            self.mine(chain, blocks=blocks, confirm_pending=False)

    @rule(wallet=wallets, amount=st.integers(-5, 10**9), count=st.integers(1, 30), age_seconds=st.integers(0, 40_000))
    def wait(self, wallet: Wallet, amount: int, count: int, age_seconds: int) -> None:
        """Let payments wait, seen now or some time ago."""
        seen = self.stand.sandbox.world.chain(wallet.chain).now - age_seconds
        for number in range(count):
            self.attempt(
                lambda number=number: self.control.add_pending(  # type: ignore[misc]
                    wallet.chain, wallet.address, amount + number, time=render_time(seen + number)
                )
            )

    @rule()
    def give_up_waiting(self) -> None:
        """Forget all that waits."""
        self.control.drop_pending()

    @rule(chain=chains, depth=st.integers(1, SMALL_BITCOIN.reorg_limit), fate=fates)
    def reorganise(self, chain: str, depth: int, fate: Fate) -> None:
        """Give up the newest blocks for a longer branch."""
        self.control.reorganise(chain, depth, fate)

    @rule(wallet=wallets, pages=st.integers(0, 4), full=st.booleans(), fate=st.none() | fates)
    def break_off(self, wallet: Wallet, pages: int, full: bool, fate: Fate | None) -> None:
        """Let a sync end after some pages, because the service fails for good; the chain may fork before the next."""
        self.disturbed([wallet], full=full, kinds=["500"], after=pages, path=PAGES)
        if fate:
            self.control.reorganise(wallet.chain, SMALL_BITCOIN.reorg_limit, fate)

    @rule(full=st.booleans(), rate=st.floats(0.1, 0.6), seed=st.integers(0, 99))
    def stumble(self, full: bool, rate: float, seed: int) -> None:
        """Sync while many requests fail in many ways, or are answered by a backend that lags."""
        kinds = ["500", "502", "503", "504", "server-error", "null-data", "cut", "drop", "behind"]
        self.disturbed(WALLETS, full=full, kinds=kinds, rate=rate, seed=seed)

    @rule(wallet=wallets, full=st.booleans(), every=st.integers(1, 3), per_block=st.integers(0, 4))
    def hurry(self, wallet: Wallet, full: bool, every: int, per_block: int) -> None:
        """Sync while blocks are found between the pages."""
        self.tick([wallet], every, per_block)
        self.sync_anyhow([wallet], full=full)
        self.tick([wallet], 0)

    @rule(
        which=st.lists(wallets, min_size=1, unique=True),
        full=st.booleans(),
        moment=st.sampled_from(get_args(Moment)),
        count=st.integers(1, 25),
        every=st.integers(0, 2),
    )
    def kill(self, which: list[Wallet], full: bool, moment: Moment, count: int, every: int) -> None:
        """Sync in a process that kills itself at some moment, perhaps while blocks are found between its requests."""
        self.tick(which, every)
        life = Life(moment, count)
        if sync_until_killed(self.stand.pipeline.settings, which, list(CHAINS.values()), life, full=full):
            self.interrupted.update(which)
        self.tick(which, 0)

    @rule(wallet=wallets)
    def read_again(self, wallet: Wallet) -> None:
        """Sync a wallet from scratch."""
        assert self.stand.sync([wallet], full=True).failures == []

    @rule()
    def night(self) -> None:
        """Sync what is due; then everything that is stored is what there is, and proven."""
        due, report = self.stand.sync_due()
        assert report.failures == []
        resumed = [wallet for wallet in due if wallet in self.interrupted]
        assert self.stand.sync(resumed).failures == []
        self.interrupted.clear()
        for wallet in WALLETS:
            assert self.stand.stored_rows(wallet) == self.stand.true_rows(wallet), wallet
            if wallet in due:
                self.check_pending(wallet)
        assert self.stand.breaches() == {}

    def check_pending(self, wallet: Wallet) -> None:
        """What waits is as it was at the first page of the walk: one that was resumed had that before its night.

        A page that several wallets share shows less of each, but never less than if all shared it.
        """
        stored = {row[0] for row in self.stand.stored_pending(wallet)}
        assert self.shared_pending(wallet) <= stored <= {row[0] for row in self.visible_pending(wallet)}, wallet

    def shared_pending(self, wallet: Wallet) -> set[str]:
        """Return what waits among the newest rows of a page that all wallets share."""
        chain, addresses = CHAINS[wallet.chain], addresses_on(wallet.chain)
        page = self.stand.pipeline.client.fetch_set(chain, addresses, limit=chain.page_limit, confirmed_only=False)
        return {row.tx_hash for row in page.rows_by_address[wallet.address] if row.block_height is None}

    def visible_pending(self, wallet: Wallet) -> list[Any]:
        """Return what waits among the newest rows of a page; older ones are not seen until they are confirmed."""
        history = self.stand.sandbox.world.chain(wallet.chain).find(wallet.address)
        newest = history.rows(0, SMALL_BITCOIN.page_limit, latest=False) if history else []
        shown = {row.tx_hash for row in newest if row.block_id < 0}
        return in_order(row for row in self.stand.true_rows(wallet, "pending") if row[0] in shown)

    def tick(self, which: Iterable[Wallet], every: int, per_block: int = 2) -> None:
        """Let blocks be found between the requests for the chains of some wallets; ``every`` 0 ends it."""
        for chain in {wallet.chain for wallet in which}:
            self.control.set_tick(chain, every, per_block, addresses_on(chain) if per_block else None)

    def disturbed(self, which: Iterable[Wallet], *, full: bool, **faults: Any) -> None:
        """Sync while a fault is in force, whatever comes of it."""
        self.control.set_faults(**faults)
        self.sync_anyhow(which, full=full)
        self.control.set_faults(clear=True)

    def sync_anyhow(self, which: Iterable[Wallet], *, full: bool) -> None:
        """Sync, and keep in mind which wallets failed."""
        self.interrupted.update(one.wallet for one in self.stand.sync(list(which), full=full).failures)

    def balance(self, wallet: Wallet) -> int:
        """Return what a wallet has in blocks."""
        return int(self.stand.truth(wallet)["totals"]["balance"])

    def mine(self, chain: str, **what: Any) -> None:
        """Find blocks, unless a wallet cannot pay for it."""
        self.attempt(lambda: self.control.mine(chain, **what))

    def attempt(self, action: Callable[[], object]) -> None:
        """Do what can be done; a wallet that cannot pay does nothing."""
        with suppress(InputError):
            action()


TestEveryStory = Story.TestCase
TestEveryStory.settings = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_STORIES", "8")),
    stateful_step_count=20,
    derandomize="HYPOTHESIS_STORIES" not in os.environ,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
