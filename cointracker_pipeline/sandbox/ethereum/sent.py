"""What a generated account does: one function for each kind of transaction that it sends and pays the fee of."""

from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, Transfer
from cointracker_pipeline.sandbox.ethereum.outside import SIMPLE_GAS, outsider
from cointracker_pipeline.sandbox.ethereum.purse import DEAREST, Purse, draw_fee, draw_value, pick_token, take_token


def send(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account pays somebody."""
    value = draw_value(purse, words) % (purse.balance - DEAREST)
    return _by_owner(purse, deed, words, SIMPLE_GAS, outsider(words[6]), value)


def send_all(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account pays somebody all it has, to the last wei."""
    value = purse.balance - draw_fee(words, SIMPLE_GAS)[1]
    return _by_owner(purse, deed, words, SIMPLE_GAS, outsider(words[6]), value)


def to_self(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account pays itself: only the fee is gone."""
    value = draw_value(purse, words) % (purse.balance - DEAREST)
    return _by_owner(purse, deed, words, SIMPLE_GAS, purse.address, value)


def fail(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """A transaction fails: its value stays, its fee is gone."""
    value = draw_value(purse, words) % (purse.balance - DEAREST)
    deed = _by_owner(purse, deed, words, 90_000 + words[6] % 9_000, outsider(words[6], "contract"), 0)
    call = deed.calls[0]._replace(value=value, transferred=False, failed=True)
    return deed._replace(value=value, failed=True, calls=(call,))


def swap(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account calls a contract with a value, gets a token, and some of the value back from a depth."""
    value = draw_value(purse, words) % (purse.balance - DEAREST)
    back, contract, pool = value // (2 + words[6] % 50), outsider(words[1], "contract"), outsider(words[0], "pool")
    deed = _by_owner(purse, deed, words, 150_000 + words[6] % 200_000, contract, value)
    purse.balance += back
    calls = (
        *deed.calls,
        Call("0.0", contract, pool, 0),
        Call("0.0.1", pool, contract, value - back),
        Call("0.1", contract, outsider(words[1], "logic"), value, transferred=False),
        Call("0.4", contract, purse.address, back),
    )
    if words[6] % 2:
        calls = (calls[-1], *calls[:-1])
    return deed._replace(calls=calls, transfers=(take_token(purse, words, pool),))


def move_token(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account calls a token's contract: it approves, or sends of what it has."""
    token = pick_token(words)
    deed = _by_owner(purse, deed, words, 45_000 + words[6] % 20_000, token.address, 0)
    held = purse.tokens.get(token.address, 0)
    if not held:
        return deed
    value = held if words[3] % 4 == 0 else 1 + words[3] % held
    purse.tokens[token.address] = held - value
    transfer = Transfer(token.address, purse.address, outsider(words[6]), value)
    return deed._replace(transfers=(transfer,))


def _by_owner(purse: Purse, deed: Deed, words: list[int], gas: int, recipient: str, value: int) -> Deed:
    gas, fee = draw_fee(words, gas)
    nonce = purse.sent
    purse.pay(0 if recipient == purse.address else value, fee)
    call = Call("0", purse.address, recipient, value)
    return deed._replace(
        sender=purse.address, recipient=recipient, value=value, fee=fee, gas_used=gas, nonce=nonce, calls=(call,)
    )
