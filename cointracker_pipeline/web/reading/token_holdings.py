"""What a person's wallets hold of tokens together."""

from collections.abc import Sequence
from dataclasses import dataclass

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.warehouse import SharedReading
from cointracker_pipeline.web.reading.own_wallets import find_own_ids

# Amounts are texts of any length there: Python sums what no number of the database holds.
_HELD = """
    select chain, token_address, arg_max(symbol, height), arg_max(name, height), arg_max(decimals, height),
        list(balance), count(*), count_if(proven), coalesce(sum(transfer_count), 0)::bigint
    from token_balances
    where status = 'followed' and balance <> '0' and wallet_id in (select unnest($wallets::varchar[]))
    group by chain, token_address
    order by lower(arg_max(symbol, height)), chain, token_address
"""


@dataclass(frozen=True, slots=True)
class HeldToken:
    """What wallets hold of one token, in base units of any size; ``proven`` counts those with a proven balance.

    ``decimals`` is ``None`` where the token does not tell. Symbol and name are the token's own words, and clean.
    """

    chain: str
    token_address: str
    symbol: str
    name: str
    decimals: int | None
    balance: int
    wallets: int
    proven: int
    transfer_count: int


def read_held_tokens(
    pipeline: Pipeline, shelf: SharedReading, person_id: int, tag: str | None = None
) -> Sequence[HeldToken]:
    """Return the followed tokens that a person's wallets hold, or those with a tag, by symbol.

    The warehouse is opened only for who has wallets that can hold any.
    """
    chains = [one.name for one in pipeline.chains.values() if one.has_tokens]
    ids = [wallet_id for chain in chains for wallet_id in find_own_ids(pipeline, person_id, [], chain, tag)]
    if not ids:
        return ()
    with shelf.connection() as connection:
        rows = connection.execute(_HELD, {"wallets": ids}).fetchall()
    return [
        HeldToken(chain, address, symbol, name, decimals, sum(map(int, balances)), *map(int, counts))
        for chain, address, symbol, name, decimals, balances, *counts in rows
    ]
