"""The portfolio: all wallets together, derived anew after each sync."""

import dagster as dg

from cointracker_pipeline.defs.failures import told_as_failure
from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.defs.shown import show_table
from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.reports.portfolio import Holding


@dg.asset(
    name="portfolio",
    deps=["wallet_balances"],
    description="What all wallets hold together, by chain, and how many of them are proven.",
    group_name="reports",
    owners=["team:cointracker"],
    kinds={"duckdb", "sql"},
)
def portfolio(pipeline: PipelineResource) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Write the portfolio and show it."""
    with told_as_failure(), pipeline.opened() as opened:
        holdings = opened.derive_portfolio()
    columns = (
        *("chain", "balance", "wallets", "proven", "incomplete"),
        *("unexplained", "inexact", "transactions", "height"),
    )
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": dg.MetadataValue.int(len(holdings)),
            "wallets": dg.MetadataValue.int(sum(one.wallets for one in holdings)),
            "holdings": show_table(columns, map(_to_row, holdings)),
        }
    )


def _to_row(one: Holding) -> dict[str, str | int]:
    return {
        "chain": one.chain,
        "balance": f"{render_amount(one.balance, one.decimals)} {one.symbol}",
        "wallets": one.wallets,
        "proven": one.proven_wallets,
        "incomplete": one.incomplete_wallets,
        "unexplained": render_amount(one.unexplained, one.decimals) if one.unexplained else "",
        "inexact": one.inexact_wallets,
        "transactions": one.transaction_count,
        "height": one.tip_height,
    }
