"""``cointracker up``: what runs for daily use, as processes that live and end together."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from dagster import DagsterInstance

from cointracker_pipeline.home import workspace_file
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.cli.command import Command, free_port
from cointracker_pipeline_tests.signing_in import COOKIE, begin_session

pytestmark = [pytest.mark.dagster, pytest.mark.filterwarnings("ignore::Warning:dagster")]

START_SECONDS = 120
STOP_SECONDS = 30
NIGHTLY = '{repositoryLocationName: "cointracker_pipeline", repositoryName: "__repository__", scheduleName: "nightly"}'


class Up:
    """A running ``cointracker up``."""

    def __init__(self, command: Command, port: int) -> None:
        self.home = command.home
        self.url = f"http://127.0.0.1:{port}/dagster"
        self.child = command.begin("up", "--port", str(port))
        self.admin = requests.Session()
        self.admin.headers["Origin"] = f"http://127.0.0.1:{port}"
        self.admin.cookies.set(COOKIE, begin_session(self.home))

    def wait_for(self, status: int) -> None:
        """Wait until Dagster's part of the web server answers so: 503 is at once, 200 when it has loaded."""
        self._wait(lambda: self._status() == status, START_SECONDS)

    def ask(self, query: str) -> Any:
        """Return what a GraphQL query gives."""
        return self.admin.post(f"{self.url}/graphql", json={"query": query}, timeout=30).json()["data"]

    def processes(self) -> dict[int, str]:
        """Return what runs for this home, by process id, with its command line."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if f"COINTRACKER_HOME={self.home}\0".encode() in (process / "environ").read_bytes():
                    found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
            except (FileNotFoundError, PermissionError, ProcessLookupError):
                continue
        return {pid: line for pid, line in found.items() if line}

    def wait_until_all_are_gone(self) -> None:
        """Wait until nothing runs for this home."""
        self._wait(lambda: not self.processes(), STOP_SECONDS)

    def _status(self) -> int:
        assert self.child.poll() is None, self.child.communicate()
        try:
            return self.admin.get(f"{self.url}/server_info", timeout=30).status_code
        except requests.ConnectionError:
            return 0

    def _wait(self, holds: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, self.processes()
            time.sleep(0.1)


@pytest.fixture
def start_up(offline: Command) -> Iterator[Callable[[], Up]]:
    """Start it in one home, any number of times; whatever a failing test leaves is killed."""
    started: list[Up] = []

    def begin() -> Up:
        started.append(Up(offline, free_port()))
        return started[-1]

    yield begin
    for one in started:
        for pid in one.processes():
            os.kill(pid, signal.SIGKILL)
        one.child.communicate()


def test_ctrl_c_stops_everything_and_schedules_keep_their_state(
    start_up: Callable[[], Up], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Daemon and web server share one code server; Ctrl-C ends all; a schedule that was stopped stays stopped."""
    up = start_up()
    up.wait_for(200)
    lines = sorted(up.processes().values())
    assert [sum(part in line for line in lines) for part in ("api grpc", "_daemon run", "web_server")] == [1, 1, 1]
    assert stop_schedule(up) == "STOPPED"
    up.child.send_signal(signal.SIGINT)
    out, err = up.child.communicate(timeout=60)
    assert up.child.returncode == 0, err
    assert "Traceback" not in err
    assert out.endswith("Stopped.\n")
    assert not up.processes()
    monkeypatch.setattr(DagsterInstance, "wait_for_local_code_server_processes_on_shutdown", True)
    assert read_schedule(up.home) == "STOPPED"


def test_a_part_that_dies_ends_all(start_up: Callable[[], Up]) -> None:
    """When the web server is killed, the rest is stopped, and the command fails and says which part it was."""
    up = start_up()
    up.wait_for(503)
    [web] = [pid for pid, line in up.processes().items() if "web_server" in line]
    os.kill(web, signal.SIGKILL)
    _, err = up.child.communicate(timeout=60)
    assert up.child.returncode == 1
    told = "Error: The web server was ended by signal 9. All else was stopped as well."
    assert err.splitlines()[-1].startswith(told), err
    assert not up.processes()


def test_nothing_outlives_a_kill(start_up: Callable[[], Up]) -> None:
    """When the command itself is killed, all that it started ends by itself."""
    up = start_up()
    up.wait_for(503)
    assert len(up.processes()) > 2
    up.child.kill()
    up.wait_until_all_are_gone()


def test_port_that_is_taken(offline: Command) -> None:
    """A port that another program listens on is named before anything is started."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        ended = offline("up", "--port", str(port))
    assert ended.status == 1
    assert ended.err.startswith(f"Error: The web server cannot listen on 127.0.0.1:{port}: Address already in use.")
    assert not offline.home.exists()


def stop_schedule(up: Up) -> str:
    """Stop the nightly schedule as the UI does, and return its status."""
    fields = "{ ... on Schedule { id scheduleState { status } } }"
    found = up.ask(f"{{ scheduleOrError(scheduleSelector: {NIGHTLY}) {fields} }}")["scheduleOrError"]
    assert found["scheduleState"]["status"] == "RUNNING"
    fields = "{ ... on ScheduleStateResult { scheduleState { status } } }"
    stopped = up.ask(f'mutation {{ stopRunningSchedule(id: "{found["id"]}") {fields} }}')
    return str(stopped["stopRunningSchedule"]["scheduleState"]["status"])


def read_schedule(home: Path) -> str:
    """Return the schedule's status as a daemon finds it that loads our code by itself, as ``dagster dev`` does.

    (``dagster schedule list`` goes by the way the code is loaded, and does not see what the UI and the daemon see.)
    """
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import WorkspaceFileTarget

    from cointracker_pipeline.defs.launch import open_instance

    settings = load_settings(home=home)
    target = WorkspaceFileTarget([str(workspace_file(settings))])
    with open_instance(settings) as instance, WorkspaceProcessContext(instance, target) as context:
        [location] = context.create_request_context().code_locations
        schedule = location.get_repository("__repository__").get_schedule("nightly")
        return schedule.get_current_instigator_state(
            instance.get_instigator_state(schedule.get_remote_origin_id(), schedule.selector_id)
        ).status.value
