"""``cointracker users invite`` and ``link``: links that let somebody in once."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline import Pipeline
    from cointracker_pipeline.storage.registry.people import Person, Role

ROLES = click.Choice(["admin", "member", "viewer"])

_site = click.option(
    "--site", default="http://127.0.0.1:3000", show_default=True, help="Where the web application is reached."
)


@click.command()
@click.argument("name")
@click.option("--role", type=ROLES, default="member", show_default=True)
@_site
def invite(name: str, role: "Role", site: str) -> None:
    """Add a person called NAME, and print the link by which they choose a password."""
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        _print_link(pipeline, pipeline.registry.add_person(name, role, pipeline.clock()), site)


@click.command()
@click.argument("name", required=False)
@_site
def link(name: str | None, site: str) -> None:
    """Print a link by which the person called NAME, or else the operator, chooses a new password, once."""
    from cointracker_pipeline.cli.users.finding import find_named
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.storage.registry import OPERATOR

    with open_pipeline() as pipeline:
        person = find_named(pipeline, name) if name else pipeline.registry.find_person(OPERATOR)
        if person is not None:  # the operator is never removed
            _print_link(pipeline, person, site)


def _print_link(pipeline: "Pipeline", person: "Person", site: str) -> None:
    from cointracker_pipeline.web.access.inviting import make_person_link

    path = make_person_link(pipeline, person)
    click.echo(f"For {person.name}, once; earlier links open nothing any more:", err=True)
    click.echo(site.rstrip("/") + path)
