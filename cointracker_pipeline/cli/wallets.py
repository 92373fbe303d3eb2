"""``cointracker wallets``: add, import, list, delete."""

import json
from pathlib import Path

import click

from cointracker_pipeline.cli.tables import print_table, table_options
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError


@click.group()
def wallets() -> None:
    """Add, import, list and delete wallets."""


@wallets.command()
@click.argument("chain")
@click.argument("address")
@click.option("--label", default="", help="A name for people.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given several times.")
def add(chain: str, address: str, label: str, tags: tuple[str, ...]) -> None:
    """Track the wallet ADDRESS on CHAIN."""
    from cointracker_pipeline.chains import find_chain
    from cointracker_pipeline.pipeline import open_pipeline

    found = find_chain(chain)
    wallet = Wallet(found.name, found.parse_address(address))
    with open_pipeline() as pipeline:
        new = pipeline.add_wallets([TrackedWallet(wallet, label, tags)], "command")[0]
    click.echo(f"{wallet.wallet_id}: {'added' if new else 'already tracked'}.")
    if new:
        click.echo("Its first sync starts by itself while `cointracker up` runs, or now with: cointracker sync")


@wallets.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Decide every row and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row: line, accepted, wallet_id, reason.")
def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import the wallets of a spreadsheet; the file itself stays where it is."""
    from cointracker_pipeline.pipeline import open_pipeline

    if not file.exists():
        raise InputError(f"{file} does not exist. Name a spreadsheet with the columns chain, address, label, tags.")
    with open_pipeline() as pipeline:
        decisions = pipeline.preview_file(file)
        accepted = [one.wallet for one in decisions if one.wallet and one.changes_something]
        if accepted and not dry_run:
            pipeline.add_wallets(accepted, f"file {file.name}")
    for one in decisions:
        wallet_id = one.wallet.wallet_id if one.wallet else None
        if as_json:
            row = {"line": one.line, "accepted": one.accepted, "wallet_id": wallet_id, "reason": one.reason}
            click.echo(json.dumps(row, ensure_ascii=False))
        elif not one.accepted:
            click.echo(f"line {one.line}: refused. {one.reason}")
    if not as_json:
        good = sum(one.accepted for one in decisions)
        would = "would be " if dry_run else ""
        click.echo(f"{good} rows {would}accepted, {len(decisions) - good} {would}refused.")


@wallets.command("list")
@click.option("--chain", help="Only wallets of this chain.")
@table_options
def list_wallets(chain: str | None, form: str | None) -> None:
    """List the wallets."""
    from cointracker_pipeline.chains import find_chain
    from cointracker_pipeline.pipeline import open_pipeline

    name = find_chain(chain).name if chain else None
    with open_pipeline() as pipeline:
        tracked = pipeline.registry.list_wallets(name)
    rows = [
        {
            "wallet_id": one.wallet_id,
            "label": one.label,
            "tags": ", ".join(one.tags),
            "added_at": f"{one.added_at:%Y-%m-%d %H:%M}" if one.added_at else "",
        }
        for one in tracked
    ]
    print_table(("wallet_id", "label", "tags", "added_at"), rows, form, empty=NO_WALLETS)


@wallets.command()
@click.argument("wallet_id", metavar="WALLET")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(wallet_id: str, yes: bool) -> None:
    """Delete WALLET with all its data, its partition in Dagster included."""
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        wallet = pipeline.registry.find_wallet(pipeline.parse_wallet(wallet_id).wallet_id)
        settings = pipeline.settings
    if not yes:
        click.confirm(f"Delete {wallet.wallet_id} {wallet.label!r} and its whole history?", abort=True)

    from cointracker_pipeline.definitions import defs
    from cointracker_pipeline.defs.launch import run_job

    run_job(defs(), settings, "delete_wallets", {"delete_each_wallet": {"wallets": [wallet.wallet_id]}})
    click.echo(f"{wallet.wallet_id}: deleted.")


NO_WALLETS = (
    "No wallets yet. Add one with `cointracker wallets add bitcoin ADDRESS`, or drop a spreadsheet into the inbox."
)
