"""Dagster's web server under a prefix, behind a guard, in the process of another application."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import Scope
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from cointracker_pipeline.dagster_ui import PREFIX, DagsterUI
from cointracker_pipeline.home import WORKSPACE_YAML, prepare_home
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.web.security.guard import Guard
from cointracker_pipeline_tests.web.served import served

pytestmark = [pytest.mark.dagster, pytest.mark.filterwarnings("ignore::Warning:dagster")]

KEY = {"x-key": "right"}
START_SECONDS = 90
NO_RUN = "11111111-2222-3333-4444-555555555555"
SUBSCRIPTION = f"""subscription {{ pipelineRunLogs(runId: "{NO_RUN}") {{
    __typename ... on PipelineRunLogsSubscriptionFailure {{ missingRunId }} }} }}"""


@dataclass(frozen=True, slots=True)
class Site:
    """An application that mounts Dagster; its workspace file is not there yet."""

    url: str
    workspace: Path

    def get(self, path: str, **headers: str) -> requests.Response:
        """Ask with the key."""
        return requests.get(f"{self.url}{path}", headers=KEY | headers, timeout=30, allow_redirects=False)

    def ask(self, query: str) -> Any:
        """Return what a GraphQL query under the prefix gives."""
        answer = requests.post(f"{self.url}{PREFIX}/graphql", json={"query": query}, headers=KEY, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    @property
    def socket(self) -> str:
        """Where subscriptions go."""
        return f"{self.url.replace('http', 'ws')}{PREFIX}/graphql"


async def _judge(scope: Scope) -> int:
    return 0 if HTTPConnection(scope).headers.get("x-key") == "right" else 401


@pytest.fixture(scope="module")
def starting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a page of our own, and Dagster behind a guard beside it."""
    settings = load_settings(home=tmp_path_factory.mktemp("dagster-ui") / "home")
    prepare_home(settings)
    workspace = settings.home / "later.yaml"
    dagster = DagsterUI(settings, workspace)
    ours = Route("/wallets", lambda _: PlainTextResponse("ours"))
    routes = [ours, Mount(PREFIX, Guard(dagster, _judge))]
    with served(Starlette(routes=routes, lifespan=lambda _: dagster.open())) as url:
        yield Site(url, workspace)


@pytest.fixture(scope="module")
def site(starting: Site) -> Site:
    """Let Dagster load, and wait for it."""
    starting.workspace.write_text(WORKSPACE_YAML)
    end = time.monotonic() + START_SECONDS
    while starting.get(f"{PREFIX}/server_info").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.1)
    return starting


def test_our_pages_do_not_wait_for_dagster(starting: Site) -> None:
    """While Dagster cannot load yet, our own page answers and Dagster's says that it starts, and reloads."""
    assert not starting.workspace.exists(), "this test comes first"
    assert starting.get("/wallets").text == "ours"
    answer = starting.get(f"{PREFIX}/assets/transactions")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "Dagster is starting" in answer.text
    assert '<meta http-equiv="refresh" content="2">' in answer.text
    with pytest.raises(InvalidStatus), connect(starting.socket, additional_headers=KEY):
        pass


def test_pages_and_scripts_carry_the_prefix(site: Site) -> None:
    """A page deep inside names scripts under the prefix, and they are there."""
    page = site.get(f"{PREFIX}/assets/transactions?view=partitions", Accept="text/html")
    assert page.status_code == 200
    assert f'"pathPrefix": "{PREFIX}"' in page.text.replace('":"', '": "')
    scripts = [part.split('"')[0] for part in page.text.split('src="')[1:]]
    assert scripts
    assert all(script.startswith(f"{PREFIX}/") for script in scripts)
    assert site.get(scripts[0]).headers["content-type"].startswith(("text/javascript", "application/javascript"))


def test_graphql_answers_from_our_definitions(site: Site) -> None:
    """GraphQL under the prefix knows our schedule."""
    data = site.ask("{ repositoriesOrError { ... on RepositoryConnection { nodes { schedules { name } } } } }")
    assert data["repositoriesOrError"]["nodes"] == [{"schedules": [{"name": "nightly"}]}]


def test_subscription_needs_the_key(site: Site) -> None:
    """A subscription runs over a WebSocket of someone who is let in, and is refused to anyone else."""
    subprotocol = [Subprotocol("graphql-ws")]
    with pytest.raises(InvalidStatus) as refused, connect(site.socket, subprotocols=subprotocol):
        pass
    assert refused.value.response.status_code == 403
    with connect(site.socket, subprotocols=subprotocol, additional_headers=KEY) as socket:
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv(timeout=30)) == {"type": "connection_ack"}
        socket.send(json.dumps({"type": "start", "id": "1", "payload": {"query": SUBSCRIPTION}}))
        data = json.loads(socket.recv(timeout=30))["payload"]["data"]
    assert data["pipelineRunLogs"]["missingRunId"] == NO_RUN


def test_nothing_is_done_by_a_link(site: Site) -> None:
    """GraphQL by GET, which Dagster would execute mutations by, is refused; its playground still opens."""
    assert site.get(f"{PREFIX}/graphql?query=%7B__typename%7D", Accept="image/*").status_code == 405
    assert site.get(f"{PREFIX}/graphql", Accept="text/html").status_code == 200


def test_nobody_sees_dagster(site: Site) -> None:
    """Without the key nothing under the prefix answers."""
    for path in ("", "/", "/server_info", "/graphql", "/assets/transactions", "/favicon.png"):
        answer = requests.get(f"{site.url}{PREFIX}{path}", timeout=30, allow_redirects=True)
        assert answer.status_code == 401, path
