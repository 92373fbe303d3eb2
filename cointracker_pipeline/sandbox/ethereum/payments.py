"""What can be made to happen on Ethereum: payments, calls, failures, tokens, rewards and withdrawals, as JSON says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, Transfer, payers
from cointracker_pipeline.sandbox.ethereum.outside import SIMPLE_GAS, outsider

_GWEI = 10**9
USUAL_FEE = SIMPLE_GAS * 20 * _GWEI
"""The fee of a transaction that names none, in wei."""

Wei = int | str


class CallBody(msgspec.Struct, forbid_unknown_fields=True, rename={"sender": "from", "recipient": "to"}):
    """An internal call; ``index`` is its place in the tree, ``0.1``."""

    index: str
    sender: str
    recipient: str
    value: Wei = 0
    transferred: bool = True
    failed: bool = False


class TokenBody(msgspec.Struct, forbid_unknown_fields=True, rename={"sender": "from", "recipient": "to"}):
    """A transfer of a token; without a side it is one of the world outside."""

    token: str
    value: Wei
    sender: str | None = None
    recipient: str | None = None


class PaymentBody(msgspec.Struct, forbid_unknown_fields=True, rename={"sender": "from", "recipient": "to"}):
    """One thing to happen: ``from``, ``to`` and ``value``; or ``address`` and a signed ``amount``.

    Without ``from`` the world outside pays, without ``to`` it is paid. ``reward`` or ``withdrawal`` with ``to`` is
    what a block or a stake gives. A ``failed`` transaction moves nothing but its fee.
    """

    sender: str | None = None
    recipient: str | None = None
    value: Wei = 0
    address: str | None = None
    amount: Wei | None = None
    reward: Wei | None = None
    withdrawal: Wei | None = None
    fee: Wei | None = None
    failed: bool = False
    hash: str = ""
    calls: list[CallBody] = []
    tokens: list[TokenBody] = []


@dataclass(frozen=True, slots=True)
class Payment:
    """A deed to be put into a block; the addresses it ``named`` as receivers are accounts from then on."""

    deed: Deed
    named: frozenset[str] = frozenset()


def read_payment(item: Mapping[str, Any]) -> Payment:
    """Return a payment, not yet in a block and without a hash unless it names one.

    Raises: InputError for what is no payment.
    """
    try:
        body = msgspec.convert(item, PaymentBody)
        deed = _read_gift(body) or _read_transaction(body)
    except (msgspec.ValidationError, ValueError) as error:
        raise InputError(f"Not a payment on Ethereum: {error}") from error
    return Payment(deed, _named(body, deed))


def _named(body: PaymentBody, deed: Deed) -> frozenset[str]:
    """Return the addresses a payment names only to receive; contracts that pay on, and tokens, stay outside."""
    given = {body.recipient, body.address, *(call.recipient for call in body.calls)}
    given |= {token.recipient for token in body.tokens}
    return frozenset(name.lower() for name in given if name) - payers(deed)


def _read_gift(body: PaymentBody) -> Deed | None:
    """Return a reward or a withdrawal, or ``None`` for a transaction."""
    given = body.reward if body.reward is not None else body.withdrawal
    if given is None:
        return None
    to, value = _address(body.recipient or body.address), _amount(given)
    if body.reward is None:
        return Deed(0, 0, 0, None, None, to, value, kind="withdrawal")
    return Deed(0, 0, 0, None, None, to, value, calls=(Call("0", None, to, value),), kind="reward")


def _read_transaction(body: PaymentBody) -> Deed:
    sender, recipient, value = body.sender, body.recipient, _amount(body.value)
    if body.address:
        change = int(body.amount or 0)
        sender, recipient = (body.address, recipient) if change < 0 else (sender, body.address)
        value = abs(change)
    if not (sender or recipient or body.tokens):
        raise InputError("A transaction needs from or to, or an address and an amount.")
    payer = _address(sender) if sender else outsider(value)
    payee = _address(recipient) if recipient else outsider(value + 1)
    first = Call("0", payer, payee, value, transferred=not body.failed, failed=body.failed)
    calls = (first, *(_read_call(one, failed=body.failed) for one in body.calls))
    if len({call.path for call in calls}) < len(calls):
        raise InputError("Each call of a transaction needs an index of its own, below 0.")
    return Deed(
        0,
        0,
        0,
        body.hash.lower() or None,
        payer,
        payee,
        value,
        fee=USUAL_FEE if body.fee is None else _amount(body.fee),
        gas_used=SIMPLE_GAS * len(calls),
        failed=body.failed,
        calls=calls,
        transfers=tuple(_read_transfer(one, number) for number, one in enumerate(body.tokens) if not body.failed),
    )


def _read_call(body: CallBody, *, failed: bool) -> Call:
    parts = body.index.split(".")
    if len(parts) < 2 or parts[0] != "0" or not all(part.isdigit() for part in parts):
        raise InputError(f"{body.index!r} is no place of an internal call; use 0.1, 0.1.3 and so on.")
    failed = failed or body.failed
    return Call(
        body.index,
        _address(body.sender),
        _address(body.recipient),
        _amount(body.value),
        transferred=body.transferred and not failed,
        failed=failed,
    )


def _read_transfer(body: TokenBody, number: int) -> Transfer:
    sender = _address(body.sender) if body.sender else outsider(number)
    recipient = _address(body.recipient) if body.recipient else outsider(number + 1)
    return Transfer(body.token.lower(), sender, recipient, _amount(body.value), number)


def _address(text: str | None) -> str:
    if not text:
        raise InputError("An address is missing.")
    return text.lower()


def _amount(value: Wei) -> int:
    """Return an amount that is not negative."""
    amount = int(value)
    if amount < 0:
        raise InputError(f"{amount} is negative; say who pays by from and to.")
    return amount
