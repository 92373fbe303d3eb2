"""The demo from beginning to end."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from cointracker_pipeline.blockchair.budget import name_account
from cointracker_pipeline.cli.demo.waiting import Watch
from cointracker_pipeline.cli.demo.world import (
    EXAMPLE,
    confirm_last_payment,
    fill_world,
    pass_a_day,
    write_spreadsheet,
)
from cointracker_pipeline.cli.processes import running
from cointracker_pipeline.cli.tables import print_table
from cointracker_pipeline.cli.worths import tell_worth
from cointracker_pipeline.defs.state import open_state
from cointracker_pipeline.domain.amount import render_amount, render_points
from cointracker_pipeline.errors import HomeError
from cointracker_pipeline.home import dagster_environment, workspace_file
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.reports.portfolio import read_portfolio
from cointracker_pipeline.reports.wallet_balances import BalanceRow, read_balances
from cointracker_pipeline.reports.worth import read_worths
from cointracker_pipeline.sandbox.limits import Plan
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import Settings, load_settings

KEY = "sandbox-demo"
WAIT_SECONDS = 240
OUTAGE_REQUESTS = 3
MARK = ".cointracker-demo"


def tell_story(home: Path, world: Path | None) -> None:
    """Run the demo in a home of its own, which it makes anew each time.

    Raises: CointrackerError when any part of it does not end well.
    """
    _clear_home(home)
    with running_sandbox(world, wallets=0, plan=Plan(keys={KEY: 100_000})) as sandbox:
        settings = load_settings(home=home, base_url=sandbox.base_url, api_key=KEY, sensor_seconds=2)
        log = home / "dagster.log"
        click.secho("1. A sandbox that answers like Blockchair, and Dagster's daemon, start.", bold=True)
        with (
            open_pipeline(settings) as pipeline,
            open_state(settings) as dagster,
            running(
                ["dagster._daemon", "run", "-w", str(workspace_file(settings))], _environment(settings), log
            ) as daemon,
        ):
            watch = Watch(pipeline, dagster, daemon, log)
            _first_evening(pipeline, sandbox, watch, world)
            _next_morning(pipeline, sandbox, watch)
            _where_everything_lies(settings)


def _first_evening(pipeline: Pipeline, sandbox: RunningSandbox, watch: Watch, world: Path | None) -> None:
    settings = pipeline.settings
    draft = settings.home / "wallets.csv"
    if world is None:
        shutil.copy(EXAMPLE, draft)
        fill_world(sandbox, pipeline.preview_file(draft))
    else:
        write_spreadsheet(sandbox, draft)
    decisions = pipeline.preview_file(draft)
    confirm_last_payment(sandbox, [one.wallet.wallet for one in decisions if one.wallet])
    click.secho(f"2. A spreadsheet of {len(decisions)} rows is dropped into {settings.inbox}", bold=True)
    draft.replace(settings.inbox / draft.name)
    watch.until_quiet(WAIT_SECONDS)
    click.echo("\nPortfolio")
    _print_portfolio(pipeline)
    click.echo("\nRefused rows (with every row's fate in the report beside the processed file)")
    refused = [{"line": one.line, "reason": one.reason} for one in decisions if not one.accepted]
    print_table(("line", "reason"), refused, None, empty="None.")
    _print_proofs(pipeline)
    _print_points(pipeline, sandbox)


def _next_morning(pipeline: Pipeline, sandbox: RunningSandbox, watch: Watch) -> None:
    before = _read_balances(pipeline)
    wallets = [one.wallet for one in pipeline.registry.list_wallets()]
    day = pass_a_day(sandbox, wallets)
    sandbox.control.set_faults(kinds=["503"], most=OUTAGE_REQUESTS)
    click.secho(
        f"\n3. A day passes: {day.blocks} blocks with {day.payments} payments, one reorganisation ({day.reorganised}), "
        f"and an outage: the API fails {OUTAGE_REQUESTS} times. The nightly refresh runs.",
        bold=True,
    )
    pipeline.registry.ask("refresh", [], "nightly", pipeline.clock())
    watch.until_quiet(WAIT_SECONDS)
    click.echo("\nWhat changed")
    _print_changes(pipeline, before, _read_balances(pipeline))
    click.echo("\nPortfolio")
    _print_portfolio(pipeline)
    _print_proofs(pipeline)
    _print_points(pipeline, sandbox)


def _read_balances(pipeline: Pipeline) -> list[BalanceRow]:
    with pipeline.warehouse.transaction() as connection:
        return read_balances(connection)


def _print_portfolio(pipeline: Pipeline) -> None:
    with pipeline.warehouse.transaction() as connection:
        holdings, worths = read_portfolio(connection), read_worths(connection)
    by_chain = {one.chain: [worths[key] for key in worths if key.startswith(f"{one.chain}:")] for one in holdings}
    rows = [
        {
            "chain": one.chain,
            "balance": f"{render_amount(one.balance, one.decimals)} {one.symbol}",
            "pending": render_amount(one.pending_change, one.decimals) if one.pending_change else "",
            "worth": tell_worth(by_chain[one.chain]).strip(" ()"),
            "wallets": one.wallets,
            "proven": one.proven_wallets,
            "transactions": one.transaction_count,
            "height": one.tip_height,
        }
        for one in holdings
    ]
    columns = ("chain", "balance", "pending", "worth", "wallets", "proven", "transactions", "height")
    print_table(columns, rows, None, empty="Nothing.")


def _print_changes(pipeline: Pipeline, before: Sequence[BalanceRow], after: Sequence[BalanceRow]) -> None:
    old = {one.wallet_id: one for one in before}
    latest = {one.wallet_id: one for one in reversed(pipeline.registry.list_syncs(limit=10_000))}
    rows = []
    for new in after:
        was, chain = old[new.wallet_id], pipeline.chains[new.chain]
        if (was.balance, was.transaction_count, was.pending_change) == (
            new.balance,
            new.transaction_count,
            new.pending_change,
        ):
            continue
        rows.append(
            {
                "wallet": new.wallet_id,
                "change": f"{render_amount(new.balance - was.balance, chain.decimals)} {chain.symbol}",
                "pending": render_amount(new.pending_change, chain.decimals) if new.pending_change else "",
                "new_rows": latest[new.wallet_id].rows_added,
                "gone_rows": _count_gone(was, new, latest[new.wallet_id].rows_added) if not chain.amount_source else "",
            }
        )
    print_table(("wallet", "change", "pending", "new_rows", "gone_rows"), rows, None, empty="Nothing.")


def _count_gone(was: BalanceRow, new: BalanceRow, added: int) -> int:
    """Return how many rows left; where fees are rows of their own they are no transactions, and this does not tell."""
    return was.transaction_count + added - new.transaction_count


def _print_proofs(pipeline: Pipeline) -> None:
    click.echo("\nChecks")
    for law, breaches in pipeline.find_breaches().items():
        click.echo(f"  {'passed' if not breaches else f'FAILED for {len(breaches)}'}  {law.replace('_', ' ')}")


def _print_points(pipeline: Pipeline, sandbox: RunningSandbox) -> None:
    spent = pipeline.registry.ledger.spent_today(name_account(KEY), pipeline.clock())
    requests = len(sandbox.control.requests()["requests"])
    click.echo(f"\nPoints spent so far: {render_points(spent)}, in {requests} requests.")


def _where_everything_lies(settings: Settings) -> None:
    click.secho("\n4. Everything lies in", bold=True)
    for what, path in (
        ("home", settings.home),
        ("warehouse (DuckDB)", settings.warehouse_path),
        ("the spreadsheet and its report", settings.processed),
        ("Dagster's runs", settings.dagster_home),
    ):
        click.echo(f"  {what:32}{path}")
    click.echo(f"Wallets, portfolio and Dagster in a browser: COINTRACKER_HOME={settings.home} cointracker up")
    click.echo(f"Gains, flows, fees and more: COINTRACKER_HOME={settings.home} cointracker report")


def _environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the daemon: this home, the sandbox as the API, sensors that look often."""
    return {
        **dagster_environment(settings),
        "BLOCKCHAIR_BASE_URL": settings.base_url,
        "BLOCKCHAIR_API_KEY": KEY,
        "COINTRACKER_SENSOR_SECONDS": str(settings.sensor_seconds),
        "COINTRACKER_NIGHTLY_ENABLED": "false",
    }


def _clear_home(home: Path) -> None:
    """Remove what an earlier demo left; a folder that is not a demo's is never touched."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise HomeError(f"{home} exists and was not made by the demo; move it away or set COINTRACKER_HOME.")
    try:
        if home.exists():
            shutil.rmtree(home)
        home.mkdir(parents=True)
        (home / MARK).touch()
    except OSError as error:
        raise HomeError(
            f"{home} cannot be made: {error.strerror}. Set COINTRACKER_HOME to a writable folder."
        ) from None
