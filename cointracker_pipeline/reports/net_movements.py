"""What each transaction truly did to each owner: transfers between own wallets net out.

One owner is everybody with the same name in the column ``owner`` of the wallets; wallets without one belong together.
Nothing here guesses: what one own wallet lost and another gained in the same transaction stayed with the owner, the
rest came or went.
"""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

REPORT = Report(
    name="net_movements",
    description=(
        "What each confirmed transaction brought or took each owner, all wallets together: transfers between own "
        "wallets leave no more than what they cost."
    ),
    columns=(
        Column("place", "bigint", "In which order movements count: by owner, chain, block, what came before what went"),
        Column("owner", "varchar", "Whose wallets; empty for those that nobody named an owner of"),
        Column("chain", "varchar", "The chain"),
        Column("tx_hash", "varchar", "The transaction"),
        Column("block_height", "bigint", "Its block"),
        Column("block_time", "timestamp", "The block's time, UTC"),
        Column("amount", "decimal(38, 0)", "What came, or, negative, went, fees included"),
        Column("moved_between_own", "decimal(38, 0)", "What passed from own wallets to own wallets"),
        Column("fee", "decimal(38, 0)", "The fee that own wallets paid where the chain tells it"),
        Column("wallets", "bigint", "How many own wallets it touched"),
        Column("price", "decimal(38, 18)", "A coin's price on that day in USD, where it is known"),
        Column("worth", "decimal(38, 8)", "The amount's worth at that price in USD"),
    ),
    order="place",
    depends_on=("transactions", "wallet_balances", "prices"),
    rows="""
        select row_number() over (order by owner, chain, block_height, amount <= 0, tx_hash) as place,
            m.*, p.price, worth_of(m.amount, p.price, c.decimals) as worth
        from (
            select owner, chain, tx_hash, block_height, min(block_time) as block_time, sum(amount) as amount,
                least(sum(greatest(amount, 0)), sum(greatest(-amount, 0))) as moved_between_own,
                sum(fee) as fee, count(*) as wallets
            from (
                select coalesce(w.owner, '') as owner, t.chain, t.tx_hash, t.block_height, t.wallet_id,
                    min(t.block_time) as block_time, sum(t.balance_change) as amount,
                    -sum(t.balance_change) filter (where t.part = 'fee') as fee
                from transactions t left join wallets w using (wallet_id)
                group by w.owner, t.chain, t.tx_hash, t.block_height, t.wallet_id
            )
            group by owner, chain, tx_hash, block_height
        ) m
        join chains c using (chain)
        left join prices p on p.chain = m.chain and p.day = m.block_time::date and p.currency = 'USD'
    """,
    checks=(
        Check(
            "movements_sum_to_transactions",
            "All owners' movements of a chain sum to all stored changes: nothing is lost or counted twice.",
            """
            select format('{}: the movements sum to {}, the transactions to {}', chain, moved, changed)
            from (select chain, sum(amount) as moved from net_movements group by chain)
            full join (select chain, sum(balance_change) as changed from transactions group by chain) using (chain)
            where moved is distinct from changed order by chain
            """,
        ),
        Check(
            "histories_proven",
            "Every wallet's history is whole and proven; otherwise movements and gains tell only what is stored.",
            """
            select format('{} is {}', wallet_id, if(complete, 'not proven', 'incomplete')) from wallet_balances
            where not proven or not complete order by wallet_id
            """,
            severity="warning",
        ),
        Check(
            "prices_known",
            "Every movement has a price of its day; without one its worth is unknown, never zero.",
            """
            select format('{}: {} of {} movements have no price, the first on {}',
                chain, count(*) filter (where price is null), count(*), min(block_time) filter (where price is null))
            from net_movements group by chain having count(*) filter (where price is null) > 0 order by chain
            """,
            severity="warning",
        ),
    ),
)
