"""What each person's wallets held together over time: from this comes the chart of their portfolio."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

REPORT = Report(
    name="held_by_person",
    description=(
        "What the wallets that a person tracks held together on each chain, at the end of each UTC day on which one of "
        "them moved."
    ),
    columns=(
        Column("person_id", "bigint", "The person's number, as `cointracker users` tells it"),
        Column("chain", "varchar", "The chain"),
        Column("day", "date", "The UTC day; until the next one nothing moved"),
        Column("balance", "decimal(38, 0)", "What all their wallets of the chain held at its end, as rows explain it"),
    ),
    order="person_id, chain, day",
    depends_on=("daily_balances",),
    rows="""
        select person_id, chain, day,
            sum(change) over (partition by person_id, chain order by day rows unbounded preceding) as balance
        from (
            select t.person_id, d.chain, d.day, sum(d.balance_change) as change
            from daily_balances d join wallet_numbers n using (wallet_no) join tracks t on t.wallet_id = n.wallet_id
            group by t.person_id, d.chain, d.day
        )
    """,
    checks=(
        Check(
            "people_hold_what_their_wallets_hold",
            "On its last day each sum is that of the wallets the person tracks.",
            """
            select format('person {}, {}: {} by day, {} in their wallets', person_id, chain, told, held)
            from (select person_id, chain, arg_max(balance, day) as told from held_by_person group by person_id, chain)
            join (
                select person_id, chain, sum(balance) as held
                from tracks join wallet_balances using (wallet_id) group by person_id, chain
            ) using (person_id, chain)
            where told <> held order by person_id, chain
            """,
        ),
    ),
)
