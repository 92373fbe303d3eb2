"""The command that starts a sandbox: ``cointracker sandbox``, or ``python -m cointracker_pipeline.sandbox``."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from cointracker_pipeline.errors import CointrackerError
from cointracker_pipeline.sandbox.facts import EVERY_CHAIN
from cointracker_pipeline.sandbox.histories import read_world
from cointracker_pipeline.sandbox.limits import NO_LIMITS, Meter, Plan
from cointracker_pipeline.sandbox.server import create_app, serve
from cointracker_pipeline.sandbox.service import Service
from cointracker_pipeline.sandbox.world import DEFAULT_CHAINS, World, generate_world


def _read_range(_context: click.Context, _option: click.Parameter, text: str) -> tuple[int, int]:
    """Read a number of transactions, or a range such as ``1-30``."""
    low, dash, high = text.replace("_", "").partition("-")
    if not low.isdigit() or (dash and not high.isdigit()) or int(high or low) < int(low):
        raise click.BadParameter(f"{text!r} is neither a number nor a range such as 1-30.")
    return int(low), int(high or low)


def _read_keys(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> dict[str, int]:
    """Read keys, each with its points a day after a colon: ``demo:100000``."""
    keys: dict[str, int] = {}
    for text in texts:
        key, colon, points = text.partition(":")
        if not key or (colon and not points.isdigit()):
            raise click.BadParameter("use KEY or KEY:POINTS, as in demo:100000.")
        keys[key] = int(points or 100_000)
    return keys


@click.command("sandbox")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8642, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--world", "world_file", type=click.Path(path_type=Path, dir_okay=False), help="File of histories.")
@click.option("--seed", default=1, show_default=True, help="The generated world follows from it.")
@click.option("--wallets", default=10, show_default=True, help="Generated wallets of each chain.")
@click.option(
    "--transactions",
    callback=_read_range,
    metavar="N|N-M",
    default="1-30",
    show_default=True,
    help="Transactions of each wallet.",
)
@click.option(
    "--chain",
    "chains",
    multiple=True,
    type=click.Choice(list(EVERY_CHAIN)),
    help="Chains to generate; may be repeated.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2026-01-01",
    show_default=True,
    help="Day of the newest generated block.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    callback=_read_keys,
    metavar="KEY[:POINTS]",
    help="A key that is valid; may be repeated.",
)
@click.option("--parallel", type=click.IntRange(min=1), help="Requests of one key that may run at once, then 435.")
@click.option("--no-limits", is_flag=True, help="No limits, any key.")
@click.option("--allow-remote", is_flag=True, help="Listen where other machines can reach it.")
@click.option(
    "--ready-file", type=click.Path(path_type=Path, dir_okay=False), help="Write the base URL here once it listens."
)
def sandbox_command(
    host: str,
    port: int,
    world_file: Path | None,
    seed: int,
    wallets: int,
    transactions: tuple[int, int],
    chains: tuple[str, ...],
    until: datetime,
    keys: dict[str, int],
    parallel: int | None,
    no_limits: bool,
    allow_remote: bool,
    ready_file: Path | None,
) -> None:
    """Answer like Blockchair on this machine, without a key and without a network."""
    try:
        world = _load_world(world_file, seed, wallets, transactions, chains or DEFAULT_CHAINS, until)
        plan = replace(NO_LIMITS if no_limits else Plan(keys=keys), parallel=parallel)
        serve(
            create_app(Service(world, Meter(plan))),
            host,
            port,
            allow_remote=allow_remote,
            ready_file=ready_file,
            announce=lambda url: _announce(url, world, keys),
        )
    except CointrackerError as error:
        raise click.ClickException(str(error)) from error


def _load_world(
    path: Path | None,
    seed: int,
    wallets: int,
    transactions: tuple[int, int],
    chains: tuple[str, ...],
    until: datetime,
) -> World:
    if path is None:
        newest = int(until.replace(tzinfo=UTC).timestamp())
        return generate_world(seed, wallets, transactions, chains, newest)
    world, notices = read_world(path)
    for notice in notices:
        click.echo(notice, err=True)
    return world


def _announce(url: str, world: World, keys: dict[str, int]) -> None:
    click.echo(f"The sandbox listens on {url} and knows {len(world.addresses())} addresses.")
    click.echo("Point the project at it:")
    click.echo(f"  export BLOCKCHAIR_BASE_URL={url}")
    click.echo(f"  export BLOCKCHAIR_API_KEY={next(iter(keys), '')}")
