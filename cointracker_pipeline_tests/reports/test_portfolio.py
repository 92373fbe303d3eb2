"""All wallets together are the sum of each."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.balance import ChainFigures
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.portfolio import Holding, derive_portfolio, read_portfolio
from cointracker_pipeline.reports.wallet_balances import read_balances
from cointracker_pipeline.storage.warehouse import Warehouse, prove_balances
from cointracker_pipeline_tests.domain.paper_chain import make_row, make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import NOW, store_wallet

CHAINS = load_chains()
HOLDINGS = st.dictionaries(
    st.tuples(st.sampled_from(sorted(CHAINS)), st.integers(0, 9)),
    st.tuples(st.lists(st.integers(-(10**30), 10**30), max_size=4), st.integers(-9, 9), st.booleans()),
    max_size=6,
)
"""For each wallet the changes of its rows, what waits, and whether the chain agrees."""


@settings(max_examples=20, deadline=None)
@given(held=HOLDINGS)
def test_a_holding_is_the_sum_of_its_wallets(held: dict[tuple[str, int], tuple[list[int], int, bool]]) -> None:
    """One row a chain that has wallets, by name; derived twice it is the same."""
    with TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb").transaction() as connection:
        for (chain, number), (changes, waits, agrees) in held.items():
            wallet = Wallet(chain, str(number))
            rows = [make_row(place, 10 * number + place, change) for place, change in enumerate(changes)]
            store_wallet(connection, wallet, rows, [make_row("waits", None, waits)])
            if not agrees:
                figures = ChainFigures(1_000, sum(changes) + 1, len(changes))
                prove_balances(connection, [(wallet, Cursor(wallet.wallet_id, 1_000), figures)], NOW)
        for _ in range(2):
            derive_portfolio(connection, CHAINS.values(), NOW)
        assert read_portfolio(connection) == [_expected(name, held) for name in sorted({chain for chain, _ in held})]


def _expected(name: str, held: dict[tuple[str, int], tuple[list[int], int, bool]]) -> Holding:
    own = {number: one for (chain, number), one in held.items() if chain == name}
    heights = [10 * number + place for number, (changes, _, _) in own.items() for place in range(len(changes))]
    return Holding(
        chain=name,
        symbol=CHAINS[name].symbol,
        decimals=CHAINS[name].decimals,
        wallets=len(own),
        proven_wallets=sum(agrees for _, _, agrees in own.values()),
        balance=sum(sum(changes) for changes, _, _ in own.values()),
        pending_change=sum(waits for _, waits, _ in own.values()),
        transaction_count=sum(len(changes) for changes, _, _ in own.values()),
        newest_transaction=make_row("newest", max(heights)).block_time if heights else None,
        tip_height=1_000,
    )


def test_balances_are_listed_with_their_proof(warehouse: Warehouse) -> None:
    """All of them or those that were asked for, by wallet id."""
    wallets = [Wallet("bitcoin", name) for name in ("b", "a", "c")]
    with warehouse.transaction() as connection:
        for wallet in wallets[:2]:
            store_wallet(connection, wallet, make_rows([3, 5]), [make_row("waits", None, -2)])
        store_wallet(connection, wallets[2], [])
        everything = read_balances(connection)
        some = read_balances(connection, ["bitcoin:c", "bitcoin:a", "bitcoin:unknown"])
        assert read_balances(connection, []) == []
    assert [one.wallet_id for one in everything] == ["bitcoin:a", "bitcoin:b", "bitcoin:c"]
    assert some == [everything[0], everything[2]]
    first, last = some
    assert (first.balance, first.pending_change, first.transaction_count, first.proven) == (3, -2, 2, True)
    assert first.checked_at == NOW.replace(tzinfo=None)
    assert (last.balance, last.proven) == (0, True)


def test_a_history_that_cannot_be_reached_is_called_incomplete(warehouse: Warehouse) -> None:
    """Not unproven: nothing can be done about it; the portfolio counts such wallets apart."""
    cursors = [Cursor("bitcoin:a", 1_000, reachable=False), Cursor("bitcoin:b", 1_000), Cursor("bitcoin:c", 1_000)]
    figures = [ChainFigures(1_000, 0, 0), ChainFigures(1_000, 5, 1), ChainFigures(1_000, 0, 0)]
    with warehouse.transaction() as connection:
        proofs = [
            (Wallet("bitcoin", cursor.wallet_id[-1]), cursor, one) for cursor, one in zip(cursors, figures, strict=True)
        ]
        prove_balances(connection, proofs, NOW)
        assert [one.proof for one in read_balances(connection)] == ["incomplete", "NO", "yes"]
        derive_portfolio(connection, CHAINS.values(), NOW)
        (holding,) = read_portfolio(connection)
    assert (holding.wallets, holding.proven_wallets, holding.incomplete_wallets) == (3, 1, 1)
