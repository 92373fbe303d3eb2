"""``cointracker chains``."""

import click

from cointracker_pipeline.cli.tables import print_table, table_options

COLUMNS = ("chain", "symbol", "coin", "decimals", "explorer")


@click.command()
@table_options
def chains(form: str | None) -> None:
    """List the chains whose wallets can be followed; each may be called by its name, symbol or coin, in any case."""
    from cointracker_pipeline.chains import load_chains

    rows = [
        {
            "chain": chain.name,
            "symbol": chain.symbol,
            "coin": chain.coin,
            "decimals": chain.decimals,
            "explorer": chain.address_url("ADDRESS"),
        }
        for chain in load_chains().values()
    ]
    print_table(COLUMNS, rows, form, empty="No chains are supported.")
