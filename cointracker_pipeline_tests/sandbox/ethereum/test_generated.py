"""Laws of generated Ethereum accounts: valid at every point, reproducible, of every kind there is."""

import json
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.sandbox.ethereum.account import Account
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import change_of
from cointracker_pipeline.sandbox.ethereum.generated import KINDS
from cointracker_pipeline.sandbox.ethereum.numbers import LARGEST_INTEGER, render_number
from cointracker_pipeline.sandbox.world import World, generate_world

seeds = st.integers(0, 2**32)
kinds = st.integers(0, len(KINDS) - 1)
sizes = st.integers(1, 200)


def generated(seed: int, kind: int, size: int) -> tuple[EthereumChain, Account]:
    """Return a chain with one generated account."""
    world = World(seed)
    account = world.ethereum.find(world.add_generated("ethereum", size, key=kind))
    assert account
    return world.ethereum, account


@given(seed=seeds, kind=kinds, size=sizes)
@settings(deadline=None)
def test_generated_accounts_are_valid_at_every_point(seed: int, kind: int, size: int) -> None:
    """Balances of wei and of every token are never negative, heights fit times, hashes, places and rows are unique."""
    chain, account = generated(seed, kind, size)
    balances = list(accumulate(change_of(deed, account.address) for deed in account.deeds))
    assert min(balances) >= 0
    assert balances[-1] == account.balance
    assert account.transaction_count == size
    places = [(deed.block_id, deed.place) for deed in account.deeds]
    assert places == sorted(set(places))
    times = [deed.time for deed in account.deeds]
    assert times == sorted(times)
    hashes = [deed.tx_hash for deed in account.deeds if deed.tx_hash]
    assert len(hashes) == len(set(hashes))
    assert places[-1][0] <= chain.height
    rows = [(deed.tx_hash or (deed.block_id, call.recipient), call.path) for deed, call in account.entries]
    assert len(rows) == len(set(rows))
    for token in chain.tokens:
        moved = [
            transfer.value * (1, -1)[transfer.sender == account.address] for _, transfer in account.transfers(token)
        ]
        assert min(accumulate(moved), default=0) >= 0


@given(seed=seeds, kind=kinds, size=sizes)
@settings(deadline=None)
def test_a_balance_is_the_sum_of_everything(seed: int, kind: int, size: int) -> None:
    """What calls moved, less fees, and what was paid back of a stake; sums in parts are those of the whole."""
    _, account = generated(seed, kind, size)
    whole = account.sums(len(account.entries), 1.0)
    withdrawn = sum(deed.value for deed in account.deeds if deed.kind == "withdrawal")
    assert account.balance == whole.received - whole.spent - whole.fees + withdrawn
    again = Account(account.address)
    for deed in account.deeds:
        again.append(deed)
        assert again.sums(len(again.entries), 1.0).calls == len(again.entries)
    assert again.sums(len(again.entries), 1.0).received == whole.received
    assert again.balance == account.balance


@given(value=st.integers(0, 2**90))
def test_a_value_is_printed_as_the_service_does(value: int) -> None:
    """Below 2^63 digit by digit, from there on as the float nearest to it, with a point and an exponent."""
    text = render_number(value)
    assert json.loads(text) == (value if value < LARGEST_INTEGER else float(value))
    assert (set(text) >= {".", "e", "+"}) == (value >= LARGEST_INTEGER)


def test_round_values_are_printed_like_php() -> None:
    """A whole mantissa keeps its point."""
    assert render_number(2 * 10**19) == "2.0e+19"
    assert render_number(1337 * 10**18 + 1337) == "1.337e+21"


def test_a_seed_says_it_all() -> None:
    """The same seed gives the same accounts; another seed others."""
    one, same, other = (generate_world(seed, 9, (1, 30), ["ethereum"]).ethereum for seed in (5, 5, 6))
    assert [account.deeds for account in one.accounts.values()] == [a.deeds for a in same.accounts.values()]
    assert not set(one.accounts) & set(other.accounts)


def test_a_world_has_all_there_is() -> None:
    """Among its accounts are values above and below 2^63, everything that fails, rewards, stakes, tokens, contracts."""
    chain = generate_world(1, 16, (60, 60), ["ethereum"]).ethereum
    deeds = chain.everything()
    calls = [call for deed in deeds for call in deed.calls]
    assert {deed.kind for deed in deeds} == {"transaction", "reward", "withdrawal"}
    assert {call.value >= LARGEST_INTEGER for call in calls} == {True, False}
    assert any(deed.failed for deed in deeds)
    assert any(not call.transferred and not call.failed for call in calls)
    assert any(call.internal for call in calls)
    assert any(call.sender == call.recipient for call in calls)
    assert any(deed.block_id == 0 for deed in deeds)
    assert {transfer.token for deed in deeds for transfer in deed.transfers} == set(chain.tokens)
    assert max(transfer.value for deed in deeds for transfer in deed.transfers) >= 10**38
    assert {account.contract for account in chain.accounts.values()} == {True, False}
    assert any(not account.calls_of(deed) for account in chain.accounts.values() for deed in account.deeds)
