"""Addresses that are used again and again, which tells everybody what belongs together."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

EXTENDED_KEY_LENGTH = 111
"""Characters of any extended public key (BIP-32: 82 bytes in base58): such a wallet is many addresses, and left out."""

REPORT = Report(
    name="address_reuse",
    description=(
        "Addresses that received more than once. Whoever knows one of the payments sees all of them and the balance; "
        "after the first spending the public key is known as well."
    ),
    columns=(
        Column("wallet_id", "varchar", "The wallet"),
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
    order="received_after_spending desc, times_received desc, wallet_id",
    depends_on=("transactions",),
    rows=f"""
        with first as (
            select wallet_id, min(block_height) as height, min(block_time) as first_spent
            from transactions where balance_change < 0 group by wallet_id
        ),
        used as (
            select t.wallet_id, t.chain, any_value(f.first_spent) as first_spent,
                count(*) filter (where balance_change > 0) as times_received,
                count(*) filter (where balance_change < 0) as times_spent,
                count(*) filter (where balance_change > 0 and block_height > f.height) as received_after_spending,
                max(block_time) filter (where balance_change > 0) as last_received
            from transactions t left join first f using (wallet_id)
            group by t.wallet_id, t.chain having bool_and(t.part = '')
        )
        select u.*, coalesce(w.owner, '') as owner, coalesce(w.label, '') as label, case
                when received_after_spending > 0
                then 'Receives although its public key is known since it was spent from: use a new address each time.'
                when times_spent > 0
                then 'Received several times before it was spent from: its payments are tied together.'
                else 'Received several times: whoever paid once sees every other payment and the balance.'
            end as advice
        from used u left join wallets w using (wallet_id)
        where times_received > 1 and length(coalesce(w.address, '')) <> {EXTENDED_KEY_LENGTH}
    """,
    checks=(
        Check(
            "reuse_is_counted",
            "Each address listed received at least twice, and after spending no more often than in all.",
            "select wallet_id from address_reuse where times_received < 2 or received_after_spending > times_received "
            "order by wallet_id",
        ),
    ),
)
