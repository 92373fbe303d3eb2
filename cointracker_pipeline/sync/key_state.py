"""What one run knows of one key: what its addresses came to, and what is still to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import MismatchError
from cointracker_pipeline.storage.warehouse import Change, Differences, KeyBalance, Member
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.key_window import BRANCHES, Frontier, find_frontiers
from cointracker_pipeline.sync.refresh import explain_mismatch
from cointracker_pipeline.sync.report import Failure
from cointracker_pipeline.sync.subject import Subject


@dataclass(slots=True)
class KeyState:
    """A key under way; ``tried`` are the addresses that this run asked for, ``probed`` the highest that hold coins.

    ``looked_to`` tells how many addresses of each branch the probes reached, ``empty_probes`` how many of them in a row
    found nothing, and ``ahead`` how many addresses to read beyond what must be.
    ``is_checked`` tells that the addresses which are due are known.
    """

    subject: Subject
    chain: Blockchain
    members: list[Member]
    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    tried: set[Wallet] = field(default_factory=set)
    probed: list[int] = field(default_factory=lambda: [-1, -1])
    looked_to: list[int] = field(default_factory=lambda: [0, 0])
    empty_probes: list[int] = field(default_factory=lambda: [0, 0])
    ahead: list[int] = field(default_factory=lambda: [0, 0])
    pages: int = 0
    is_checked: bool = False

    @property
    def wallet(self) -> Wallet:
        """The key itself."""
        return self.subject.wallet

    @property
    def known(self) -> list[Wallet]:
        """The addresses that were read before."""
        return [one.wallet for one in self.members if one.transactions is not None]

    @property
    def frontiers(self) -> list[Frontier]:
        """How far both branches are known."""
        return find_frontiers(self.members, self.probed)

    def add(self, result: Outcome | Failure) -> None:
        """Take note of what became of one of its addresses."""
        if isinstance(result, Outcome):
            self.outcomes.append(result)
        else:
            self.failures.append(result)

    def derive(self, branch: int, indexes: Sequence[int]) -> list[Member]:
        """Return the addresses at these indexes of a branch."""
        if not indexes:
            return []
        span = range(min(indexes), max(indexes) + 1)
        addresses = dict(zip(span, self.chain.derive_addresses(self.wallet.address, branch, span), strict=True))
        return [
            Member(self.wallet.wallet_id, Wallet(self.wallet.chain, addresses[index]), branch, index)
            for index in indexes
        ]

    def find_missing(self, gap_limit: int) -> list[Member]:
        """Return the addresses that are still to be read, those excepted that this run asked for in vain.

        Of a new key a few more than a gap are read: most keys have some used ones, and then a second request is saved.
        """
        ahead = self.ahead if self.members else [gap_limit // 4] * 2
        missing = [
            one
            for branch, frontier in zip(BRANCHES, self.frontiers, strict=True)
            for one in self.derive(branch, frontier.find_missing(gap_limit, ahead[branch]))
        ]
        return [one for one in missing if one.wallet not in self.tried]

    def subjects(self, wallets: Sequence[Wallet]) -> list[Subject]:
        """Return addresses to be read, which may share requests as wallets of one owner may."""
        owner = self.subject.owner or self.wallet.wallet_id
        return [Subject(wallet, owner, self.subject.since) for wallet in wallets]

    def conclude(self, balance: KeyBalance | None, change: Change, why: str, *, is_whole: bool) -> Outcome | Failure:
        """Return what became of the key, given its balance as it is stored now; ``why`` is why the rest waits."""
        reached = [one for one in self.failures if one.reached]
        if reached:
            return Failure(self.wallet, reached[0].error)
        if self.failures or balance is None or not (is_whole and self.is_checked):
            return Failure.waiting(self.wallet, why or "not all of its addresses are read")
        stored = balance.to_wallet_balance(self.wallet)
        if stored.reachable and not balance.proven:
            return Failure(self.wallet, MismatchError(explain_mismatch(stored, self.chain), is_new=False))
        return Outcome(
            self.wallet,
            stored,
            change.added,
            change.removed,
            self.pages,
            sum(one.millipoints for one in self.outcomes),
            self._sum_differences(),
        )

    def _sum_differences(self) -> Differences | None:
        found = [one.differences for one in self.outcomes if one.differences is not None]
        if not found:
            return None
        return Differences(
            sum(one.missing for one in found), sum(one.surplus for one in found), sum(one.changed for one in found)
        )
