"""The movements that mattered most to each person."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report
from cointracker_pipeline.storage.warehouse import Connection, is_derived

MOST = 50
"""How many are told of each person."""

LOOKED_AT = 1_000
"""Among so many changes of single wallets of each person, the largest by a rough worth, the exact one decides."""

REPORT = Report(
    name="largest_by_person",
    description=(
        f"The {MOST} movements worth most on their day for each person, all wallets together that the person tracks: "
        "transfers between these leave no more than what they cost. They are looked for among the transactions of the "
        f"{LOOKED_AT:,} largest changes of single wallets."
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
    # One pass that keeps only the largest: grouping ten million rows by their transactions would need a gigabyte.
    rows=f"""
        with numbered as (
            select t.person_id, n.wallet_no, t.wallet_id
            from tracks t join wallet_numbers n on n.wallet_id = t.wallet_id
        ),
        largest as (
            select t.person_id, unnest(max_by(m.rowid, {{
                'size': abs(m.balance_change::double) * p.price_of_unit, 'age': -m.rowid
            }}, {LOOKED_AT})) as place
            from transactions m join numbered t using (wallet_no)
            join (
                select chain, day, price::double / pow(10, decimals) as price_of_unit
                from prices join chains using (chain) where currency = 'USD'
            ) p on p.chain = m.chain and p.day = m.block_time::date
            where m.balance_change <> 0 group by t.person_id
        ),
        chosen as (
            select distinct l.person_id, m.chain, m.tx_hash from largest l join transactions m on m.rowid = l.place
        ),
        moved as (
            select l.person_id, l.chain, l.tx_hash, min(m.block_time) as block_time, sum(m.balance_change) as amount,
                count(distinct m.wallet_no) as wallets, bool_and(m.exact) as exact,
                arg_max(t.wallet_id, (abs(m.balance_change), -m.wallet_no)) as wallet_id
            from chosen l join transactions m on m.tx_hash = l.tx_hash and m.chain = l.chain
            join numbered t on t.wallet_no = m.wallet_no and t.person_id = l.person_id
            group by l.person_id, l.chain, l.tx_hash
        )
        select *,
            row_number() over (partition by person_id order by abs(worth) desc, block_time, chain, tx_hash) as rank
        from (
            select v.*, worth_of(v.amount, p.price, c.decimals) as worth
            from moved v join chains c using (chain)
            join prices p on p.chain = v.chain and p.day = v.block_time::date and p.currency = 'USD'
        ) where worth <> 0 qualify rank <= {MOST}
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


@dataclass(frozen=True, slots=True)
class Large:
    """One movement of a person's wallets; the amount is in base units, ``block_time`` UTC without a zone."""

    chain: str
    wallet_id: str
    wallets: int
    block_time: datetime
    amount: int
    worth: Decimal
    exact: bool
    tx_hash: str


def read_largest(connection: Connection, person_id: int) -> list[Large]:
    """Return a person's largest movements, the largest first; none before the report was derived."""
    if not is_derived(connection, REPORT.name):
        return []
    rows = connection.execute(
        """
        select chain, wallet_id, wallets, block_time, amount::hugeint, worth, exact, tx_hash
        from largest_by_person where person_id = ? order by rank
        """,
        [person_id],
    ).fetchall()
    return [Large(*row) for row in rows]
