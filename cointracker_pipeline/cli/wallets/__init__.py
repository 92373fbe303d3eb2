"""``cointracker wallets``: add, import, list, addresses, delete; an example spreadsheet."""

import click

from cointracker_pipeline.cli.wallets.add import add
from cointracker_pipeline.cli.wallets.addresses import addresses
from cointracker_pipeline.cli.wallets.delete import delete
from cointracker_pipeline.cli.wallets.import_file import import_file
from cointracker_pipeline.cli.wallets.listing import NO_WALLETS, list_wallets
from cointracker_pipeline.cli.wallets.template import template

__all__ = ["NO_WALLETS", "wallets"]


@click.group()
def wallets() -> None:
    """Add, import, list and delete wallets, and show the addresses behind a key."""


for _command in (add, import_file, template, list_wallets, addresses, delete):
    wallets.add_command(_command)
