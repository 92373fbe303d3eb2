"""The movements that mattered most to each person."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

MOST = 50
"""How many are told of each person."""

_LOOKED_AT = 10 * MOST
"""How many are taken by a rough worth before the exact one decides: a double is wrong in its sixteenth digit."""

REPORT = Report(
    name="largest_by_person",
    description=(
        f"The {MOST} movements worth most on their day for each person, all wallets together that the person tracks: "
        "transfers between these leave no more than what they cost."
    ),
    columns=(
        Column("person_id", "bigint", "The person's number, as `cointracker users` tells it"),
        Column("rank", "bigint", "1 for the largest; of equals the earlier one first"),
        Column("chain", "varchar", "The chain"),
        Column("wallet_id", "varchar", "Of their wallets that it touched, the one that moved most"),
        Column("wallets", "bigint", "How many of their wallets it touched"),
        Column("block_time", "timestamp", "The block's time, UTC"),
        Column("amount", "decimal(38, 0)", "What came, or, negative, went, fees included"),
        Column("worth", "decimal(38, 8)", "The amount's worth on that day in USD"),
        Column("exact", "boolean", "Whether the amount is known to the last base unit"),
        Column("tx_hash", "varchar", "The transaction"),
    ),
    order="person_id, rank",
    depends_on=("transactions", "prices"),
    rows=f"""
        with moved as (
            select t.person_id, m.chain, m.tx_hash, min(m.block_time) as block_time, sum(m.balance_change) as amount,
                arg_max(m.wallet_no, (abs(m.balance_change), -m.wallet_no)) as wallet_no,
                count(distinct m.wallet_no) as wallets, bool_and(m.exact) as exact
            from transactions m join wallet_numbers n using (wallet_no) join tracks t on t.wallet_id = n.wallet_id
            group by t.person_id, m.chain, m.tx_hash
        ),
        rough as (
            select v.*, p.price, c.decimals, abs(v.amount::double) / pow(10, c.decimals) * p.price::double as size
            from moved v join chains c using (chain)
            join prices p on p.chain = v.chain and p.day = v.block_time::date and p.currency = 'USD'
            where v.amount <> 0
        ),
        chosen as (
            select *, worth_of(amount, price, decimals) as worth from rough
            qualify row_number() over (partition by person_id order by size desc, block_time, tx_hash) <= {_LOOKED_AT}
        )
        select person_id,
            row_number() over (partition by person_id order by abs(worth) desc, block_time, chain, tx_hash) as rank,
            chain, n.wallet_id, wallets, block_time, amount, worth, exact, tx_hash
        from chosen join wallet_numbers n using (wallet_no) where worth <> 0 qualify rank <= {MOST}
    """,
    checks=(
        Check(
            "people_are_told_of_their_wallets_only",
            "Every movement told to a person touched a wallet that the person tracks.",
            """
            select format('person {}: {} touched no wallet of theirs', person_id, l.tx_hash) from largest_by_person l
            where not exists (
                select 1 from tracks t where t.person_id = l.person_id and t.wallet_id = l.wallet_id
            ) order by person_id, l.tx_hash
            """,
        ),
    ),
)
