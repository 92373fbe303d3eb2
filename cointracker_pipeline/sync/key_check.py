"""Which addresses of keys are due: the same questions as about wallets, all addresses together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import QuotaError
from cointracker_pipeline.storage.warehouse import read_members
from cointracker_pipeline.sync.check import find_due
from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.key_books import KeyBooks
from cointracker_pipeline.sync.key_state import KeyState
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import Subject


@dataclass(slots=True)
class KeysChecked:
    """The keys that need a refresh, each with its addresses that do; none where only new ones are to be looked at."""

    due: dict[Wallet, set[Wallet]] = field(default_factory=dict)
    stopped: QuotaError | None = None


def open_states(desk: Desk, subjects: Sequence[Subject], chains: Mapping[str, Blockchain]) -> list[KeyState]:
    """Return what is stored of keys on known chains."""
    known = [one for one in subjects if one.wallet.chain in chains]
    with desk.warehouse.transaction() as connection:
        members = read_members(connection, [one.wallet.wallet_id for one in known])
    return [KeyState(one, chains[one.wallet.chain], members[one.wallet.wallet_id]) for one in known]


def check_keys(
    desk: Desk,
    books: KeyBooks,
    states: Sequence[KeyState],
    chains: Mapping[str, Blockchain],
    sharing: Sharing,
    sweep_fraction: float = 0,
) -> KeysChecked:
    """Return which keys and addresses are due; what is unchanged is noted as checked, for addresses and keys.

    Raises: ProviderError when the API fails, but for points that are spent.
    """
    subjects = [one for state in states for one in state.subjects(state.known)]
    found = find_due(desk, subjects, chains, sharing=sharing, sweep_fraction=sweep_fraction)
    with desk.warehouse.transaction() as connection:
        books.write(connection, [state.wallet.wallet_id for state in states])
    moved, due = set(found.due), defaultdict[Wallet, set[Wallet]](set)
    for state in states:
        mine = moved.intersection(state.known)
        if mine or state.find_missing(books.gap_limit):
            due[state.wallet] |= mine
    return KeysChecked(dict(due), found.stopped)
