"""What wallets hold, grouped by what people say of them: the frame of several reports."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report

STALE_DAYS = 5
"""A newest price that is older than the balances by more days tells nothing of them."""


def make_holdings(name: str, group: str, of_group: str, groups: str, *, overlapping: bool = False) -> Report:
    """Return a report of what each group of wallets holds on each chain.

    ``groups`` is SQL that gives the group of a wallet ``w``. Where groups overlap, a wallet counts in each.
    """
    return Report(
        name=name,
        description=f"What wallets hold on each chain by {group}, how many are proven, and what it is worth now.",
        columns=(
            Column(group, "varchar", of_group),
            Column("chain", "varchar", "The chain"),
            Column("wallets", "bigint", "How many wallets"),
            Column("proven_wallets", "bigint", "How many of them have a proven balance"),
            Column("incomplete_wallets", "bigint", "How many have older transactions than the API shows"),
            Column("balance", "decimal(38, 0)", "What they hold together"),
            Column("pending_change", "decimal(38, 0)", "What waits to be confirmed"),
            Column("price_day", "date", f"The newest day with a price, at most {STALE_DAYS} days before the balances"),
            Column("worth", "decimal(38, 8)", "The balance's worth in USD at that price"),
        ),
        order=f"{group}, chain",
        depends_on=("wallet_balances", "prices"),
        rows=f"""
            with newest as (
                select chain, max(day) as day, arg_max(price, day) as price
                from prices where currency = 'USD' group by chain
            ),
            grouped as (select {groups} as {group}, b.* from wallet_balances b left join wallets w using (wallet_id)),
            held as (
                select {group}, chain, count(*) as wallets, count(*) filter (where proven) as proven_wallets,
                    count(*) filter (where not complete) as incomplete_wallets,
                    sum(balance) as balance, sum(pending_change) as pending_change, max(checked_at) as checked_at
                from grouped group by {group}, chain
            )
            select h.*, p.day as price_day, worth_of(h.balance, p.price, c.decimals) as worth
            from held h join chains c using (chain)
            left join newest p on p.chain = h.chain and p.day >= h.checked_at::date - {STALE_DAYS}
        """,
        checks=(_check_overlapping(name) if overlapping else _check_sum(name),),
    )


def _check_sum(name: str) -> Check:
    return Check(
        f"{name}_sums_to_balances",
        "All groups of a chain sum to the balances of all its wallets.",
        f"""
        select format('{{}}: the groups sum to {{}}, the wallets to {{}}', chain, grouped, held)
        from (select chain, sum(balance) as grouped from {name} group by chain)
        full join (select chain, sum(balance) as held from wallet_balances group by chain) using (chain)
        where grouped is distinct from held order by chain
        """,
    )


def _check_overlapping(name: str) -> Check:
    return Check(
        f"{name}_leaves_out_no_wallet",
        "Every wallet is in a group at least.",
        f"""
        select format('{{}}: {{}} wallets in all groups, {{}} in all', chain, grouped, held)
        from (select chain, count(*) as held from wallet_balances group by chain)
        left join (select chain, sum(wallets) as grouped from {name} group by chain) using (chain)
        where coalesce(grouped, 0) < held order by chain
        """,
    )
