"""The dashboard of a token's holder (Blockchair API v2.0.80, section ERC-20 token holder info)."""

from collections.abc import Mapping

from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Deed, Transfer
from cointracker_pipeline.sandbox.ethereum.holdings import sum_transfers
from cointracker_pipeline.sandbox.ethereum.numbers import approximate
from cointracker_pipeline.sandbox.ethereum.query import read_paging
from cointracker_pipeline.sandbox.ethereum.rows import transfer_id, transfer_row
from cointracker_pipeline.sandbox.ethereum.tokens import Token
from cointracker_pipeline.sandbox.rows import render_time

_COST = 1_000
_UNKNOWN = Token("", "", "", 0, 0)


def answer_holder(chain: EthereumChain, token_name: str, name: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer a holder's dashboard: exact strings, newest first, nothing above the block tokens are known for."""
    limit, offset = read_paging(params)
    address, account = name.lower(), chain.find(name)
    token = chain.tokens.get(token_name.lower(), _UNKNOWN)
    transfers = [
        (deed, transfer)
        for deed, transfer in (account.transfers(token.address) if account else [])
        if deed.block_id <= chain.height_layer_2
    ]
    transfers.sort(key=lambda one: transfer_id(*one), reverse=True)
    page = transfers[offset : offset + limit]
    data = {
        "address": _figures(address, token, transfers),
        "transactions": [transfer_row(deed, transfer, token) for deed, transfer in page],
    }
    context = render_context(
        chain.facts,
        _COST,
        now,
        limit=f"{limit},{limit}",
        offset=f"{offset},{offset}",
        results=int(bool(transfers)),
        state=chain.height,
        state_layer_2=chain.height_layer_2,
    )
    return render_answer({address: data}, context, _COST)


def _figures(address: str, token: Token, transfers: list[tuple[Deed, Transfer]]) -> dict[str, object]:
    """Return the figures of a holder; ``transfers`` are newest first."""
    came = [(deed, transfer) for deed, transfer in transfers if transfer.recipient == address]
    went = [(deed, transfer) for deed, transfer in transfers if transfer.sender == address]
    amounts = {
        "balance": token.balance_of(sum_transfers(address, transfers)),
        "received": sum(transfer.value for _, transfer in came),
        "spent": sum(transfer.value for _, transfer in went),
    }
    figures: dict[str, object] = {}
    for amount, value in amounts.items():
        figures[amount] = str(value)
        figures[f"{amount}_approximate"] = approximate(value, token.decimals)
    return {
        **figures,
        "receiving_transaction_count": len(came),
        "spending_transaction_count": len(went),
        "transaction_count": len(transfers),
        "first_seen_receiving": render_time(came[-1][0].time) if came else None,
        "last_seen_receiving": render_time(came[0][0].time) if came else None,
        "first_seen_spending": render_time(went[-1][0].time) if went else None,
        "last_seen_spending": render_time(went[0][0].time) if went else None,
    }
