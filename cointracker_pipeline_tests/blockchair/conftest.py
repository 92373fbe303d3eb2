"""A scripted server for every test that needs one."""

from collections.abc import Iterator

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline_tests.blockchair.fakes import FakeTime, make_client
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, running_server


@pytest.fixture(scope="session")
def shared_server() -> Iterator[ScriptedServer]:
    """One server for all tests of a process."""
    with running_server() as server:
        yield server


@pytest.fixture
def server(shared_server: ScriptedServer) -> ScriptedServer:
    """The server, with nothing to say yet."""
    shared_server.will_reply()
    return shared_server


@pytest.fixture
def fake_time() -> FakeTime:
    """A clock that moves only when someone sleeps."""
    return FakeTime()


@pytest.fixture
def client(server: ScriptedServer, fake_time: FakeTime) -> Iterator[Client]:
    """A client with a key and without limits."""
    client = make_client(server.url, fake_time=fake_time)
    yield client
    client.close()
