"""What can be done to Ethereum in a running sandbox; the caller holds the world's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.query import is_address
from cointracker_pipeline.sandbox.ethereum.reconstructed import add_recorded
from cointracker_pipeline.sandbox.ethereum.recorded import read_account
from cointracker_pipeline.sandbox.ethereum.tokens import Token


def add_account(
    chain: EthereumChain, address: str | None, transactions: int | Sequence[Mapping[str, Any]], balance: int | None
) -> str:
    """Add an account with a generated history of some length, or with calls as dashboards have them, newest first.

    With a ``balance`` the fees of what it sent, or else a withdrawal, are such that it is met. Raises: InputError for
    an account that is known, and for what is no call.
    """
    if address and chain.is_outside(address):
        raise InputError(f"{address} has paid before without an account, or is a token: it stays outside.")
    if isinstance(transactions, int):
        return chain.add_generated(transactions, address)
    if address is None:
        raise InputError("Calls of your own need an address.")
    if address.lower() in chain.accounts:
        raise InputError(f"The sandbox already has a history of {address.lower()} on ethereum.")
    told = {} if balance is None else {"balance": balance}
    try:
        account = read_account({"address": address, "calls": transactions, "expected_by_provider": told})
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"Not calls of an account: {error!r}.") from error
    if account is None:
        chain.touch(address)
    else:
        add_recorded(chain, [account])
    return address.lower()


def add_token(chain: EthereumChain, token: Token) -> str:
    """Add a token, with an address that follows from its name if it has none, and return the address.

    Raises: InputError for what is no address, for one that is taken, and for negative decimals.
    """
    address = token.address.lower() or f"0x{make_digest('token', token.name, token.symbol).hex()[:40]}"
    if not is_address(address) or address in chain.tokens or token.decimals < 0:
        raise InputError(f"{address} cannot be a new token with {token.decimals} decimals.")
    chain.tokens[address] = replace(token, address=address)
    return address
