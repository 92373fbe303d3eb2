"""What came and went each month."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._bars import Series, draw_bars
from cointracker_pipeline.reports._report import Report
from cointracker_pipeline.storage.warehouse import Connection

MONTHS_DRAWN = 36


def draw_flows(connection: Connection) -> str:
    """Return the worth of what came and went in each of the last months with a known worth."""
    rows = connection.execute(
        """
        select strftime(month, '%Y-%m'), coalesce(sum(worth_received), 0), coalesce(sum(worth_sent), 0)
        from flows_by_month where worth_received is not null or worth_sent is not null
        group by month order by month desc limit ?
        """,
        [MONTHS_DRAWN],
    ).fetchall()[::-1]
    came = Series("came, USD", "#059669", [row[1] for row in rows])
    went = Series("went, USD", "#dc2626", [row[2] for row in rows])
    return draw_bars([row[0] for row in rows], [came, went])


REPORT = Report(
    name="flows_by_month",
    description="What came, went and was moved between own wallets each month, by owner and chain.",
    columns=(
        Column("month", "date", "The month's first day, UTC"),
        Column("owner", "varchar", "Whose wallets; empty for those that nobody named an owner of"),
        Column("chain", "varchar", "The chain"),
        Column("transactions", "bigint", "How many transactions touched the owner's wallets"),
        Column("received", "decimal(38, 0)", "What came from others"),
        Column("sent", "decimal(38, 0)", "What went to others, fees included"),
        Column("net", "decimal(38, 0)", "What came less what went"),
        Column("moved_between_own", "decimal(38, 0)", "What passed from own wallets to own wallets; in neither sum"),
        Column(
            "worth_received", "decimal(38, 8)", "Worth in USD of what came, each on its day, where prices are known"
        ),
        Column("worth_sent", "decimal(38, 8)", "Worth in USD of what went, each on its day, where prices are known"),
        Column("without_price", "bigint", "How many transactions are in neither worth, for want of a price"),
    ),
    order="month, owner, chain",
    depends_on=("net_movements",),
    rows="""
        select date_trunc('month', block_time)::date as month, owner, chain, count(*) as transactions,
            sum(greatest(amount, 0)) as received, sum(greatest(-amount, 0)) as sent, sum(amount) as net,
            sum(moved_between_own) as moved_between_own,
            sum(worth) filter (where amount > 0) as worth_received, -sum(worth) filter (where amount < 0) as worth_sent,
            count(*) filter (where worth is null and amount <> 0) as without_price
        from net_movements group by all
    """,
    checks=(
        Check(
            "flows_sum_to_balances",
            "All months of a chain sum to the balances of all wallets, as far as their transactions are stored.",
            """
            select format('{}: the months sum to {}, the transactions to {}', chain, net, changed)
            from (select chain, sum(net) as net from flows_by_month group by chain)
            full join (select chain, sum(balance_change) as changed from transactions group by chain) using (chain)
            where net is distinct from changed order by chain
            """,
        ),
    ),
    draw=draw_flows,
)
