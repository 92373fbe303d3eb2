"""``cointracker transactions``."""

import click

from cointracker_pipeline.cli.tables import print_table, table_options
from cointracker_pipeline.domain.amount import render_amount

COLUMNS = ("time", "height", "change", "symbol", "transaction", "part", "exact")
SHOWN = COLUMNS[:-2]


@click.command()
@click.argument("wallet_id", metavar="WALLET")
@click.option(
    "--limit", type=click.IntRange(min=0), default=50, show_default=True, help="How many of the newest; 0 for all."
)
@table_options
def transactions(wallet_id: str, limit: int, form: str | None) -> None:
    """Print the newest transactions of WALLET, such as bitcoin:1A1z…, unconfirmed ones first.

    On Ethereum each call is a row, whose part is its place in the transaction, and so is each fee. A change that is not
    exact is rounded; a fee that is not exact is not known yet.
    """
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
            "part": one.part,
            "exact": "yes" if one.exact else "NO",
        }
        for one in found
    ]
    empty = f"No transactions stored. Run: cointracker sync {wallet.wallet_id}"
    parts = ("part",) if any(one.part for one in found) else ()
    exact = () if all(one.exact for one in found) else ("exact",)
    shown = (*SHOWN[:4], *exact, *parts, *SHOWN[4:])
    print_table(COLUMNS, rows, form, empty=empty, shown=shown, long="transaction")
