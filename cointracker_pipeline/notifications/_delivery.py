"""Hands each channel what waits for it: every alert at least once, and never again once that is written down."""

import fcntl
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cointracker_pipeline.domain.alert import Channel
from cointracker_pipeline.errors import ChannelError
from cointracker_pipeline.storage.registry import Registry

AT_ONCE = 8
"""A service that does not answer is waited for some seconds, and Dagster ends a tick after 60: so not in turn."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What became of one channel: how many alerts it sent, or why it could not."""

    name: str
    count: int = 0
    problem: str = ""


def deliver(
    names: Iterable[str],
    open_channels: Callable[[str], Sequence[Channel]],
    registry: Registry,
    clock: Callable[[], datetime],
    resting: Collection[str] = (),
) -> int:
    """Send what waits for each channel as one batch, and return how many alerts were sent, over all channels.

    Those in ``resting`` are left out. Raises: ChannelError about those that could not be opened or could not send,
    after all others have sent.
    """
    opened: list[Channel] = []
    results: list[_Sent] = []
    for name in names:
        try:
            opened += open_channels(name)
        except Exception as error:  # whatever is wrong with one channel must not silence the others
            results.append(_Sent(name, problem=f"The channel {name} cannot be used. {str(error) or repr(error)}"))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        awake = [channel for channel in opened if channel.name not in resting]
        results += pool.map(lambda channel: _hand_over(channel, registry, clock), awake)
    sent = sum(one.count for one in results)
    if failed := [one for one in results if one.problem]:
        problems = [one.problem for one in failed]
        raise ChannelError(" ".join([*problems, f"Sent through others: {sent}."]), tuple(one.name for one in failed))
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


def _hand_over(channel: Channel, registry: Registry, clock: Callable[[], datetime]) -> _Sent:
    """Send what waits for a channel, and write that down."""
    waiting = registry.waiting_alerts(channel.name)
    if not waiting:
        return _Sent(channel.name)
    try:
        channel.send(list(waiting.values()))
    except Exception as error:  # whatever is wrong with one channel must not silence the others
        why = f"Alerts waiting for the channel {channel.shown_name}: {len(waiting)}. {str(error) or repr(error)}"
        return _Sent(channel.name, problem=why)
    registry.mark_sent(channel.name, waiting, clock())
    return _Sent(channel.name, len(waiting))
