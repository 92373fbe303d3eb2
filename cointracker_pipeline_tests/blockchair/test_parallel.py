"""Several threads ask at once: each gets its own answer, in time, over few connections."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.gate import Gate
from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.blockchair.room import Room
from cointracker_pipeline.blockchair.transport import Request, Transport
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.errors import TransientError
from cointracker_pipeline.sandbox.limits import Plan
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline_tests.blockchair.fakes import ADDRESS, BITCOIN, MemoryLedger, make_client, page_body
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, raw, reply

THREADS = 8
QUESTION = Request("bitcoin/dashboards/address/abc")
SLOW = raw(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 15, pause=lambda: time.sleep(0.1))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox whose key may have two requests running at once."""
    plan = Plan(keys={"key": 1_000_000}, parallel=2)
    with running_sandbox(wallets=16, chains=("bitcoin",), plan=plan) as sandbox:
        yield sandbox


@contextmanager
def opened(sandbox: RunningSandbox, home: Path, **changes: object) -> Iterator[Client]:
    """Open a client as the project does, with books on disk."""
    given = {"base_url": sandbox.base_url, "api_key": "key", "home": home, "retry_seconds": 0.05}
    chosen = load_settings(**given | changes)
    with Registry(chosen.effective_registry_url) as registry:
        registry.prepare()
        client = open_client(chosen, registry.ledger)
        yield client
        client.close()


def fetch(client: Client, address: str = ADDRESS) -> HistoryPage:
    """Fetch the first page of an address."""
    return client.fetch_page(BITCOIN, address, offset=0, limit=10_000, confirmed_only=True)


def addresses_of(sandbox: RunningSandbox) -> list[str]:
    """Return every address the sandbox knows."""
    return [str(one["address"]) for one in sandbox.control.wallets("bitcoin")]


def hashes_of(sandbox: RunningSandbox, address: str) -> list[str]:
    """Return what a reader of the address must end up with."""
    return [row["hash"] for row in sandbox.control.truth("bitcoin", address)["transactions"]]


def test_a_service_that_takes_fewer_gets_fewer(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Eight threads where two are allowed: the room shrinks, every answer is right, and none is an error."""
    sandbox.control.set_latency(20)
    addresses = addresses_of(sandbox)
    with opened(sandbox, tmp_path, parallel_requests=THREADS) as client, ThreadPoolExecutor(THREADS) as pool:
        pages = list(pool.map(lambda address: fetch(client, address), addresses))
        assert client.parallel_requests <= THREADS // 2
    for address, page in zip(addresses, pages, strict=True):
        assert [row.tx_hash for row in page.transactions] == hashes_of(sandbox, address)
    assert sandbox.control.requests()["statuses"]["435"] > 0


def test_answers_are_awaited_side_by_side(tmp_path: Path) -> None:
    """Eight answers of 200 milliseconds each take far less than eight times as long."""
    plan = Plan(keys={"key": 160_000})
    with running_sandbox(wallets=8, chains=("bitcoin",), plan=plan) as sandbox, opened(sandbox, tmp_path) as client:
        assert client.parallel_requests == 2
        client.fetch_usage()
        assert client.parallel_requests == THREADS
        sandbox.control.set_latency(200)
        started = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda address: fetch(client, address), addresses_of(sandbox)))
        assert 0.2 <= time.monotonic() - started < 0.9


def test_each_request_has_its_own_deadline(server: ScriptedServer) -> None:
    """Eight slow answers end at the same time, each by its own clock; a later request is not disturbed by them."""
    server.will_reply(SLOW)
    transport = Transport(server.url, deadline_seconds=1)
    started = time.monotonic()

    def is_late(_number: int) -> bool:
        with pytest.raises(TransientError, match="no complete answer within 1 seconds"):
            transport.send(QUESTION)
        return 0.9 < time.monotonic() - started < 4

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(is_late, range(THREADS)))
        server.will_reply(reply(200, b"{}"))
        assert {answer.body for answer in pool.map(transport.send, [QUESTION] * THREADS)} == {b"{}"}
    transport.close()


def test_connections_are_used_again(server: ScriptedServer) -> None:
    """There are never more of them than requests at once, and closing leaves none open."""
    ports = set[int]()

    def play(handler: BaseHTTPRequestHandler) -> None:
        ports.add(handler.client_address[1])
        reply(200, b"{}")(handler)

    server.will_reply(play)
    transport = Transport(server.url)
    for _ in range(3):  # threads come and go, connections stay
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(transport.send, [QUESTION] * 40))
    assert 1 <= len(ports) <= 4
    transport.close()


def test_a_wait_for_the_next_try_holds_no_place(server: ScriptedServer) -> None:
    """With room for one, another request is answered while the first waits to be tried again."""
    gate = Gate(Room.of_requests(1))
    server.will_reply(reply(500, {}), reply(200, page_body()))
    client = make_client(server.url, gate=gate)
    client._sleep = lambda _seconds: fetch(client)  # type: ignore[assignment]
    fetch(client)
    assert len(server.asked) == 3
    client.close()


def raise_closed(ask: Callable[[], object]) -> None:
    """Ask, and be told that the client was closed."""
    with pytest.raises(TransientError, match="the client was closed"):
        ask()


def test_closing_ends_a_wait_for_a_place(server: ScriptedServer) -> None:
    """What was reserved and not sent is in the books as a request that cost nothing."""
    gate, ledger = Gate(Room.of_requests(1)), MemoryLedger()
    client = make_client(server.url, gate=gate, ledger=ledger)
    with ThreadPoolExecutor(1) as pool, gate.entered(2000):
        waiting = pool.submit(raise_closed, lambda: fetch(client))
        while not gate._queue:
            time.sleep(0.001)
        client.close()
        waiting.result(timeout=10)
    assert server.asked == []
    assert [entry.millipoints for entry in ledger.entries] == [0]


def test_closing_ends_other_waits(server: ScriptedServer, tmp_path: Path) -> None:
    """For the next try and for a full minute: nobody waits on."""
    server.will_reply(reply(500, {}))
    ledger = MemoryLedger()
    chosen = load_settings(base_url=server.url, api_key="key", home=tmp_path, retry_seconds=60, requests_per_minute=1)
    client = open_client(chosen, ledger)
    started = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(raise_closed, lambda: fetch(client))
        time.sleep(0.2)
        full_minute = pool.submit(raise_closed, lambda: fetch(client))
        client.close()
        waiting.result(timeout=10)
        full_minute.result(timeout=10)
    assert time.monotonic() - started < 5
    assert [entry.millipoints for entry in ledger.entries] == [2000]
