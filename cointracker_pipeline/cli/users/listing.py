"""``cointracker users list``."""

from datetime import datetime

import click

from cointracker_pipeline.cli.tables import print_table, table_options

_COLUMNS = ("name", "role", "state", "second_factor", "since")


@click.command("list")
@table_options
def list_users(form: str | None) -> None:
    """List everybody with their role, whether they can sign in, and whether with a second factor."""
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        people = pipeline.registry.list_people()
        with_factor = pipeline.registry.list_second_factors()
    rows = [
        {
            "name": one.name,
            "role": one.role,
            "state": _tell_state(one.password_hash, one.disabled_at),
            "second_factor": "on" if one.person_id in with_factor else "",
            "since": f"{one.created_at:%Y-%m-%d %H:%M:%S}",
        }
        for one in people
    ]
    print_table(_COLUMNS, rows, form, empty="There is nobody.")


def _tell_state(password_hash: str | None, disabled_at: datetime | None) -> str:
    if disabled_at:
        return "disabled"
    return "active" if password_hash else "no password"
