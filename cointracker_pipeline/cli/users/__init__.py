"""``cointracker users``: list, invite, link, role, disable, enable; the way in for whoever is locked out."""

import click

from cointracker_pipeline.cli.users.inviting import invite, link
from cointracker_pipeline.cli.users.listing import list_users
from cointracker_pipeline.cli.users.standing import disable, enable, role


@click.group()
def users() -> None:
    """See to the people who may sign in to the web application.

    Locked out? `cointracker users link` makes a link by which the operator, the first admin, chooses a new password.
    """


for _command in (list_users, invite, link, role, disable, enable):
    users.add_command(_command)
