"""What moving coins cost, as far as it is known."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

REPORT = Report(
    name="fees_paid",
    description=(
        "Network fees each month, by owner and chain: exactly where the chain tells them; otherwise what transfers "
        "between own wallets lost, and how many transactions' fees are not known."
    ),
    columns=(
        Column("month", "date", "The month's first day, UTC"),
        Column("owner", "varchar", "Whose wallets; empty for those that nobody named an owner of"),
        Column("chain", "varchar", "The chain"),
        Column("known_fees", "bigint", "How many transactions' fees the chain tells"),
        Column("fees", "decimal(38, 0)", "The sum of those, exactly"),
        Column("fees_worth", "decimal(38, 8)", "Its worth in USD, each fee on its day, where prices are known"),
        Column("own_transfers", "bigint", "How many transactions moved coins between own wallets, fee not told"),
        Column(
            "lost_in_own_transfers",
            "decimal(38, 0)",
            "What those lost: their fees, and what the same transactions paid to others, if anything",
        ),
        Column("unknown_fees", "bigint", "How many other transactions sent coins for a fee that is not known"),
        Column("without_price", "bigint", "How many known fees have no worth, for want of a price"),
    ),
    order="month, owner, chain",
    depends_on=("net_movements",),
    rows="""
        with telling as (select distinct chain from net_movements where fee is not null)
        select date_trunc('month', block_time)::date as month, owner, m.chain, count(fee) as known_fees,
            coalesce(sum(fee), 0) as fees, sum(worth_of(fee, price, c.decimals)) as fees_worth,
            count(*) filter (where is_own and not told) as own_transfers,
            coalesce(-sum(amount) filter (where is_own and not told), 0) as lost_in_own_transfers,
            count(*) filter (where amount < 0 and not is_own and not told) as unknown_fees,
            count(*) filter (where fee is not null and price is null) as without_price
        from (
            select *, amount <= 0 and moved_between_own > 0 as is_own, chain in (select chain from telling) as told
            from net_movements where amount <= 0 or fee is not null
        ) m join chains c on c.chain = m.chain
        group by all having known_fees + own_transfers + unknown_fees > 0
    """,
    checks=(
        Check(
            "no_fee_below_zero",
            "No fee is below zero.",
            "select format('{} {} {}: a fee below zero', month, owner, chain) from fees_paid "
            "where fees < 0 or lost_in_own_transfers < 0 order by month, owner, chain",
        ),
    ),
)
