"""The answers about tokens, decoded into values.

Sections "Address info" of Ethereum and "ERC-20 token holder info" of Blockchair API v2.
Names and decimals are whatever a contract states and never make an answer unreadable; amounts are exact integers, read
from text. Every decoder raises ValueError with the reason when the data is not what the API promises.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from cointracker_pipeline.blockchair.envelope import UNDECODABLE, Envelope
from cointracker_pipeline.blockchair.paging import applied_limit, checked_offset
from cointracker_pipeline.blockchair.shapes import as_list, decode_map, parse_times
from cointracker_pipeline.domain.token import Holdings, Token, TokenHolding, TokenPage, TokenTransfer

_ADDRESS = re.compile(r"0x[0-9a-f]{40}")
_DIGITS = re.compile(r"[0-9]{1,78}")  # uint256, as ERC-20 has it
_INTEGER = re.compile(r"-?[0-9]{1,100}")
T = TypeVar("T")
_NULL = msgspec.Raw(b"null")
_ANYTHING = msgspec.json.Decoder(float_hook=Decimal)


class _Listed(msgspec.Struct):
    token_address: str
    token_name: msgspec.Raw = _NULL
    token_symbol: msgspec.Raw = _NULL
    token_decimals: msgspec.Raw = _NULL
    balance: msgspec.Raw = _NULL


class _Layer(msgspec.Struct):
    erc_20: list[_Listed] | dict[str, _Listed] | None = None


class _Address(msgspec.Struct):
    layer_2: _Layer | list[object] | None


class _Figures(msgspec.Struct):
    balance: str | None = None
    transaction_count: int | None = None


class _Row(msgspec.Struct):
    block_id: int
    id: int
    transaction_hash: str
    time: str
    token_address: str
    value: str
    sender: str | None = None
    recipient: str | None = None
    token_name: msgspec.Raw = _NULL
    token_symbol: msgspec.Raw = _NULL
    token_decimals: msgspec.Raw = _NULL


class _Holder(msgspec.Struct):
    address: _Figures | list[object] | None = None
    transactions: list[_Row] | dict[str, _Row] | None = None


def decode_holdings(envelope: Envelope, address: str, *, millipoints: int) -> Holdings:
    """Return the tokens an address holds, each once, in the answer's order."""
    found = _pick(decode_map(envelope, _Address), address)
    if found is None:
        raise ValueError("it does not speak of the address that was asked for")
    layer = found.layer_2 if isinstance(found.layer_2, _Layer) else _Layer()
    holdings = [_to_holding(one) for one in as_list(layer.erc_20)]
    once = {one.token.address: one for one in reversed(holdings)}
    return Holdings(_token_height(envelope), tuple(reversed(once.values())), millipoints)


def try_holdings(envelope: Envelope, address: str) -> Holdings | None:
    """Return the tokens in an answer that is about more than them, free of charge; ``None`` where they are unreadable.

    They must not make unreadable what stands beside them: whoever wants them asks for them alone.
    """
    try:
        return decode_holdings(envelope, address, millipoints=0)
    except UNDECODABLE:
        return None


def decode_token_page(
    envelope: Envelope, token: str, address: str, *, offset: int, limit: int, millipoints: int
) -> TokenPage:
    """Return one page of an address's transfers of a token; one that never held it has none and a balance of 0."""
    found = _pick(decode_map(envelope, _Holder), address) or _Holder()
    rows = as_list(found.transactions)
    figures = found.address if isinstance(found.address, _Figures) else _Figures()
    if figures.balance is None and (rows or envelope.results):
        raise ValueError("it does not tell the balance of the token")
    return TokenPage(
        _find_token(token, rows),
        address,
        _token_height(envelope),
        read_amount(figures.balance or "0"),
        figures.transaction_count if isinstance(found.address, _Figures) else 0,
        tuple(
            _to_transfer(row, time, token)
            for row, time in zip(rows, parse_times([row.time for row in rows]), strict=True)
        ),
        checked_offset(envelope, offset),
        applied_limit(envelope, limit, len(rows)),
        millipoints,
    )


def read_amount(text: str) -> int:
    """Return digits as an integer, up to the 78 that the largest amount of any token has.

    Raises: ValueError when it is anything else.
    """
    if not _DIGITS.fullmatch(text):
        raise ValueError("it has an amount of a token that is not a number of base units")
    return int(text)


def _pick(found: dict[str, T], address: str) -> T | None:
    """Return what is said of an address, by whatever cases its letters have."""
    for key, value in found.items():
        if key.lower() == address:
            return value
    if found:
        raise ValueError("it speaks of an address that was not asked for")
    return None


def _token_height(envelope: Envelope) -> int:
    """Return up to which block tokens are known; without one nothing can be taken for final."""
    if not envelope.state_layer_2 or envelope.state_layer_2 < 0:
        raise ValueError("it does not say up to which block tokens are known (context.state_layer_2)")
    return envelope.state_layer_2


def _to_holding(one: _Listed) -> TokenHolding:
    address = one.token_address.lower()
    if not _ADDRESS.fullmatch(address):
        raise ValueError("it lists a token without a contract")
    try:
        balance = read_amount(_text_of(one.balance))
    except ValueError:
        return TokenHolding(_to_token(address, one), None)
    return TokenHolding(_to_token(address, one), balance)


def _find_token(address: str, rows: list[_Row]) -> Token:
    return _to_token(address, rows[0]) if rows else Token(address)


def _to_token(address: str, one: _Listed | _Row) -> Token:
    decimals = _decimals_of(one.token_decimals)
    return Token(address, _text_of(one.token_name), _text_of(one.token_symbol), decimals)


def _text_of(raw: msgspec.Raw) -> str:
    """Return a text, nothing for null, and of any other JSON its own text."""
    value: object = _ANYTHING.decode(raw)
    if value is None:
        return ""
    return value if isinstance(value, str) else bytes(raw).decode("utf-8", "replace")


def _decimals_of(raw: msgspec.Raw) -> int | str | None:
    """Return an integer, whether it comes as a number or as text, and of anything else its text."""
    if bytes(raw) == b"null":
        return None
    text = _text_of(raw).strip()
    return int(text) if _INTEGER.fullmatch(text) else text


def _to_transfer(row: _Row, time: datetime, token: str) -> TokenTransfer:
    if row.token_address.lower() != token:
        raise ValueError("it has a transfer of a token that was not asked for")
    if row.block_id < 0:
        raise ValueError(f"it has a transfer in block {row.block_id}")
    return TokenTransfer(
        row.id,
        row.transaction_hash,
        row.block_id,
        time,
        (row.sender or "").lower(),
        (row.recipient or "").lower(),
        read_amount(row.value),
    )
