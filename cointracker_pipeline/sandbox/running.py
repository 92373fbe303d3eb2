"""A sandbox in the background of a program or test, on a free port of this machine."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cointracker_pipeline.sandbox.control import Control
from cointracker_pipeline.sandbox.histories import read_world
from cointracker_pipeline.sandbox.limits import NO_LIMITS, Meter, Plan
from cointracker_pipeline.sandbox.server import base_url, create_app, make_server, open_socket
from cointracker_pipeline.sandbox.service import Service
from cointracker_pipeline.sandbox.world import World, generate_world


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


@contextmanager
def running_sandbox(
    world: World | Path | None = None,
    *,
    plan: Plan = NO_LIMITS,
    seed: int = 1,
    wallets: int = 10,
    transactions: int | tuple[int, int] = (1, 30),
    chains: tuple[str, ...] = ("bitcoin", "litecoin", "dogecoin"),
    clock: Callable[[], float] = time.time,
    port: int = 0,
) -> Iterator[RunningSandbox]:
    """Give a sandbox that runs until the block ends; without a world or a file of histories a generated one.

    Limits apply only when a ``plan`` is given. ``clock`` replaces the time that limits are counted by.
    """
    if isinstance(world, Path):
        world, _ = read_world(world)
    if world is None:
        span = transactions if isinstance(transactions, tuple) else (transactions, transactions)
        world = generate_world(seed, wallets, span, chains)
    service = Service(world, Meter(plan), clock=clock)
    with open_socket("127.0.0.1", port) as listener:
        server = make_server(create_app(world, service=service))
        thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
        thread.start()
        try:
            yield RunningSandbox(base_url(listener), service, Control(service))
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)
