"""``cointracker balances`` and ``cointracker transactions``."""

import click

from cointracker_pipeline.cli.tables import print_table, table_options
from cointracker_pipeline.domain.amount import render_amount


@click.command()
@click.argument("wallet_ids", metavar="[WALLET]...", nargs=-1)
@table_options
def balances(wallet_ids: tuple[str, ...], form: str | None) -> None:
    """Print each wallet's balance, and whether it is proven."""
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.reports.wallet_balances import read_balances

    with open_pipeline() as pipeline:
        names = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id).wallet_id for name in wallet_ids]
        labels = {one.wallet_id: one.label for one in pipeline.registry.list_wallets()}
        with pipeline.warehouse.transaction() as connection:
            found = read_balances(connection, names or None)
        facts = pipeline.chains
    rows = [
        {
            "wallet_id": one.wallet_id,
            "label": labels.get(one.wallet_id, ""),
            "balance": render_amount(one.balance, facts[one.chain].decimals),
            "symbol": facts[one.chain].symbol,
            "pending": render_amount(one.pending_change, facts[one.chain].decimals) if one.pending_change else "",
            "proven": "yes" if one.proven else "NO",
            "transactions": one.transaction_count,
            "height": one.tip_height,
            "checked_at": f"{one.checked_at:%Y-%m-%d %H:%M}",
        }
        for one in found
    ]
    columns = (
        "wallet_id",
        "label",
        "balance",
        "symbol",
        "pending",
        "proven",
        "transactions",
        "height",
        "checked_at",
    )
    print_table(columns, rows, form, empty="No balances yet. Run: cointracker sync")


@click.command()
@click.argument("wallet_id", metavar="WALLET")
@click.option("--limit", default=50, show_default=True, help="How many of the newest rows; 0 for all.")
@table_options
def transactions(wallet_id: str, limit: int, form: str | None) -> None:
    """Print the newest transactions of WALLET, unconfirmed ones first."""
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
    columns = ("time", "height", "change", "symbol", "transaction")
    print_table(columns, rows, form, empty=f"No transactions stored. Run: cointracker sync {wallet.wallet_id}")
