"""Transactions, calls and token transfers as rows: dashboards and tables print the same (Blockchair API v2.0.80)."""

from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, Transfer
from cointracker_pipeline.sandbox.ethereum.holdings import describe_token
from cointracker_pipeline.sandbox.ethereum.numbers import approximate, dollars_of
from cointracker_pipeline.sandbox.ethereum.tokens import Token
from cointracker_pipeline.sandbox.rows import render_time


def transaction_type(deed: Deed) -> str:
    """Return what the API calls a transaction of this form."""
    if deed.kind == "reward":
        return "synthetic_coinbase"
    return "call" if len(deed.calls) == 1 else "call_tree"


def call_type(deed: Deed, call: Call) -> str:
    """Return what the API calls this call: a value that neither moved nor failed was handed on by delegation."""
    if deed.kind == "reward":
        return "synthetic_coinbase"
    return "call" if call.transferred or call.failed else "delegatecall"


def count_children(deed: Deed, call: Call) -> int:
    """Return how many calls a call made itself."""
    depth = call.path.count(".") + 1
    return sum(other.path.startswith(f"{call.path}.") and other.path.count(".") == depth for other in deed.calls)


def transfer_id(deed: Deed, transfer: Transfer) -> int:
    """Return the number of a token transfer, higher for later ones."""
    return deed.deed_id * 100 + transfer.number


def transaction_row(deed: Deed, price: float) -> dict[str, object]:
    """Return a transaction; what nobody signed has no hash, fee, gas and nonce."""
    signed = deed.kind == "transaction"
    time = render_time(deed.time)
    gas_price = deed.fee // deed.gas_used if deed.gas_used else 0
    return {
        "block_id": deed.block_id,
        "id": None if deed.waits else deed.deed_id,
        "index": deed.place if signed and not deed.waits else None,
        "hash": deed.tx_hash,
        "date": time[:10],
        "time": time,
        "failed": deed.failed,
        "type": transaction_type(deed),
        "sender": deed.sender,
        "recipient": deed.recipient,
        "call_count": len(deed.calls),
        "value": str(deed.value),
        "value_usd": dollars_of(deed.value, price),
        "internal_value": str(deed.internal_value),
        "internal_value_usd": dollars_of(deed.internal_value, price),
        "fee": str(deed.fee) if signed else None,
        "fee_usd": dollars_of(deed.fee, price) if signed else None,
        "gas_used": deed.gas_used if signed else None,
        "gas_limit": deed.gas_used * 3 // 2 if signed else None,
        "gas_price": gas_price if signed else None,
        "input_hex": _input(deed) if signed else None,
        "nonce": deed.nonce if signed else None,
        "v": "1c" if signed else None,
        "r": _signature(deed, "r"),
        "s": _signature(deed, "s"),
    }


def call_row(deed: Deed, call: Call, price: float) -> dict[str, object]:
    """Return a call of a transaction."""
    time = render_time(deed.time)
    return {
        "block_id": deed.block_id,
        "transaction_id": deed.deed_id,
        "transaction_hash": deed.tx_hash,
        "index": call.path,
        "depth": call.path.count("."),
        "date": time[:10],
        "time": time,
        "failed": call.failed,
        "fail_reason": "Reverted" if call.failed else None,
        "type": call_type(deed, call),
        "sender": call.sender,
        "recipient": call.recipient,
        "child_call_count": count_children(deed, call),
        "value": str(call.value),
        "value_usd": dollars_of(call.value, price),
        "transferred": call.transferred,
        "input_hex": "" if call.internal else _input(deed),
        "output_hex": "",
    }


def transfer_row(deed: Deed, transfer: Transfer, token: Token) -> dict[str, object]:
    """Return a token transfer as a holder's list and the table have it."""
    return {
        "block_id": deed.block_id,
        "id": transfer_id(deed, transfer),
        "transaction_hash": deed.tx_hash,
        "time": render_time(deed.time),
        **transfer_part(transfer, token),
    }


def transfer_part(transfer: Transfer, token: Token) -> dict[str, object]:
    """Return a token transfer as a transaction's dashboard has it."""
    return {
        **describe_token(token),
        "sender": transfer.sender,
        "recipient": transfer.recipient,
        "value": str(transfer.value),
        "value_approximate": approximate(transfer.value, token.decimals),
    }


def _input(deed: Deed) -> str:
    """Return made-up input: something where a contract was called, nothing for a plain payment."""
    return "a9059cbb" + "0" * 56 if len(deed.calls) > 1 or deed.transfers else ""


def _signature(deed: Deed, part: str) -> str | None:
    return make_digest("signature", part, deed.tx_hash).hex() if deed.kind == "transaction" else None
