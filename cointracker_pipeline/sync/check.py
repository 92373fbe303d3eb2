"""Which wallets are due: the cheapest questions first, in tiers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from cointracker_pipeline.domain.balance import Counters, read_counters_of
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.history import Balances, SetPage
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import QuotaError
from cointracker_pipeline.storage.warehouse import (
    Standing,
    confirm_counters,
    confirm_unchanged,
    read_counters,
    read_standings,
)
from cointracker_pipeline.sync.ask import BalancesAsk, SetAsk
from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.inquiry import inquire
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.pack import pack
from cointracker_pipeline.sync.sharing import Sharing, group_needs
from cointracker_pipeline.sync.subject import Subject

NEVER = datetime(2009, 1, 3)  # noqa: DTZ001 - as the warehouse's times: UTC without a zone
"""When counters were looked at that never were."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is known of one chain's wallets before anything is asked.

    ``due`` need a refresh whatever the chain says, ``settled`` only if it reports something else, and the counters
    of ``swept``, which are among those, are looked at in this round of the sweep.
    """

    chain: Blockchain
    due: tuple[Subject, ...]
    settled: Mapping[Wallet, Standing]
    owners: Mapping[Wallet, str]
    swept: tuple[Wallet, ...]

    def share(self, wallets: Iterable[Wallet], sharing: Sharing) -> list[list[Wallet]]:
        """Return wallets in groups that may be named in one request."""
        needs = [Need(wallet, 0, owner=self.owners[wallet]) for wallet in wallets]
        return [[need.wallet for need in group] for group in group_needs(needs, sharing)]


@dataclass(slots=True)
class Checked:
    """The wallets that need a refresh, in the given order; ``stopped`` when the points did not suffice to ask on."""

    due: list[Wallet] = field(default_factory=list)
    stopped: QuotaError | None = None


def assess(desk: Desk, subjects: Sequence[Subject], chain: Blockchain, sweep_fraction: float) -> Assessed:
    """Return who is due without asking, who is to be checked, and whose turn in the sweep it is.

    A wallet is due without asking when its history is incomplete, unproven, or has rows that may still change, and on a
    chain that has no balance request, always: nothing is cheaper than a page. The
    sweep takes a fraction of the others, those whose counters were looked at the longest ago.
    """
    of_chain = [one for one in subjects if one.wallet.chain == chain.name]
    ids = [one.wallet.wallet_id for one in of_chain]
    with desk.warehouse.transaction() as connection:
        standings = read_standings(connection, ids, chain.reorg_limit, desk.clock())
        looked_at = {key: at for key, (_, at) in read_counters(connection, ids).items()} if sweep_fraction else {}
    settled = {
        one.wallet: standing
        for one in of_chain
        if chain.mass_check_limit and (standing := standings.get(one.wallet.wallet_id)) and standing.settled
    }
    oldest_first = sorted(settled, key=lambda wallet: looked_at.get(wallet.wallet_id, NEVER))
    return Assessed(
        chain,
        tuple(one for one in of_chain if one.wallet not in settled),
        settled,
        {one.wallet: one.owner for one in of_chain},
        tuple(oldest_first[: ceil(len(settled) * sweep_fraction)]),
    )


def find_due(
    desk: Desk,
    subjects: Sequence[Subject],
    chains: Mapping[str, Blockchain],
    *,
    sharing: Sharing = "always",
    sweep_fraction: float = 0,
) -> Checked:
    """Return the wallets that need a refresh, asking as cheaply as it can be asked.

    One balance request for each chain (up to 25,000 addresses for 26 points; Blockchair API v2, Address balance mass
    check) finds those whose balance moved. A balance may also return to what it was: the sweep looks at the counters
    of some of the others, which move with every transaction. What is unchanged is noted as checked.

    All chains are assessed before anything is asked, and swept last: when the points are spent, who is due by what
    is stored is due all the same.

    Raises: ProviderError when the API fails, but for points that are spent.
    """
    checked, due = Checked(), set[Wallet]()
    names = [name for name in dict.fromkeys(one.wallet.chain for one in subjects) if name in chains]
    assessed = [assess(desk, subjects, chains[name], sweep_fraction) for name in names]
    due.update(one.wallet for each in assessed for one in each.due)
    try:
        for each in assessed:
            _check(desk, each, sharing, due)
        for each in assessed:
            _sweep(desk, each, sharing, due)
    except QuotaError as error:
        checked.stopped = error
    checked.due = [one.wallet for one in subjects if one.wallet in due]
    return checked


def _check(desk: Desk, assessed: Assessed, sharing: Sharing, due: set[Wallet]) -> None:
    """Ask for the balances of all settled wallets; one that the service refuses is due, and its refresh tells why."""
    chain, most = assessed.chain, assessed.chain.mass_check_limit
    batches = [
        group[start : start + most]
        for group in assessed.share(assessed.settled, sharing)
        for start in range(0, len(group), most)
    ]
    for batch, answer in inquire(desk.reader, batches, lambda group: BalancesAsk(chain, _addresses_of(group))):
        if not isinstance(answer, Balances):
            due.update(batch)
            continue
        desk.progress.add_check(answer.millipoints)
        moved = {one for one in batch if answer.by_address[one.address] != assessed.settled[one].chain_balance}
        due |= moved
        with desk.warehouse.transaction() as connection:
            same = [wallet.wallet_id for wallet in batch if wallet not in moved]
            confirm_unchanged(connection, same, answer.tip_height, desk.clock())


def _sweep(desk: Desk, assessed: Assessed, sharing: Sharing, due: set[Wallet]) -> None:
    """Ask for the counters of the wallets whose turn it is; one of which none are known, or that is refused, is due."""
    chain = assessed.chain
    with desk.warehouse.transaction() as connection:
        known = read_counters(connection, [wallet.wallet_id for wallet in assessed.swept])
    due.update(wallet for wallet in assessed.swept if wallet.wallet_id not in known)
    groups = group_swept(assessed, sharing, due)
    asked = inquire(desk.reader, groups, lambda group: SetAsk(chain, _addresses_of(group), 0, confirmed_only=True))
    for group, answer in asked:
        if isinstance(answer, SetPage):
            due |= _compare(desk, group, answer, {one: known[one.wallet_id][0] for one in group})
        else:
            due.update(group)


def group_swept(assessed: Assessed, sharing: Sharing, due: Collection[Wallet] = ()) -> list[list[Wallet]]:
    """Return the wallets whose turn in the sweep it is, without those that are due anyway, a group for each request."""
    needs = [Need(one, 0, owner=assessed.owners[one]) for one in assessed.swept if one not in due]
    return [
        [need.wallet for need in group]
        for company in group_needs(needs, sharing)
        for group in pack(company, assessed.chain, assessed.chain.prices)
    ]


def _compare(desk: Desk, wallets: Sequence[Wallet], answer: SetPage, known: Mapping[Wallet, Counters]) -> set[Wallet]:
    """Return the wallets whose counters are no longer what they were; the others are noted as looked at."""
    desk.progress.add_check(answer.millipoints)
    moved = {one for one in wallets if read_counters_of(answer.summaries[one.address]) != known[one]}
    with desk.warehouse.transaction() as connection:
        same = [one.wallet_id for one in wallets if one not in moved]
        confirm_counters(connection, same, answer.tip_height, desk.clock())
    return moved


def _addresses_of(wallets: Sequence[Wallet]) -> tuple[str, ...]:
    return tuple(wallet.address for wallet in wallets)
