"""Hands each channel what waits for it: every alert at least once, and never again once that is written down."""

import fcntl
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cointracker_pipeline.domain.alert import Alert, Channel
from cointracker_pipeline.errors import ChannelError
from cointracker_pipeline.storage.registry import Registry


def deliver(
    names: Iterable[str], open_channel: Callable[[str], Channel], registry: Registry, clock: Callable[[], datetime]
) -> int:
    """Send what waits for each channel as one batch, and return how many alerts were sent, over all channels.

    Raises: ChannelError about those that could not be opened or could not send, after all others have sent.
    """
    sent = 0
    failed: dict[str, str] = {}
    for name in names:
        waiting = registry.waiting_alerts(name)
        problem = _send(name, open_channel, list(waiting.values()))
        if problem:
            failed[name] = f"Alerts waiting for the channel {name}: {len(waiting)}. {problem}"
            continue
        registry.mark_sent(name, waiting, clock())
        sent += len(waiting)
    if failed:
        raise ChannelError(" ".join([*failed.values(), f"Sent through others: {sent}."]), tuple(failed))
    return sent


@contextmanager
def take_turn(lock: Path) -> Iterator[bool]:
    """Tell whether no other process is sending; until the end none will, and the kernel ends the turn of a dead one."""
    with lock.open("wb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _send(name: str, open_channel: Callable[[str], Channel], alerts: Sequence[Alert]) -> str:
    """Return why a channel could not send, empty when it did; one that cannot work says so before it is needed."""
    try:
        channel = open_channel(name)
        if alerts:
            channel.send(alerts)
    except Exception as error:  # whatever is wrong with one channel must not silence the others
        return str(error) or repr(error)
    return ""
