"""An answer comes back whole and in time, or an error is raised."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from cointracker_pipeline.blockchair.transport import Request, Transport
from cointracker_pipeline.errors import TransientError, UnreadableAnswerError
from cointracker_pipeline_tests.blockchair.scripted_server import Reply, ScriptedServer, raw, reply

KEY = "s3cret/key+with odd&letters"
QUESTION = Request("bitcoin/dashboards/address/abc", {"limit": "10,0"})


@pytest.fixture
def transport(server: ScriptedServer) -> Iterator[Transport]:
    """A transport with half a second for each request and little room for bodies."""
    transport = Transport(server.url, KEY, deadline_seconds=0.5, max_body_bytes=100_000)
    yield transport
    transport.close()


def test_the_key_is_added_when_sending(transport: Transport, server: ScriptedServer) -> None:
    """The server gets the key whole; neither the request nor the transport shows it."""
    server.will_reply(reply(200, b"{}"))
    assert transport.send(QUESTION).body == b"{}"
    assert server.asked[0].query == {"limit": ["10,0"], "key": [KEY]}
    assert "s3cret" not in repr(transport) + str(QUESTION) + repr(QUESTION) + QUESTION.target


def test_without_a_key_none_is_sent(server: ScriptedServer) -> None:
    """A keyless request has no ``key`` parameter."""
    server.will_reply(reply(200, b"{}"))
    transport = Transport(server.url)
    transport.send(QUESTION)
    transport.close()
    assert server.asked[0].query == {"limit": ["10,0"]}


def test_compressed_bodies_are_accepted(transport: Transport, server: ScriptedServer) -> None:
    """Gzip is asked for and undone."""
    server.will_reply(reply(200, gzip.compress(b'{"a": 1}'), Content_Encoding="gzip"))
    assert transport.send(QUESTION).body == b'{"a": 1}'
    assert server.asked[0].headers["Accept-Encoding"] == "gzip"


def test_redirects_are_not_followed(transport: Transport, server: ScriptedServer) -> None:
    """The key goes to one place only."""
    server.will_reply(reply(302, b"", Location="/elsewhere"))
    assert transport.send(QUESTION).status == 302
    assert len(server.asked) == 1


def test_a_request_is_sent_once(transport: Transport, server: ScriptedServer) -> None:
    """A hung-up connection is not tried again here: every try must be in the books."""
    server.will_reply(raw(b""))
    with pytest.raises(TransientError):
        transport.send(QUESTION)
    assert len(server.asked) == 1


HEAD = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "head": raw(HEAD, *[b"X: y\r\n"] * 50, pause=lambda: time.sleep(0.1)),
    "header line": raw(HEAD, *[b"x"] * 50, pause=lambda: time.sleep(0.1)),
    "body of known length": raw(HEAD + b"Content-Length: 99\r\n\r\n", *[b"x"] * 50, pause=lambda: time.sleep(0.1)),
    "body without length": raw(HEAD + b"\r\n", *[b"x"] * 50, pause=lambda: time.sleep(0.1)),
    "chunks": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 50, pause=lambda: time.sleep(0.1)),
    "chunk size": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", *[b"x"] * 50, pause=lambda: time.sleep(0.1)),
    "silence": raw(b"", b"", pause=lambda: time.sleep(2)),
}


@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
def test_a_slow_drip_does_not_pass_the_deadline(drip: Reply, transport: Transport, server: ScriptedServer) -> None:
    """However the bytes are dealt out, the whole request ends at its deadline."""
    server.will_reply(drip)
    started = time.monotonic()
    with pytest.raises(TransientError, match=r"no complete answer within 0\.5 seconds"):
        transport.send(QUESTION)
    assert 0.4 < time.monotonic() - started < 1.5


CUT = {
    "known length": raw(HEAD + b'Content-Length: 99\r\n\r\n{"data":'),
    "chunked": raw(HEAD + b'Transfer-Encoding: chunked\r\n\r\n8\r\n{"data":\r\n'),
    "compressed": raw(HEAD + b"Content-Encoding: gzip\r\n\r\nnot gzip at all"),
    "no HTTP": raw(b"\x00\x01\x02 nonsense\r\n\r\n"),
}


@pytest.mark.parametrize("cut", CUT.values(), ids=CUT)
def test_a_broken_answer_is_transient(cut: Reply, transport: Transport, server: ScriptedServer) -> None:
    """A body cut short of its length and bytes that are no HTTP are faults of the network."""
    server.will_reply(cut)
    with pytest.raises(TransientError, match="Try again"):
        transport.send(QUESTION)


@pytest.mark.parametrize(
    "large",
    [
        reply(200, b"x" * 100_001),
        reply(200, gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip"),
        raw(HEAD + b"\r\n", *[b"x" * 10_000] * 20),
    ],
)
def test_a_body_larger_than_any_answer_is_refused(large: Reply, transport: Transport, server: ScriptedServer) -> None:
    """Memory is bounded, compressed or not."""
    server.will_reply(large)
    with pytest.raises(UnreadableAnswerError, match="100,000 bytes"):
        transport.send(QUESTION)


def test_a_closed_port_is_transient() -> None:
    """Nobody listening is a fault of the moment; the message says what was tried and where."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    transport = Transport(f"http://127.0.0.1:{port}", KEY)
    with pytest.raises(TransientError, match=f"GET bitcoin/dashboards/address/abc at 127.0.0.1:{port} failed"):
        transport.send(QUESTION)
    transport.close()


def test_no_watch_outlives_its_request(transport: Transport, server: ScriptedServer) -> None:
    """After an answer no thread is left that would shut down a connection used again."""
    server.will_reply(reply(200, b"{}"))
    for _ in range(3):
        transport.send(QUESTION)
    time.sleep(0.05)
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
