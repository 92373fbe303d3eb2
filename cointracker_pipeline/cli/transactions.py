"""``cointracker transactions``."""

import click

from cointracker_pipeline.cli.tables import print_table, table_options
from cointracker_pipeline.domain.amount import render_amount

COLUMNS = ("time", "height", "change", "symbol", "transaction")


@click.command()
@click.argument("wallet_id", metavar="WALLET")
@click.option(
    "--limit", type=click.IntRange(min=0), default=50, show_default=True, help="How many of the newest; 0 for all."
)
@table_options
def transactions(wallet_id: str, limit: int, form: str | None) -> None:
    """Print the newest transactions of WALLET, such as bitcoin:1A1z…, unconfirmed ones first."""
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.storage.warehouse import read_newest

    with open_pipeline() as pipeline:
        wallet = pipeline.registry.find_wallet(pipeline.parse_wallet(wallet_id).wallet_id).wallet
        chain = pipeline.chains[wallet.chain]
        with pipeline.warehouse.transaction() as connection:
            found = read_newest(connection, wallet.wallet_id, limit or 2**31)
    rows = [
        {
            "time": str(one.block_time),
            "height": "pending" if one.block_height is None else one.block_height,
            "change": render_amount(one.balance_change, chain.decimals),
            "symbol": chain.symbol,
            "transaction": one.tx_hash,
        }
        for one in found
    ]
    empty = f"No transactions stored. Run: cointracker sync {wallet.wallet_id}"
    print_table(COLUMNS, rows, form, empty=empty, long="transaction")
