"""What a wallet's materialization shows."""

from collections.abc import Mapping, Sequence

import dagster as dg

from cointracker_pipeline.defs.shown import show_picture, show_table
from cointracker_pipeline.domain.amount import render_amount, render_points
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.chart import read_daily, render_chart
from cointracker_pipeline.reports.proofs import describe_reach
from cointracker_pipeline.storage.warehouse import Differences, read_newest
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.estimate import Estimate

NEWEST_ROWS = 10

Metadata = Mapping[str, dg.MetadataValue]


def describe_outcome(pipeline: Pipeline, outcome: Outcome) -> dict[str, Metadata]:
    """Return the metadata of one wallet by asset name."""
    chain = pipeline.chains[outcome.wallet.chain]
    with pipeline.warehouse.transaction() as connection:
        newest = read_newest(connection, outcome.wallet.wallet_id, NEWEST_ROWS)
        daily = read_daily(connection, outcome.wallet.wallet_id)
    balance = f"{render_amount(outcome.balance.balance, chain.decimals)} {chain.symbol}"
    shared: Metadata = {
        "balance": dg.MetadataValue.text(balance),
        "proven": dg.MetadataValue.bool(outcome.balance.proven),
        **_link_metadata(outcome, chain),
        **_incomplete_metadata(outcome, chain),
        **_unexplained_metadata(outcome, chain),
    }
    return {
        "transactions": {**shared, **_sync_metadata(outcome), **_newest_metadata(newest, chain)},
        "wallet_balances": {**shared, **_proof_metadata(outcome, chain)},
        "daily_balances": {
            **shared,
            "balance_over_time": show_picture(render_chart(daily, chain.symbol, chain.decimals), "balance over time"),
        },
    }


def describe_estimate(estimate: Estimate) -> Metadata:
    """Return what a run was planned to cost, part by part, and what was left that day."""
    rows: list[dict[str, str | int]] = [
        {
            "part": part.name,
            "wallets": part.wallets,
            "requests": len(part.requests),
            "points": render_points(part.millipoints),
        }
        for part in estimate.parts
    ]
    known: dict[str, dg.MetadataValue] = {}
    if estimate.minutes is not None:
        known["planned_minutes"] = dg.MetadataValue.float(round(estimate.minutes, 1))
    if estimate.days is not None and estimate.left_today is not None:
        known["planned_days_of_points"] = dg.MetadataValue.float(round(estimate.days, 3))
        known["points_left_today"] = dg.MetadataValue.text(render_points(estimate.left_today))
    return {
        "planned_points": dg.MetadataValue.text(render_points(estimate.millipoints)),
        "planned_requests": dg.MetadataValue.int(estimate.requests),
        **known,
        "plan": show_table(("part", "wallets", "requests", "points"), rows),
    }


def _link_metadata(outcome: Outcome, chain: Blockchain) -> Metadata:
    """Return the link to the explorer; a key has none, since a click would show it the whole wallet."""
    if outcome.wallet.is_key:
        return {}
    return {"explorer": dg.MetadataValue.url(chain.address_url(outcome.wallet.address))}


def _incomplete_metadata(outcome: Outcome, chain: Blockchain) -> Metadata:
    if outcome.balance.reachable:
        return {}
    return {"incomplete": dg.MetadataValue.text(describe_reach(chain.offset_limit + chain.page_limit))}


def _unexplained_metadata(outcome: Outcome, chain: Blockchain) -> Metadata:
    """Return what no row explains of a balance, and whether some amounts are rounded so far, where rows need not."""
    if outcome.balance.rows_sum_up:
        return {}
    unexplained = f"{render_amount(outcome.balance.unexplained, chain.decimals)} {chain.symbol}"
    return {
        "exact": dg.MetadataValue.bool(outcome.balance.exact),
        "unexplained": dg.MetadataValue.text(unexplained if outcome.balance.exact else "not exact yet"),
        "rows_made_exact": dg.MetadataValue.int(outcome.rows_made_exact),
    }


def _sync_metadata(outcome: Outcome) -> Metadata:
    return {
        "rows_added": dg.MetadataValue.int(outcome.rows_added),
        "rows_removed": dg.MetadataValue.int(outcome.rows_removed),
        "transactions": dg.MetadataValue.int(outcome.balance.transaction_count),
        "height": dg.MetadataValue.int(outcome.balance.tip_height),
        "pages": dg.MetadataValue.int(outcome.pages),
        "points_spent": dg.MetadataValue.text(render_points(outcome.millipoints)),
        **_found_metadata(outcome.differences),
    }


def _found_metadata(differences: Differences | None) -> Metadata:
    """Return what reading the whole history again beside the stored one found, if that was done."""
    if differences is None:
        return {}
    return {
        "rows_found_missing": dg.MetadataValue.int(differences.missing),
        "rows_found_surplus": dg.MetadataValue.int(differences.surplus),
        "rows_found_changed": dg.MetadataValue.int(differences.changed),
    }


def _proof_metadata(outcome: Outcome, chain: Blockchain) -> Metadata:
    balance = outcome.balance
    return {
        "sum_of_changes": dg.MetadataValue.text(render_amount(balance.balance, chain.decimals)),
        "balance_on_chain": dg.MetadataValue.text(render_amount(balance.chain_balance, chain.decimals)),
        "balance_base_units": dg.MetadataValue.int(balance.balance),
        "height": dg.MetadataValue.int(balance.tip_height),
        "history_reachable": dg.MetadataValue.bool(balance.reachable),
    }


def _newest_metadata(rows: Sequence[Transaction], chain: Blockchain) -> Metadata:
    link = {"newest_transaction": dg.MetadataValue.url(chain.transaction_url(rows[0].tx_hash))} if rows else {}
    return {**link, "newest": _table(rows, chain)}


def _table(rows: Sequence[Transaction], chain: Blockchain) -> dg.TableMetadataValue:
    shown = (
        {
            "time": str(row.block_time),
            "height": "pending" if row.block_height is None else str(row.block_height),
            "change": f"{render_amount(row.balance_change, chain.decimals)} {chain.symbol}",
            "exact": "yes" if row.exact else "no",
            "part": row.part,
            "transaction": row.tx_hash,
        }
        for row in rows
    )
    return show_table(("time", "height", "change", "exact", "part", "transaction"), shown)
