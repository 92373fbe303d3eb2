"""The movements that mattered most."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

MOST = 100
"""How many are told, by worth over all chains, and again by amount on each chain that lacks prices."""

REPORT = Report(
    name="largest_movements",
    description=(
        f"The {MOST} largest movements by worth on their day; of those without a price, the {MOST} largest of each "
        "chain by amount."
    ),
    columns=(
        Column("ranked_by", "varchar", "'worth', over all chains, or 'amount', among those of a chain without a price"),
        Column("rank", "bigint", "1 for the largest; of equals the earlier one first"),
        Column("owner", "varchar", "Whose wallets; empty for those that nobody named an owner of"),
        Column("chain", "varchar", "The chain"),
        Column("block_time", "timestamp", "The block's time, UTC"),
        Column("amount", "decimal(38, 0)", "What came, or, negative, went, own transfers netted out"),
        Column("worth", "decimal(38, 8)", "The amount's worth on that day in USD, where its price is known"),
        Column("tx_hash", "varchar", "The transaction"),
    ),
    order="ranked_by, rank, chain",
    depends_on=("net_movements",),
    rows=f"""
        select 'worth' as ranked_by, row_number() over (order by abs(worth) desc, place) as rank,
            owner, chain, block_time, amount, worth, tx_hash
        from net_movements where worth <> 0 qualify rank <= {MOST}
        union all
        select 'amount', row_number() over (partition by chain order by abs(amount) desc, place) as rank,
            owner, chain, block_time, amount, worth, tx_hash
        from net_movements where worth is null and amount <> 0 qualify rank <= {MOST}
    """,
    checks=(
        Check(
            "nothing_larger_is_missing",
            "No movement is worth more than the least one told, unless it is told as well.",
            f"""
            select format('{{}} is worth {{}} and not among the largest', tx_hash, worth) from net_movements
            where abs(worth) > (
                select min(abs(worth)) from largest_movements where ranked_by = 'worth' having count(*) = {MOST}
            ) and tx_hash not in (select tx_hash from largest_movements where ranked_by = 'worth')
            order by tx_hash
            """,
        ),
    ),
)
