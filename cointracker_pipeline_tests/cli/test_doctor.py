"""The doctor helps when things are broken: one line each, never a traceback."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cointracker_pipeline.cli.doctor.service import judge_clock
from cointracker_pipeline.sandbox.limits import Plan
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.cli.command import Command, Ended


def findings(ended: Ended) -> dict[str, Any]:
    """Return what was found, by what was looked at."""
    assert "Traceback" not in ended.out + ended.err
    return {row["what"]: row for row in ended.rows()}


def test_new_home_has_no_problem(offline: Command) -> None:
    """Before anything was done there is nothing wrong, and without a key the API is not asked."""
    ended = offline("doctor", "--json")
    found = findings(ended)
    assert ended.status == 0, ended.out
    assert "not asked" in found["api"]["text"]
    assert found["key"]["text"].startswith("not set")


def test_every_broken_part_is_named(offline: Command) -> None:
    """A registry and a warehouse that are none, and an API that is down, are a problem each."""
    offline.home.mkdir()
    (offline.home / "registry.sqlite").write_bytes(b"no database" * 1000)
    (offline.home / "cointracker.duckdb").write_bytes(b"no database" * 1000)
    ended = offline("doctor", "--json", "--api")
    found = findings(ended)
    assert ended.status == 1
    for what in ("registry", "warehouse", "api"):
        assert found[what]["verdict"] == "problem", what
        assert "\n" not in found[what]["text"]


def test_home_that_cannot_be_written(offline: Command) -> None:
    """A home that is a file is a problem with an advice."""
    offline.home.touch()
    ended = offline("doctor", "--json")
    assert ended.status == 1
    assert "COINTRACKER_HOME" in findings(ended)["home"]["advice"]


def test_setting_that_cannot_work(offline: Command) -> None:
    """A wrong setting is named; nothing else can be looked at then."""
    ended = offline("doctor", "--json", BLOCKCHAIR_BASE_URL="http://example.com")
    assert ended.status == 1
    assert "BLOCKCHAIR_BASE_URL" in findings(ended)["settings"]["text"]


@pytest.mark.parametrize(("key", "verdict"), [("right-key", "ok"), ("wrong-key", "problem")])
def test_key_is_tried_and_never_shown(offline: Command, key: str, verdict: str) -> None:
    """A key that is refused is a problem; no key is ever printed."""
    with running_sandbox(wallets=0, plan=Plan(keys={"right-key": 500})) as sandbox:
        ended = offline("doctor", "--json", BLOCKCHAIR_BASE_URL=sandbox.base_url, BLOCKCHAIR_API_KEY=key)
    assert findings(ended)["api"]["verdict"] == verdict
    assert key not in ended.out


def test_people_read_one_line_each(offline: Command) -> None:
    """Without options every line begins with its verdict, or is an advice."""
    lines = offline("doctor").out.splitlines()
    assert lines[-1] == "No problem found."
    assert all(line.startswith(("ok ", "warning ", "problem ", "   ")) for line in lines[:-1])


@pytest.mark.parametrize(("seconds", "verdict"), [(0, "ok"), (30, "ok"), (31, "warning"), (-3_600, "warning")])
def test_clock_that_is_off_is_a_warning(seconds: int, verdict: str) -> None:
    """A clock may be half a minute off, either way; more is said."""
    server_time = datetime(2026, 1, 1, tzinfo=UTC)
    assert judge_clock(server_time, server_time + timedelta(seconds=seconds)).verdict == verdict
