"""The points of a wallet's chart."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline.web.reading.wallet_chart import read_chart
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet

WALLET = Wallet("bitcoin", "a")
ROWS = [make_row(f"{number:02x}", 1 + 100 * number, (-1) ** number * number) for number in range(23)]


def test_a_chart_has_a_point_for_each_day(tmp_path: Path) -> None:
    """With the balance of the last movement before, and a worth where the day has a price."""
    chain, warehouse = load_chains()["bitcoin"], Warehouse(tmp_path / "cointracker.duckdb")
    first, last = (min(row.block_time for row in ROWS).date(), date(2100, 1, 1))
    until = first + timedelta(40)
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, ROWS[::-1])
        connection.execute("insert into prices values ('bitcoin', ?, 'USD', 3, 'here')", [until])
        points = read_chart(connection, chain, WALLET.wallet_id, until, 2_000)
        few = read_chart(connection, chain, WALLET.wallet_id, last, 10)
        assert read_chart(connection, chain, WALLET.wallet_id, first - timedelta(1), 10) == []
        assert read_chart(connection, chain, "bitcoin:none", until, 10) == []
    assert len({row.block_time.date() for row in ROWS}) > 5, "several days"
    assert [one.day for one in points] == [first + timedelta(n) for n in range(41)]
    for one in points:
        assert one.balance == sum(row.balance_change for row in ROWS if row.block_time.date() <= one.day)
    assert [one.worth for one in points if one.worth is not None] == [points[-1].balance * Decimal("0.00000003")]
    assert len(few) <= 10
    assert few[-1].day == last
