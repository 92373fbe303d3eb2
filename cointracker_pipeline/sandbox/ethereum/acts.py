"""What a generated account does or suffers: one function for each kind of transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, Transfer
from cointracker_pipeline.sandbox.ethereum.tokens import TOKENS, Token

_TOKENS = tuple(TOKENS.values())
_GWEI = 10**9
_DEAREST = 600_000 * 201 * _GWEI
"""More than any fee that a generated transaction pays."""

SIMPLE_GAS = 21_000


@dataclass(slots=True)
class Purse:
    """What an account has while its history is made: wei, tokens by address, and how often it has sent."""

    address: str
    key: int
    kind: str
    balance: int = 0
    sent: int = 0
    tokens: dict[str, int] = field(default_factory=dict)

    @property
    def ceiling(self) -> int:
        """The largest value it is likely to see, in wei."""
        return 50_000 * 10**18 if self.kind in {"whale", "founder"} else 3 * 10**18

    def pay(self, value: int, fee: int) -> None:
        """Take what it sends and the fee."""
        self.balance -= value + fee
        self.sent += 1


Act = Callable[[Purse, Deed, list[int]], Deed]


def make_hash(*parts: object) -> str:
    """Return a transaction hash that follows from these values."""
    return f"0x{make_digest('ethereum transaction', *parts).hex()}"


def outsider(word: int, role: str = "person") -> str:
    """Return one of many addresses of the world outside."""
    return _outsider(word % 5_000, role)


@cache
def _outsider(number: int, role: str) -> str:
    return f"0x{make_digest('outsider', role, number).hex()[:40]}"


def pick_act(kind: str, word: int, purse: Purse) -> str:
    """Return the name of what happens next; who cannot pay receives."""
    roll = word % 100
    if kind == "contract":
        return "serve" if roll < 45 and purse.balance else "call_contract"
    if roll < 30 or purse.balance <= _DEAREST:
        return "receive" if roll % 4 else "receive_internal"
    shares = _TRADER if kind in {"trader", "collector"} else _PERSON
    return next(name for limit, name in shares if roll < limit)


_PERSON = (
    (35, "receive_internal"),
    (37, "delegated"),
    (70, "send"),
    (72, "send_all"),
    (75, "to_self"),
    (80, "fail"),
    (85, "swap"),
    (100, "move_token"),
)
_TRADER = (
    (32, "receive_internal"),
    (35, "delegated"),
    (45, "send"),
    (46, "send_all"),
    (48, "to_self"),
    (55, "fail"),
    (80, "swap"),
    (100, "move_token"),
)


def _draw_value(purse: Purse, words: list[int]) -> int:
    """Return a value of any size up to the ceiling, mostly round, one in ten nothing."""
    value = ((words[3] << 64) | words[4]) % purse.ceiling >> (words[5] % 12)
    if words[5] % 3:
        value -= value % 10**12
    return 0 if words[1] % 10 == 0 else value


def _draw_fee(words: list[int], gas: int) -> tuple[int, int]:
    """Return gas used and fee."""
    return gas, gas * (_GWEI + words[7] % (200 * _GWEI))


def _from_outside(deed: Deed, words: list[int], gas: int = SIMPLE_GAS) -> Deed:
    gas, fee = _draw_fee(words, gas)
    return deed._replace(sender=outsider(words[6]), gas_used=gas, fee=fee, nonce=words[6] % 9_000)


def _by_owner(purse: Purse, deed: Deed, words: list[int], gas: int, recipient: str, value: int) -> Deed:
    gas, fee = _draw_fee(words, gas)
    nonce = purse.sent
    purse.pay(0 if recipient == purse.address else value, fee)
    call = Call("0", purse.address, recipient, value)
    return deed._replace(
        sender=purse.address, recipient=recipient, value=value, fee=fee, gas_used=gas, nonce=nonce, calls=(call,)
    )


def receive(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """Somebody pays the account."""
    value = _draw_value(purse, words) or 1 + words[4] % 10**15
    purse.balance += value
    call = Call("0", outsider(words[6]), purse.address, value)
    return _from_outside(deed, words)._replace(recipient=purse.address, value=value, calls=(call,))


def receive_internal(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """A contract that somebody calls pays the account, some calls deep."""
    value, contract = _draw_value(purse, words), outsider(words[1], "contract")
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
    value, contract = _draw_value(purse, words), outsider(words[1], "contract")
    calls = (
        Call("0", outsider(words[6]), contract, value),
        Call("0.0", contract, purse.address, value, transferred=False),
        Call("0.1", contract, purse.address, value, transferred=False, failed=True),
    )
    return _from_outside(deed, words)._replace(recipient=contract, value=value, calls=calls)


def send(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account pays somebody."""
    value = _draw_value(purse, words) % (purse.balance - _DEAREST)
    return _by_owner(purse, deed, words, SIMPLE_GAS, outsider(words[6]), value)


