"""How far the branches of keys go, asked cheaply: balances of many addresses at once tell the last one with coins.

An address without coins may be used as well, so this only shows where to read on; but it lets that be done in full
requests, without a guess that would be paid for.
"""

from collections.abc import Sequence

from cointracker_pipeline.domain.history import Balances
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Member
from cointracker_pipeline.sync.ask import BalancesAsk
from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.inquiry import inquire
from cointracker_pipeline.sync.key_state import KeyState
from cointracker_pipeline.sync.key_window import BRANCHES, Frontier
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.pack import count_in_path
from cointracker_pipeline.sync.sharing import Sharing, group_needs

MOST_EMPTY = 2
"""Probes of a branch in a row that find nothing: its coins are elsewhere, and it is read on without."""


def probe(desk: Desk, states: Sequence[KeyState], gap_limit: int, sharing: Sharing) -> None:
    """Note in the states of keys how far they hold coins, and how many addresses to read beyond what must be.

    Where no request may name two addresses nothing is asked and nothing guessed. Raises: ProviderError when the API
    fails.
    """
    for state in states:
        state.ahead = [0, 0]
    if sharing == "never":
        return
    for name in dict.fromkeys(state.wallet.chain for state in states):
        _probe_chain(desk, [state for state in states if state.wallet.chain == name], gap_limit, sharing)
    for state in states:
        _look_ahead(state, gap_limit)


def _probe_chain(desk: Desk, states: Sequence[KeyState], gap_limit: int, sharing: Sharing) -> None:
    chain, asked, needs = states[0].chain, dict[Wallet, tuple[KeyState, Member]](), list[Need]()
    for state in states:
        for member in _choose(state, gap_limit):
            asked[member.wallet] = (state, member)
            needs.append(Need(member.wallet, 0, owner=state.subject.owner or state.wallet.wallet_id))
    most = chain.mass_check_limit
    batches = [
        [need.wallet for need in group[start : start + most]]
        for group in group_needs(needs, sharing)
        for start in range(0, len(group), most)
    ]
    for batch, answer in inquire(
        desk.reader, batches, lambda group: BalancesAsk(chain, tuple(one.address for one in group))
    ):
        if isinstance(answer, Balances):
            desk.progress.add_check(answer.millipoints)
            for wallet in batch:
                _note(*asked[wallet], has_coins=answer.by_address[wallet.address] != 0)


def _choose(state: KeyState, gap_limit: int) -> list[Member]:
    """Return the addresses to probe: far beyond the end of each branch that goes on."""
    chosen = []
    for branch, frontier in _find_open(state, gap_limit).items():
        is_new = state.probed[branch] < 0 and state.empty_probes[branch] < MOST_EMPTY
        if is_new or len(frontier.read) >= state.looked_to[branch]:
            indexes = frontier.find_probed(gap_limit, state.looked_to[branch])
            state.looked_to[branch] = indexes.stop
            state.empty_probes[branch] += 1
            chosen += state.derive(branch, indexes)
    return chosen


def _note(state: KeyState, member: Member, *, has_coins: bool) -> None:
    if has_coins:
        state.probed[member.branch] = max(state.probed[member.branch], member.index)
        state.empty_probes[member.branch] = 0


def _look_ahead(state: KeyState, gap_limit: int) -> None:
    """Read on by its own length where a branch goes on without coins, else fill requests with a few more addresses.

    The address after the last one with coins is often used as well, and asking for it later is a request more.
    """
    missing, still_open = state.find_missing(gap_limit), _find_open(state, gap_limit)
    if not missing:
        return
    size = min(state.chain.set_limit, count_in_path([Need(one.wallet) for one in missing]))
    for branch, frontier in still_open.items():
        if state.empty_probes[branch] != 1:  # after the first one a gap more tells whether it ends here
            must = sum(one.branch == branch for one in missing)
            state.ahead[branch] = max(0, min(size // len(still_open), len(frontier.read)) - must)
    room = -(len(missing) + sum(state.ahead)) % size
    found = [one for one in BRANCHES if one not in still_open and state.probed[one] >= 0]
    for branch in found:
        state.ahead[branch] = min(-(-room // len(found)), gap_limit // 6)
        room -= state.ahead[branch]


def _find_open(state: KeyState, gap_limit: int) -> dict[int, Frontier]:
    """Return the branches that likely go on beyond what is known to be used."""
    frontiers = zip(BRANCHES, state.frontiers, strict=True)
    return {branch: frontier for branch, frontier in frontiers if frontier.is_open(gap_limit)}
