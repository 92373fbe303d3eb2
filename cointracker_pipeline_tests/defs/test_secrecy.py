"""The API key is in no log, event, file or report, whatever fails in a run."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest

from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.defs.resources import PipelineAccess
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.sandbox.faults import KINDS
from cointracker_pipeline_tests.blockchair.scripted_server import Reply, ScriptedServer, raw, reply, running_server
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS
PART = "pk7Secret"
"""A part of the key that no quoting changes: finding it finds every spelling."""
KEY = f'{PART}/7+q "odd" é&x=1 {PART}'
ECHO = f"Bad key {KEY} or {quote(KEY)} in /x?limit=1&key={quote_plus(KEY)}".encode()
LOUD = {"console": {"config": {"log_level": "DEBUG"}}}
REPLIES: dict[str, Reply] = {
    "the key in a page of HTML": reply(200, b"<html>" + ECHO),
    "the key in a server error": reply(500, ECHO),
    "the key in a refusal": reply(402, {"data": None, "context": {"code": 402, "error": ECHO.decode()}}),
    "a redirect with the key": reply(302, b"", Location=f"http://127.0.0.1:1/?key={quote(KEY)}"),
    "a head that is none": raw(KEY.encode() + b"\r\n\r\n"),
    "half an answer": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + ECHO),
}


@dataclass(frozen=True, slots=True)
class HurriedAccess(PipelineAccess):
    """Opens the home with a client that does not wait between tries."""

    @contextmanager
    def opened(self) -> Iterator[Pipeline]:
        """Open the home for one step."""
        with open_pipeline() as pipeline:
            pipeline._client = open_client(pipeline.settings, pipeline.registry.ledger, sleep=lambda _: None)
            yield pipeline


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that any logger says at DEBUG, with tracebacks."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def loud_stage(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> Iterator[Stage]:
    """Give a stage with a key and every log at DEBUG; at the end the key is nowhere."""
    monkeypatch.setenv("BLOCKCHAIR_API_KEY", KEY)
    monkeypatch.setenv("BLOCKCHAIR_REQUEST_DEADLINE_SECONDS", "0.3")
    stage.access, stage.loggers = HurriedAccess(), LOUD
    stage.add_all()
    yield stage
    out, err = capfd.readouterr()
    assert "DEBUG" in err
    assert PART not in out + err
    assert "Starting new HTTP connection" in logged.getvalue()
    assert PART not in logged.getvalue()
    for run in stage.instance.get_runs():
        assert PART not in repr(run)
        events = [repr(entry) for entry in stage.instance.all_logs(run.run_id)]
        assert events
        assert PART not in "".join(events)
    files = [path for path in stage.settings.home.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".duckdb", ".sqlite", ".db"}
    assert not [path for path in files if PART.encode() in path.read_bytes()]


def test_no_fault_of_the_service_shows_the_key(loud_stage: Stage) -> None:
    """Every fault the sandbox knows, the refused key, cut answers and silence among them."""
    wallet = loud_stage.known_wallets()[0]
    loud_stage.sandbox.control.requests(clear=True)
    for kind in KINDS:
        loud_stage.heal()
        loud_stage.fail(wallet, kind)
        ends_well = kind in {
            "behind",
            "stale",
            "402",
            "429",
            "436",
            "437",
        }  # what is spent is no failure: the rest waits
        assert loud_stage.refresh(wallet).success == ends_well, kind
    loud_stage.heal()
    assert loud_stage.refresh(wallet).success


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    """One scripted server for all replies."""
    with running_server() as started:
        yield started


def test_no_answer_that_repeats_the_key_shows_it(
    loud_stage: Stage, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a server or a proxy sends back, be it the key itself."""
    monkeypatch.setenv("BLOCKCHAIR_BASE_URL", server.url)
    for reply_with_key in REPLIES.values():
        server.will_reply(reply_with_key)
        assert not loud_stage.refresh(*loud_stage.known_wallets()[:1]).success
        assert server.asked[0].query["key"] == [KEY]


def test_a_refused_connection_does_not_show_the_key(loud_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network library names the whole URL when it cannot connect; a run does not."""
    monkeypatch.setenv("BLOCKCHAIR_BASE_URL", "http://127.0.0.1:9")
    result = loud_stage.refresh(*loud_stage.known_wallets())
    assert "127.0.0.1:9" in loud_stage.failure_of(result)