def send_all(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account pays somebody all it has, to the last wei."""
    value = purse.balance - _draw_fee(words, SIMPLE_GAS)[1]
    return _by_owner(purse, deed, words, SIMPLE_GAS, outsider(words[6]), value)


def to_self(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account pays itself: only the fee is gone."""
    value = _draw_value(purse, words) % (purse.balance - _DEAREST)
    return _by_owner(purse, deed, words, SIMPLE_GAS, purse.address, value)


def fail(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """A transaction fails: its value stays, its fee is gone."""
    value = _draw_value(purse, words) % (purse.balance - _DEAREST)
    deed = _by_owner(purse, deed, words, 90_000 + words[6] % 9_000, outsider(words[6], "contract"), 0)
    call = deed.calls[0]._replace(value=value, transferred=False, failed=True)
    return deed._replace(value=value, failed=True, calls=(call,))


def swap(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account calls a contract with a value, gets a token, and some of the value back from a depth."""
    value = _draw_value(purse, words) % (purse.balance - _DEAREST)
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
    return deed._replace(calls=calls, transfers=(_take_token(purse, words, pool),))


def move_token(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """The account calls a token's contract: it approves, or sends of what it has."""
    token = _pick_token(words)
    deed = _by_owner(purse, deed, words, 45_000 + words[6] % 20_000, token.address, 0)
    held = purse.tokens.get(token.address, 0)
    if not held:
        return deed
    value = held if words[3] % 4 == 0 else 1 + words[3] % held
    purse.tokens[token.address] = held - value
    transfer = Transfer(token.address, purse.address, outsider(words[6]), value)
    return deed._replace(transfers=(transfer,))


def airdrop(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """A token arrives that nobody asked for: none of the calls touches the account."""
    sender = outsider(words[6], "spammer")
    transfer = _take_token(purse, words, sender)
    call = Call("0", sender, transfer.token, 0)
    others = tuple(
        Transfer(transfer.token, sender, outsider(words[6] + number), transfer.value, number) for number in (1, 2)
    )
    return _from_outside(deed, words, 60_000)._replace(
        sender=sender, recipient=transfer.token, calls=(call,), transfers=(transfer, *others)
    )


def call_contract(purse: Purse, deed: Deed, words: list[int]) -> Deed:
    """Somebody calls the account, which is a contract, with a value that it passes on in part."""
    value, sender = _draw_value(purse, words) or 10**17, outsider(words[6])
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


def _pick_token(words: list[int]) -> Token:
    return _TOKENS[words[1] % len(_TOKENS)]


def _take_token(purse: Purse, words: list[int], sender: str) -> Transfer:
    token = _pick_token(words)
    value = 1 + ((words[3] << 192) | (words[4] << 128) | (words[5] << 64) | words[0]) % token.typical
    purse.tokens[token.address] = purse.tokens.get(token.address, 0) + value
    return Transfer(token.address, sender, purse.address, value)


ACTS: dict[str, Act] = {
    "receive": receive,
    "receive_internal": receive_internal,
    "delegated": delegated,
    "send": send,
    "send_all": send_all,
    "to_self": to_self,
    "fail": fail,
    "swap": swap,
    "move_token": move_token,
    "airdrop": airdrop,
    "call_contract": call_contract,
    "serve": serve,
}
"""Every kind of transaction by its name; the purse is up to date when it has been made."""
