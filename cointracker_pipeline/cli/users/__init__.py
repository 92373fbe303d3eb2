"""``cointracker users``: list, invite, link, role, disable, enable and more; the way in for whoever is locked out."""

import click

from cointracker_pipeline.cli.users.inviting import invite, link
from cointracker_pipeline.cli.users.listing import list_users
from cointracker_pipeline.cli.users.standing import disable, enable, reset_second_factor, role


@click.group()
def users() -> None:
    """See to the people who may sign in to the web application.

    Locked out? `cointracker users link` makes a link by which the operator, the first admin, chooses a new password;
    `cointracker users reset-second-factor NAME` is for whoever lost their second factor.
    """


for _command in (list_users, invite, link, role, disable, enable, reset_second_factor):
    users.add_command(_command)
