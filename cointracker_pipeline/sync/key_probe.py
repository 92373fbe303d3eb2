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
from cointracker_pipeline.sync.key_window import BRANCHES
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.sharing import Sharing, group_needs


def probe(desk: Desk, states: Sequence[KeyState], gap_limit: int, sharing: Sharing) -> None:
    """Note in the states of keys how far they hold coins beyond what was read.

    Where no request may name two addresses nothing is asked. Raises: ProviderError when the API fails.
    """
    if sharing == "never":
        return
    for name in dict.fromkeys(state.wallet.chain for state in states):
        _probe_chain(desk, [state for state in states if state.wallet.chain == name], gap_limit, sharing)


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
                state, member = asked[wallet]
                if answer.by_address[wallet.address]:
                    state.probed[member.branch] = max(state.probed[member.branch], member.index)


def _choose(state: KeyState, gap_limit: int) -> list[Member]:
    return [
        member
        for branch, frontier in zip(BRANCHES, state.frontiers, strict=True)
        if frontier.is_open(gap_limit)
        for member in state.derive(branch, frontier.find_probed(gap_limit))
    ]
