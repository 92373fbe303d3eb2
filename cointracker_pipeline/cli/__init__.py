"""The ``cointracker`` command; each module is one command or one group of them.

Heavy libraries are imported inside the commands: Dagster alone takes seconds.
"""

import os
import sys

import click

from cointracker_pipeline.cli.balances import balances
from cointracker_pipeline.cli.chains import chains
from cointracker_pipeline.cli.demo import demo
from cointracker_pipeline.cli.doctor import doctor
from cointracker_pipeline.cli.export import export
from cointracker_pipeline.cli.labels import labels
from cointracker_pipeline.cli.notify import notify
from cointracker_pipeline.cli.prices import prices
from cointracker_pipeline.cli.report import report
from cointracker_pipeline.cli.sandbox import sandbox
from cointracker_pipeline.cli.sync import sync
from cointracker_pipeline.cli.tokens import tokens
from cointracker_pipeline.cli.transactions import transactions
from cointracker_pipeline.cli.up import up
from cointracker_pipeline.cli.users import users
from cointracker_pipeline.cli.verify import verify
from cointracker_pipeline.cli.wallets import wallets
from cointracker_pipeline.cli.web import web
from cointracker_pipeline.errors import CointrackerError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cointracker-pipeline")
def cointracker() -> None:
    """Keep the complete, proven transaction history of many crypto wallets in a database of your own.

    Begin with: cointracker wallets add bitcoin ADDRESS, then cointracker sync. Or see everything at work first:
    cointracker demo.
    """


for _command in (
    demo,
    up,
    web,
    sandbox,
    chains,
    wallets,
    sync,
    verify,
    balances,
    transactions,
    export,
    labels,
    doctor,
    notify,
    prices,
    report,
    tokens,
    users,
):
    cointracker.add_command(_command)


def main() -> None:
    """Run the command; an error of ours is one message and exit status 1, wrong usage 2, Ctrl-C 130."""
    try:
        cointracker.main(standalone_mode=False)
        sys.stdout.flush()
    except CointrackerError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was stored stays stored; the next sync goes on from there.", err=True)
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
