"""Addresses that are used again and again, which tells everybody what belongs together."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

REPORT = Report(
    name="address_reuse",
    description=(
        "Addresses that received more than once. Whoever knows one of the payments sees all of them and the balance; "
        "after the first spending the public key is known as well."
    ),
    columns=(
        Column("wallet_id", "varchar", "The wallet; of an address behind an extended public key, that key's"),
        Column("address", "varchar", "The address"),
        Column("owner", "varchar", "Whose it is; empty when nobody said"),
        Column("label", "varchar", "What it is called"),
        Column("chain", "varchar", "The chain"),
        Column("times_received", "bigint", "In how many transactions it received more than it spent"),
        Column("times_spent", "bigint", "In how many transactions it spent more than it received"),
        Column("received_after_spending", "bigint", "How often it received after it was first spent from"),
        Column("first_spent", "timestamp", "When it was first spent from, UTC"),
        Column("last_received", "timestamp", "When it last received, UTC"),
        Column("advice", "varchar", "What that means, in a sentence"),
    ),
    order="received_after_spending desc, times_received desc, wallet_id, address",
    depends_on=("transactions",),
    rows="""
        with moved as (
            select wallet_id, chain, substr(wallet_id, length(chain) + 2) as address, part, block_height, block_time,
                balance_change
            from main.transactions where wallet_id not in (select a.wallet_id from main.wallet_addresses a)
            union all
            select a.wallet_id, a.chain, a.address, t.part, t.block_height, t.block_time, t.balance_change
            from members.transactions t join main.wallet_addresses a on a.address_id = t.wallet_id
        ),
        first as (
            select wallet_id, address, min(block_height) as height, min(block_time) as first_spent
            from moved where balance_change < 0 group by wallet_id, address
        ),
        used as (
            select t.wallet_id, t.address, t.chain, any_value(f.first_spent) as first_spent,
                count(*) filter (where balance_change > 0) as times_received,
                count(*) filter (where balance_change < 0) as times_spent,
                count(*) filter (where balance_change > 0 and block_height > f.height) as received_after_spending,
                max(block_time) filter (where balance_change > 0) as last_received
            from moved t left join first f using (wallet_id, address)
            group by t.wallet_id, t.address, t.chain having bool_and(t.part = '')
        )
        select u.*, coalesce(w.owner, '') as owner, coalesce(w.label, '') as label, case
                when received_after_spending > 0
                then 'Receives although its public key is known since it was spent from: use a new address each time.'
                when times_spent > 0
                then 'Received several times before it was spent from: its payments are tied together.'
                else 'Received several times: whoever paid once sees every other payment and the balance.'
            end as advice
        from used u left join wallets w using (wallet_id)
        where times_received > 1
    """,
    checks=(
        Check(
            "reuse_is_counted",
            "Each address listed received at least twice, and after spending no more often than in all.",
            "select address from address_reuse where times_received < 2 or received_after_spending > times_received "
            "order by address",
        ),
    ),
)
