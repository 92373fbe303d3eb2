"""What others do to a generated account: one function for each kind of transaction that it does not send."""

from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, Transfer
from cointracker_pipeline.sandbox.ethereum.outside import SIMPLE_GAS, outsider
from cointracker_pipeline.sandbox.ethereum.purse import Purse, draw_fee, draw_value, take_token


def receive(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """Somebody pays the account."""
    value = draw_value(purse, words) or 1 + words[4] % 10**15
    purse.balance += value
    call = Call("0", outsider(words[6]), purse.address, value)
    return _from_outside(deed, words)._replace(recipient=purse.address, value=value, calls=(call,))


def receive_internal(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """A contract that somebody calls pays the account, some calls deep."""
    value, contract = draw_value(purse, words), outsider(words[1], "contract")
    purse.balance += value
    calls = (
        Call("0", outsider(words[6]), contract, 0),
        Call("0.0", contract, outsider(words[1], "logic"), 0),
        Call("0.1", contract, outsider(words[0], "contract"), value),
        Call("0.1.0", outsider(words[0], "contract"), purse.address, value),
    )
    return _from_outside(deed, words)._replace(recipient=contract, calls=calls)


def delegated(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account appears with a value that never moved: a delegated call, and one that failed."""
    value, contract = draw_value(purse, words), outsider(words[1], "contract")
    calls = (
        Call("0", outsider(words[6]), contract, value),
        Call("0.0", contract, purse.address, value, transferred=False),
        Call("0.1", contract, purse.address, value, transferred=False, failed=True),
    )
    return _from_outside(deed, words)._replace(recipient=contract, value=value, calls=calls)


def airdrop(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """A token arrives that nobody asked for: none of the calls touches the account."""
    sender = outsider(words[6], "spammer")
    transfer = take_token(purse, words, sender)
    call = Call("0", sender, transfer.token, 0)
    others = tuple(
        Transfer(transfer.token, sender, outsider(words[6] + number), transfer.value, number) for number in (1, 2)
    )
    return _from_outside(deed, words, 60_000)._replace(
        sender=sender, recipient=transfer.token, calls=(call,), transfers=(transfer, *others)
    )


def call_contract(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """Somebody calls the account, which is a contract, with a value that it passes on in part."""
    value, sender = draw_value(purse, words) or 10**17, outsider(words[6])
    part = value // (3 + words[1] % 7)
    purse.balance += value - part
    calls = (
        Call("0", sender, purse.address, value),
        Call("0.0", purse.address, outsider(words[1], "logic"), value, transferred=False),
        Call("0.1", purse.address, outsider(words[1], "treasury"), part),
    )
    return _from_outside(deed, words)._replace(recipient=purse.address, value=value, calls=calls)


def serve(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """Somebody calls the account, which is a contract, and is paid by it; it pays no fee."""
    sender, value = outsider(words[6]), 1 + words[3] % purse.balance
    purse.balance -= value
    calls = (Call("0", sender, purse.address, 0), Call("0.0", purse.address, sender, value))
    return _from_outside(deed, words)._replace(recipient=purse.address, calls=calls)


def _from_outside(deed: Deed, words: list[int], gas: int = SIMPLE_GAS) -> Deed:
    gas, fee = draw_fee(words, gas)
    return deed._replace(sender=outsider(words[6]), gas_used=gas, fee=fee, nonce=words[6] % 9_000)
