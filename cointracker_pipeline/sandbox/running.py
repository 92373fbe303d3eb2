"""A sandbox in the background of a program or test, on a free port of this machine."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp

from cointracker_pipeline.sandbox.control import Control
from cointracker_pipeline.sandbox.facts import ChainFacts
from cointracker_pipeline.sandbox.histories import read_world
from cointracker_pipeline.sandbox.limits import NO_LIMITS, Meter, Plan
from cointracker_pipeline.sandbox.server import base_url, create_app, make_server, open_socket
from cointracker_pipeline.sandbox.service import Service
from cointracker_pipeline.sandbox.world import DEFAULT_CHAINS, World, generate_world


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that answers at ``base_url``; steer it by ``control``, look inside by ``world`` and ``service``."""

    base_url: str
    service: Service
    control: Control

    @property
    def world(self) -> World:
        """The world it answers from; hold its lock to change it."""
        return self.service.world


def make_service(
    world: World | Path | None = None,
    *,
    plan: Plan = NO_LIMITS,
    seed: int = 1,
    wallets: int = 10,
    transactions: int | tuple[int, int] = (1, 30),
    chains: tuple[str, ...] = DEFAULT_CHAINS,
    more_chains: Iterable[ChainFacts] = (),
    clock: Callable[[], float] = time.time,
) -> Service:
    """Return the service of a world, of a file of histories, or of a world generated from a seed.

    Limits apply only when a ``plan`` is given. ``more_chains`` are served beside the known ones, and may be among
    the ``chains`` that wallets are generated for. ``clock`` replaces the time that limits are counted by.
    """
    if isinstance(world, Path):
        world, _ = read_world(world, more_chains)
    if world is None:
        span = transactions if isinstance(transactions, tuple) else (transactions, transactions)
        world = generate_world(seed, wallets, span, chains, more_chains=more_chains)
    return Service(world, Meter(plan), clock=clock)


@contextmanager
def running_app(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve an application in the background until the block ends, and give its base URL; port 0 is any free."""
    with open_socket("127.0.0.1", port) as listener:
        server = make_server(app)
        thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
        thread.start()
        try:
            yield base_url(listener)
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)


@contextmanager
def running_sandbox(
    world: World | Path | None = None,
    *,
    plan: Plan = NO_LIMITS,
    seed: int = 1,
    wallets: int = 10,
    transactions: int | tuple[int, int] = (1, 30),
    chains: tuple[str, ...] = DEFAULT_CHAINS,
    more_chains: Iterable[ChainFacts] = (),
    clock: Callable[[], float] = time.time,
    port: int = 0,
) -> Iterator[RunningSandbox]:
    """Give a sandbox that runs until the block ends; what it answers from is that of ``make_service``."""
    service = make_service(
        world,
        plan=plan,
        seed=seed,
        wallets=wallets,
        transactions=transactions,
        chains=chains,
        more_chains=more_chains,
        clock=clock,
    )
    with running_app(create_app(service), port) as url:
        yield RunningSandbox(url, service, Control(service))
