"""The tokens an account holds or held (Blockchair API v2.0.80, section Address info of Ethereum)."""

from collections.abc import Iterable

from cointracker_pipeline.sandbox.ethereum.account import Account
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Deed, Transfer
from cointracker_pipeline.sandbox.ethereum.numbers import approximate
from cointracker_pipeline.sandbox.ethereum.query import AccountQuery
from cointracker_pipeline.sandbox.ethereum.tokens import Token


def list_holdings(chain: EthereumChain, account: Account, query: AccountQuery) -> list[dict[str, object]]:
    """Return the tokens asked for, the most valuable first, up to the block that tokens are known for.

    From the database: without tokens that are not listed, and with the sums of transfers for balances. From a node:
    what the tokens' contracts tell.
    """
    moved = sum_tokens(account, chain.height_layer_2)
    names = query.tokens if query.erc_20 == "list" else [name for name in chain.tokens if name in moved]
    node = query.erc_20 != "approximate"
    tokens = [chain.tokens[name] for name in names if name in chain.tokens]
    return [
        _render(token, token.balance_of(moved.get(token.address, 0)) if node else moved[token.address], query)
        for token in tokens
        if node or token.listed
    ]


def sum_tokens(account: Account, height: int) -> dict[str, int]:
    """Return for every token what was moved to the account in all, up to a height."""
    moved: dict[str, int] = {}
    for deed, transfer in account.transfers():
        if deed.block_id <= height:
            moved[transfer.token] = moved.get(transfer.token, 0) + change_of_tokens(account.address, transfer)
    return moved


def sum_transfers(address: str, transfers: Iterable[tuple[Deed, Transfer]]) -> int:
    """Return what these transfers moved to an address in all."""
    return sum(change_of_tokens(address, transfer) for _, transfer in transfers)


def change_of_tokens(address: str, transfer: Transfer) -> int:
    """Return what a transfer changes for an address."""
    return transfer.value * ((transfer.recipient == address) - (transfer.sender == address))


def describe_token(token: Token) -> dict[str, object]:
    """Return what every answer says of a token, in its order."""
    return {
        "token_address": token.address,
        "token_name": token.name,
        "token_symbol": token.symbol,
        "token_decimals": token.decimals,
    }


def _render(token: Token, balance: int, query: AccountQuery) -> dict[str, object]:
    amount = approximate(balance, token.decimals)
    usd = {"balance_usd": amount * token.price_usd if token.price_usd else None} if query.in_dollars else {}
    return {**describe_token(token), "balance_approximate": amount, "balance": str(balance), **usd}
