"""What really happened to an Ethereum account: the yardstick for whoever reads it through the API."""

from typing import Any

from cointracker_pipeline.sandbox.ethereum.account import Account
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, Transfer
from cointracker_pipeline.sandbox.ethereum.holdings import change_of_tokens, describe_token
from cointracker_pipeline.sandbox.ethereum.rows import transfer_id
from cointracker_pipeline.sandbox.ethereum.tokens import Token
from cointracker_pipeline.sandbox.rows import render_time


def tell_ethereum_truth(
    chain: EthereumChain, address: str, offset: int = 0, limit: int | None = None
) -> dict[str, Any]:
    """Return everything an account's balance is made of, newest first, in exact wei; ``calls`` in pages.

    The changes of calls, fees and withdrawals add up to the balance. Calls are all there are, also internal ones of
    the newest six blocks, which the API does not tell yet.
    """
    name = address.lower()
    account = chain.find(name) or Account(name)
    entries = account.entries[::-1]
    deeds = account.deeds[::-1]
    sums = account.sums(len(entries), chain.facts.price_usd)
    moved = _group_transfers(account)
    withdrawals = [deed for deed in deeds if deed.kind == "withdrawal"]
    page = entries[offset : len(entries) if limit is None else offset + limit]
    return {
        "chain": chain.facts.name,
        "address": name,
        "state": chain.height,
        "state_layer_2": chain.height_layer_2,
        "totals": {
            "balance": account.balance,
            "received": sums.received,
            "spent": sums.spent,
            "fees": sums.fees,
            "withdrawn": sum(deed.value for deed in withdrawals),
            "call_count": sums.calls,
            "transaction_count": sums.deeds,
        },
        "calls": [_call(name, deed, call) for deed, call in page],
        "fees": [_row(deed, -deed.fee) for deed in deeds if deed.sender == name],
        "withdrawals": [_row(deed, deed.value) for deed in withdrawals],
        "tokens": [_token(chain.tokens[name], account, found) for name, found in moved.items()],
        "pending": [_call(name, deed, call) for deed in chain.pending for _, call in account.calls_of(deed)],
    }


def _call(address: str, deed: Deed, call: Call) -> dict[str, object]:
    change = call.value * ((call.recipient == address) - (call.sender == address)) if call.transferred else 0
    return {
        **_row(deed, change),
        "index": call.path,
        "sender": call.sender,
        "recipient": call.recipient,
        "value": call.value,
        "transferred": call.transferred,
    }


def _row(deed: Deed, change: int) -> dict[str, object]:
    return {"block_id": deed.block_id, "hash": deed.tx_hash, "time": render_time(deed.time), "balance_change": change}


def _group_transfers(account: Account) -> dict[str, list[tuple[Deed, Transfer]]]:
    """Return the transfers of each token, newest first; the most recent token first."""
    groups: dict[str, list[tuple[Deed, Transfer]]] = {}
    for deed, transfer in reversed(account.transfers()):
        groups.setdefault(transfer.token, []).append((deed, transfer))
    return groups


def _token(token: Token, account: Account, transfers: list[tuple[Deed, Transfer]]) -> dict[str, object]:
    """Return what happened to one token of an account; ``balance`` is the contract's, whatever transfers sum to."""
    moved = sum(change_of_tokens(account.address, transfer) for _, transfer in transfers)
    return {
        **describe_token(token),
        "listed": token.listed,
        "rebases": token.rebases,
        "balance": token.balance_of(moved),
        "transfers": [_transfer(account.address, deed, transfer) for deed, transfer in transfers],
    }


def _transfer(address: str, deed: Deed, transfer: Transfer) -> dict[str, object]:
    return {
        **_row(deed, change_of_tokens(address, transfer)),
        "id": transfer_id(deed, transfer),
        "sender": transfer.sender,
        "recipient": transfer.recipient,
    }
