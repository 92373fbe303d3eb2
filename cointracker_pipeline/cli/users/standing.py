"""``cointracker users role``, ``disable``, ``enable`` and ``reset-second-factor``: they hold at once."""

from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.users.inviting import ROLES

if TYPE_CHECKING:
    from cointracker_pipeline.storage.registry.people import Role


@click.command()
@click.argument("name")
@click.argument("role", type=ROLES)
def role(name: str, role: "Role") -> None:
    """Give the person called NAME another ROLE; the last admin stays one."""
    from cointracker_pipeline.cli.users.finding import find_named
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        person = find_named(pipeline, name)
        pipeline.registry.set_role(person.person_id, role)
    click.echo(f"{person.name} is {role} now.")


@click.command()
@click.argument("name")
def disable(name: str) -> None:
    """Shut the person called NAME out: sessions, links and tokens open nothing; what they track stays."""
    from cointracker_pipeline.cli.users.finding import find_named
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        person = find_named(pipeline, name)
        pipeline.registry.disable_person(person.person_id, pipeline.clock())
    click.echo(f"{person.name} is shut out.")


@click.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let the person called NAME in again."""
    from cointracker_pipeline.cli.users.finding import find_named
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        person = find_named(pipeline, name)
        pipeline.registry.enable_person(person.person_id)
    click.echo(f"{person.name} may sign in again.")


@click.command("reset-second-factor")
@click.argument("name")
def reset_second_factor(name: str) -> None:
    """Turn off the second factor of the person called NAME, who lost it; they are signed out everywhere."""
    from cointracker_pipeline.cli.users.finding import find_named
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        person = find_named(pipeline, name)
        was_on = pipeline.registry.remove_second_factor(person.person_id)
    done = (
        "signs in with the password alone, until a second factor is set up anew" if was_on else "had no second factor"
    )
    click.echo(f"{person.name} {done}.")
