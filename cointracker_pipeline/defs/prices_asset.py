"""Prices of coins by day: what answers and files told is stored, what misses is asked for, one request a coin."""

import dagster as dg

from cointracker_pipeline.defs.failures import told_as_failure
from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.defs.shown import show_picture, show_table
from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.price_chart import read_price_charts
from cointracker_pipeline.reports.price_laws import PRICE_LAWS, PriceBreach
from cointracker_pipeline.reports.prices import KnownPrices, read_known_prices

COLUMNS = ("chain", "currency", "days", "first", "last", "price", "source")

CHECKED = {
    "prices_are_complete": "Every day on which a wallet moved has a price, where its coin has prices at all.",
    "prices_are_plausible": "Every price is above zero, and none is 20 times that of the day before or a 20th of it.",
}


@dg.asset(
    name="prices",
    deps=["daily_balances"],
    description="What a coin was worth on each UTC day, in USD and in a second currency; fixed once the day is over.",
    group_name="reports",
    owners=["team:cointracker"],
    kinds={"blockchair", "duckdb"},
)
def prices(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Complete the prices and show what is known."""
    with told_as_failure(), pipeline.opened() as opened:
        news = opened.update_prices(ask=True)
        shown = _describe_known(opened)
    for problem in news.problems:
        context.log.warning(problem)
    return dg.MaterializeResult(
        metadata={
            "prices_written": dg.MetadataValue.int(news.written),
            "requests": dg.MetadataValue.int(news.requests),
            "points_spent": dg.MetadataValue.text(render_points(news.millipoints)),
            **({"problems": dg.MetadataValue.json(news.problems)} if news.problems else {}),
            **shown,
        }
    )


@dg.multi_asset_check(
    name="price_laws",
    specs=[dg.AssetCheckSpec(name, asset="prices", description=what) for name, what in CHECKED.items()],
)
def price_laws(pipeline: PipelineResource):  # type: ignore[no-untyped-def]
    """Evaluate both laws in one step; what breaks them is a warning: worth is left out, never wrong."""
    with told_as_failure(), pipeline.opened() as opened, opened.warehouse.transaction() as connection:
        found = {name: find(connection) for name, find in PRICE_LAWS.items()}
    for name, breaches in found.items():
        yield dg.AssetCheckResult(
            passed=not breaches,
            check_name=name,
            asset_key="prices",
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"breaches": show_table(("chain", "breach"), [_to_record(one) for one in breaches])},
        )


def _describe_known(pipeline: Pipeline) -> dict[str, dg.MetadataValue]:
    with pipeline.warehouse.transaction() as connection:
        known, charts = read_known_prices(connection), read_price_charts(connection)
    pictures = {
        f"price_of_{name.replace('-', '_')}": show_picture(svg, "price over time") for name, svg in charts.items()
    }
    return {
        "dagster/row_count": dg.MetadataValue.int(sum(one.days for one in known)),
        "known": show_table(COLUMNS, [_to_row(one) for one in known]),
        **pictures,
    }


def _to_row(one: KnownPrices) -> dict[str, str | int]:
    first, last = str(one.first_day), str(one.last_day)
    return dict(zip(COLUMNS, (one.chain, one.currency, one.days, first, last, one.price_text, one.source), strict=True))


def _to_record(one: PriceBreach) -> dict[str, str | int]:
    return {"chain": one.chain, "breach": one.detail}
