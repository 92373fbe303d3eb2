"""Streams of server-sent events, as a browser reads them."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests

from cointracker_pipeline_tests.web.site import Browser

Event = tuple[str, str]


@contextmanager
def watching_at(browser: Browser, path: str) -> Iterator[Iterator[Event]]:
    """Open a stream and give its events, each with its name and data."""
    with browser.get(path, stream=True, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _parse(answer)


def _parse(answer: requests.Response) -> Iterator[Event]:
    name, data = "", list[str]()
    for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data.append(line.removeprefix("data: "))
        elif not line and (name or data):
            yield name, "\n".join(data)
            name, data = "", []
