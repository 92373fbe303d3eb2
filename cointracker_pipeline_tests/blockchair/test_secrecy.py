"""The key is sent to the server and appears nowhere else, whatever fails."""

import io
import logging
import socket
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.blockchair.scrub import Scrubber, scrub_logs
from cointracker_pipeline.errors import ProviderError
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.blockchair.fakes import ADDRESS, BITCOIN, FakeTime, MemoryLedger, page_body, row_of
from cointracker_pipeline_tests.blockchair.scripted_server import Reply, ScriptedServer, raw, reply

KEY = 'pk_Live/7+q "odd" é&x=1'
SPELLINGS = {KEY, quote(KEY), quote(KEY, safe=""), quote_plus(KEY), "pk_Live", "odd"}
ECHO = f"Bad key {KEY} or {quote(KEY)} in /x?limit=1&key={quote_plus(KEY)}"
FAILURES: list[Reply] = [
    *[
        reply(code, {"data": None, "context": {"code": code, "error": ECHO}})
        for code in (400, 402, 404, 429, 430, 434, 435, 436, 437, 500, 502, 503, 504)
    ],
    *[reply(code, ECHO.encode()) for code in (200, 301, 400, 402, 404, 500)],
    reply(302, b"", Location=f"http://127.0.0.1:1/?key={quote(KEY)}"),
    reply(200, {"data": {KEY: {}}, "context": {"code": 200, "state": 1}}),
    reply(200, {"data": {KEY: 1, "b": 2}, "context": {"code": 200, "state": 1, "error": KEY}}),
    reply(200, page_body(row_of(time=KEY))),
    reply(200, page_body(row_of(balance_change=KEY))),
    raw(b""),
    raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n" + KEY.encode()),
    raw(b"HTTP/1.1 200 " + KEY.encode() + b"\r\nbroken header " + KEY.encode() + b"\r\n\r\n"),
    raw(KEY.encode() + b"\r\n\r\n"),
]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that any logger says at DEBUG, with tracebacks."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def open_secret_client(url: str, home: Path, **changes: object) -> Client:
    """Return a client as the project opens it."""
    time = FakeTime()
    given = load_settings(base_url=url, api_key=KEY, home=home, request_deadline_seconds=2, **changes)
    return open_client(given, MemoryLedger(), clock=time.clock, sleep=time.sleep)


def provoke(client: Client) -> ProviderError:
    """Ask for a page that will fail."""
    with pytest.raises(ProviderError) as caught:
        client.fetch_page(BITCOIN, ADDRESS, offset=0, limit=10, confirmed_only=True)
    return caught.value


def everything_about(error: BaseException | None) -> str:
    """Return every text of an error and of all behind it."""
    if error is None:
        return ""
    own = f"{error}{error!r}{error.args}{''.join(traceback.format_exception(error))}"
    return own + everything_about(error.__cause__) + everything_about(error.__context__)


@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_shows_the_key(failure: Reply, server: ScriptedServer, logged: io.StringIO, tmp_path: Path) -> None:
    """Neither a log, nor an error or one behind it, nor a file holds the key in any spelling."""
    server.will_reply(failure)
    client = open_secret_client(server.url, tmp_path)
    shown = everything_about(provoke(client)) + repr(client)
    client.close()
    assert server.asked[0].query["key"] == [KEY]
    assert "Starting new HTTP connection" in logged.getvalue()
    for spelling in SPELLINGS:
        assert spelling not in shown
        assert spelling not in logged.getvalue()
    assert list(tmp_path.rglob("*")) == []


def test_a_refused_connection_does_not_show_the_key(logged: io.StringIO, tmp_path: Path) -> None:
    """The network library names the whole URL when it cannot connect; we do not."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    client = open_secret_client(f"http://127.0.0.1:{port}", tmp_path)
    shown = everything_about(provoke(client)) + logged.getvalue()
    client.close()
    assert not [spelling for spelling in SPELLINGS if spelling in shown]


def test_no_thread_shows_the_key(server: ScriptedServer, logged: io.StringIO, tmp_path: Path) -> None:
    """Several requests fail at once, each with a connection of its own."""
    server.will_reply(raw(KEY.encode() + b"\r\n\r\n"))
    client = open_secret_client(server.url, tmp_path, parallel_requests=4)
    with ThreadPoolExecutor(4) as pool:
        shown = [everything_about(error) for error in pool.map(provoke, [client] * 4)]
    client.close()
    assert "Starting new HTTP connection" in logged.getvalue()
    assert not [spelling for spelling in SPELLINGS if spelling in "".join(shown) + logged.getvalue()]


def test_a_logger_has_one_filter_for_all_keys() -> None:
    """Asking again adds no further one."""
    logger = logging.getLogger("urllib3.connectionpool")
    scrub_logs(Scrubber("one-key"))
    before = len(logger.filters)
    scrub_logs(Scrubber("one-key"))
    scrub_logs(Scrubber("another-key"))
    assert len(logger.filters) == before


def test_a_key_that_is_part_of_another_spoils_nothing(logged: io.StringIO) -> None:
    """Whichever was hidden first, nothing of either is left."""
    for key in ("ab", "xx-ab-yy"):
        scrub_logs(Scrubber(key))
    logging.getLogger("urllib3.connectionpool").error("with %s and with %s", "xx-ab-yy", "ab")
    assert logged.getvalue() == "with *** and with ***\n"


def test_an_error_in_a_log_is_scrubbed(logged: io.StringIO) -> None:
    """A record's traceback is text like any other."""
    scrub_logs(Scrubber("one-key"))
    logger = logging.getLogger("urllib3.connectionpool")
    logger.error("failed with %s", "one-key", exc_info=ValueError("https://x/?key=one-key"))
    assert "one-key" not in logged.getvalue()
    assert "ValueError" in logged.getvalue()


def test_any_key_parameter_is_hidden() -> None:
    """Even a key that is not ours does not leave in a URL."""
    assert Scrubber(None)("GET /stats?limit=1&key=abc&x=2 ok") == "GET /stats?limit=1&key=***&x=2 ok"
