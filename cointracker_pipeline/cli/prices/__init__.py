"""``cointracker prices``: what coins were worth."""

import click

from cointracker_pipeline.cli.prices.fetch import fetch
from cointracker_pipeline.cli.prices.import_file import import_file
from cointracker_pipeline.cli.prices.listing import list_


class _ListByDefault(click.Group):
    """A group whose ``list`` needs no name: ``prices bitcoin`` lists Bitcoin's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``list`` before what is neither a command nor a call for help."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ListByDefault)
def prices() -> None:
    """Show what is known of coins' prices, fetch what misses, or take a file of them.

    Without a command: the prices of the CHAINs that follow, or of all.
    """


for _command in (list_, fetch, import_file):
    prices.add_command(_command)
