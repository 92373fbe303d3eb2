"""``cointracker sync --plan``: what a sync will cost."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import print_table
from cointracker_pipeline.domain.amount import render_points

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline import Pipeline

COLUMNS = ("part", "wallets", "requests", "points")
FOR_EACH_HUNDRED = "Every 100 wallets that the check finds changed cost about 12 points and one request more."


def print_plan(pipeline: "Pipeline", wallet_ids: list[str], form: str | None, *, full: bool, sweep: bool) -> None:
    """Print the parts of a sync, and what it takes of the day's points; a key's own count of them is free to ask."""
    from cointracker_pipeline.sync.telling import tell_estimate

    pipeline.reconcile()
    if wallet_ids:
        estimate = pipeline.plan_sync([pipeline.parse_wallet(name) for name in wallet_ids], full=full)
    else:
        estimate = pipeline.plan_due(sweep=sweep)
    chosen = wallet_ids or [one.wallet_id for one in pipeline.registry.list_wallets()]
    prices = pipeline.plan_prices({wallet_id.partition(":")[0] for wallet_id in chosen})
    estimate = replace(estimate, parts=(*estimate.parts, *prices))
    rows: list[dict[str, object]] = [
        {
            "part": part.name,
            "wallets": part.wallets,
            "requests": len(part.requests),
            "points": render_points(part.millipoints),
        }
        for part in estimate.parts
    ]
    total = {"part": "together", "wallets": "", "requests": estimate.requests}
    rows.append({**total, "points": render_points(estimate.millipoints)})
    left = None if estimate.left_today is None else render_points(estimate.left_today)
    known = {"minutes": estimate.minutes, "days_of_points": estimate.days, "points_left_today": left}
    table = [{**dict.fromkeys(known), **row} for row in rows[:-1]] + [{**rows[-1], **known}]
    print_table((*COLUMNS, *known), table, form, empty="Nothing to do.", shown=COLUMNS)
    if form is None:
        for line in tell_estimate(estimate, pipeline.clock()):
            click.echo(line)
        if not wallet_ids and pipeline.settings.batch_addresses == "always":
            click.echo(FOR_EACH_HUNDRED)
