"""``cointracker doctor``: looks at everything, one line each, and says what to do."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from cointracker_pipeline.cli.doctor.printing import print_finding
from cointracker_pipeline.health.finding import Finding, guarded


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: what, verdict, text, advice.")
@click.option(
    "--api/--no-api",
    "ask",
    default=None,
    help="Ask the API whether it answers: free with a key and then the default, 1 point without.",
)
def doctor(as_json: bool, ask: bool | None) -> None:
    """Check the home, the stores, the API, the budget and the clock, and say what to do.

    Exit status 0 when there is no problem (warnings are none), 1 otherwise.
    """
    problems = 0
    for finding in _examine(ask):
        problems += finding.verdict == "problem"
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            print_finding(finding)
    if not as_json:
        click.echo("No problem found." if not problems else f"{problems} problems found.")
    sys.exit(1 if problems else 0)


def _examine(ask: bool | None) -> Iterator[Finding]:
    """Give every finding, one check after another; none keeps the next from running."""
    from cointracker_pipeline.cli.doctor.installation import check_installation
    from cointracker_pipeline.errors import SettingsError
    from cointracker_pipeline.health.home_folder import check_home, check_inbox
    from cointracker_pipeline.settings import load_settings

    yield from guarded("packages", check_installation)
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding("settings", "problem", str(error), "docs/settings.md explains each; correct it and ask again.")
        return
    from cointracker_pipeline.cli.doctor.channels import check_channels
    from cointracker_pipeline.cli.doctor.dagster_home import check_dagster
    from cointracker_pipeline.cli.doctor.service import check_service
    from cointracker_pipeline.cli.doctor.settings_shown import check_settings
    from cointracker_pipeline.cli.doctor.wallets import check_wallets
    from cointracker_pipeline.health.stores import check_registry, check_warehouse

    asks = bool(settings.key) if ask is None else ask
    yield from guarded("settings", lambda: check_settings(settings))
    yield from guarded("home", lambda: check_home(settings))
    yield from guarded("registry", lambda: check_registry(settings))
    yield from guarded("warehouse", lambda: check_warehouse(settings))
    yield from guarded("dagster", lambda: check_dagster(settings))
    yield from guarded("channels", lambda: check_channels(settings))
    yield from guarded("inbox", lambda: check_inbox(settings))
    yield from guarded("api", lambda: check_service(settings, ask=asks))
    yield from guarded("wallets", lambda: check_wallets(settings))
