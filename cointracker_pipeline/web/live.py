"""What changes while people watch: one look a second for all of them, and a stream of server-sent events for each."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar, cast

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import StreamingResponse

from cointracker_pipeline.errors import CointrackerError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.signing_in import IDLE
from cointracker_pipeline.web.access.visitor import Visitor

LOOK_SECONDS = 1.0
STILL_HERE_SECONDS = 15
"""After so long without news a comment is sent, by which proxies see that the stream lives."""

MAY_STAY_SECONDS = 5
LONGEST_SECONDS = 600
"""Then a stream ends; the browser opens another, and is asked again who it is."""

END = "event: end\ndata:\n\n"
"""After this the browser asks for no more."""

T = TypeVar("T")


@dataclass(slots=True)
class _Topic(Generic[T]):
    """One thing that is watched, by however many; ``version`` counts its changes."""

    read: Callable[[], T]
    value: T
    version: int = 0
    watchers: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)


class Live:
    """Looks at what is watched once a second, and only while anybody watches."""

    def __init__(self) -> None:
        self._topics: dict[Hashable, _Topic[object]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._stopping = False

    def stop(self) -> None:
        """End all streams within a second; may be called from a signal handler."""
        self._stopping = True

    @property
    def watched(self) -> int:
        """How many different things are watched."""
        return len(self._topics)

    async def follow(self, key: Hashable, read: Callable[[], T], quiet_seconds: float) -> AsyncIterator[T | None]:
        """Give what ``read`` returns, now and whenever it changes; ``None`` after every so long without a change.

        Whoever follows the same key shares the looking. It ends when the application stops.
        """
        topic: _Topic[T] = await self._open(key, read)
        seen = -1
        try:
            while not self._stopping:
                if topic.version != seen:
                    seen = topic.version
                    yield topic.value
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(quiet_seconds), topic.changed:
                        await topic.changed.wait_for(lambda: topic.version != seen or self._stopping)  # noqa: B023
                        continue
                yield None
        finally:
            topic.watchers -= 1
            if not topic.watchers and self._topics.get(key) is topic:
                del self._topics[key]

    async def _open(self, key: Hashable, read: Callable[[], T]) -> "_Topic[T]":
        topic = self._topics.get(key)
        if topic is None:
            value = await run_in_threadpool(read)
            topic = self._topics.setdefault(key, _Topic(read, value))
        topic.watchers += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return cast("_Topic[T]", topic)  # a key belongs to one kind of value

    async def _look(self) -> None:
        while self._topics and not self._stopping:
            await asyncio.sleep(LOOK_SECONDS)
            for topic in list(self._topics.values()):
                with suppress(CointrackerError):  # a store that cannot be read now is asked again a second later
                    value = await run_in_threadpool(topic.read)
                    if value != topic.value:
                        topic.value, topic.version = value, topic.version + 1
                        await _wake(topic)
        for topic in list(self._topics.values()):
            await _wake(topic)


async def _wake(topic: _Topic[object]) -> None:
    async with topic.changed:
        topic.changed.notify_all()


def paced(read: Callable[[], T], seconds: float) -> Callable[[], T]:
    """Return what reads the same, but shows a change only so long after the one before; the last is always shown."""
    shown: list[tuple[float, T]] = []

    def look() -> T:
        now = time.monotonic()
        if not shown or now - shown[0][0] >= seconds:
            value = read()
            if not shown or value != shown[0][1]:
                shown[:] = [(now, value)]
        return shown[0][1]

    return look


def stream(pieces: AsyncIterator[str]) -> StreamingResponse:
    """Return pieces of an event stream as an answer that nothing on its way holds back."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(pieces, media_type="text/event-stream", headers=headers)


async def follow_while_allowed(
    live: Live, key: Hashable, read: Callable[[], T], may_stay: Callable[[], bool], show: Callable[[T], str]
) -> AsyncIterator[str]:
    """Give events as long as the visitor may see them, ``END`` when they no longer may or nothing more will come.

    ``show`` returns an empty text for a change that is none of the visitor's.
    """
    loop = asyncio.get_running_loop()
    begun = asked = spoke = loop.time()
    async for value in live.follow(key, read, MAY_STAY_SECONDS):
        now = loop.time()
        if now - begun > LONGEST_SECONDS:
            return
        if now - asked >= MAY_STAY_SECONDS or asked == begun:
            asked = now
            if not await run_in_threadpool(may_stay):
                yield END
                return
        text = "" if value is None else await run_in_threadpool(show, value)
        if text:
            spoke = now
            yield text
            if text.endswith(END):
                return
        elif now - spoke >= STILL_HERE_SECONDS:
            spoke = now
            yield ": still here\n\n"


def tell_piece(html: str) -> str:
    """Return a piece of a page as a message, which the browser puts in place."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"{lines or 'data:'}\n"


def tell_event(name: str, data: str) -> str:
    """Return an event by which the page learns that something happened."""
    return f"event: {name}\ndata: {data}\n\n"


def is_signed_in(pipeline: Pipeline, visitor: Visitor) -> bool:
    """Tell whether a visitor's session goes on; watching does not prolong it. A program's stream ends by itself."""
    if not visitor.session:
        return True
    return pipeline.registry.has_session(visitor.session, IDLE, pipeline.clock())


def get_live(connection: HTTPConnection) -> Live:
    """Return what the application watches by."""
    live: Live = connection.app.state.live
    return live


Watching = Annotated[Live, Depends(get_live)]
