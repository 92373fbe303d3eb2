"""``cointracker wallets list``."""

import click

from cointracker_pipeline.cli.tables import print_table, table_options

COLUMNS = ("wallet_id", "label", "tags", "owner", "note", "added_at")
SHOWN = ("wallet_id", "label", "tags", "owner")
NO_WALLETS = (
    "No wallets yet. Add one with `cointracker wallets add bitcoin ADDRESS`, or drop a spreadsheet into the inbox."
)


@click.command("list")
@click.option("--chain", help="Only wallets of this chain.")
@table_options
def list_wallets(chain: str | None, form: str | None) -> None:
    """List the wallets, the oldest first."""
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
            "owner": one.owner,
            "note": one.note,
            "added_at": f"{one.added_at:%Y-%m-%d %H:%M}" if one.added_at else "",
        }
        for one in tracked
    ]
    empty = f"No wallets on {name} yet." if name else NO_WALLETS
    print_table(COLUMNS, rows, form, empty=empty, shown=SHOWN)
