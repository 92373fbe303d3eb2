"""Tokens ask so often and no more, and nobody tries many of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.web.security.buckets import Buckets, Level
from cointracker_pipeline_tests.web.api_client import Program, make_program
from cointracker_pipeline_tests.web.site import Site, running_site

PROBLEM = "application/problem+json"
LEAST = 20
"""So few a minute that the clock of a test, which is not ours, adds hardly one; of these one may fail."""


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Site]:
    """A site at which a token may ask very little."""
    settings = load_settings(home=tmp_path / "home", base_url="http://127.0.0.1:9", api_requests_per_minute=LEAST)
    with running_site(settings) as running:
        yield running


def guess(site: Site, number: int, accept: str = "*/*") -> int:
    """Try a token that opens nothing, and return the status."""
    program = Program(site.url, f"ct_{number:043}")
    answer = program.get("/api/wallets", headers={"Accept": accept})
    if answer.status_code == 429:
        assert answer.headers["content-type"] == PROBLEM
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    return answer.status_code


def test_a_bucket_fills_evenly() -> None:
    """From the first deed on; nothing is taken from an empty one, and it never has more than a minute's."""
    now = [1_000.0]
    buckets = Buckets(6, clock=lambda: now[0])
    assert [buckets.take("a").left for _ in range(6)] == [5, 4, 3, 2, 1, 0]
    assert [buckets.take("a"), buckets.take("a")] == [Level(0, 10, 60)] * 2
    assert buckets.look("b") == Level(6, 0, 0)
    now[0] += 9.5
    assert buckets.take("a").wait_seconds == 1
    now[0] += 0.5
    assert buckets.take("a") == Level(0, 0, 60)
    now[0] += 3_600
    assert buckets.look("a") == Level(6, 0, 0)


def test_only_so_many_buckets_are_kept() -> None:
    """The one that was not asked for the longest is full again."""
    buckets = Buckets(5, most=2, clock=lambda: 1.0)
    for key in ("a", "b", "a", "c"):
        buckets.take(key)
    assert [buckets.look(key).left for key in "abc"] == [3, 5, 4]


def test_a_token_may_ask_so_often_and_no_more(slow: Site) -> None:
    """Whatever it asks for; each answer tells what is left, another token and a browser have their own."""
    program = make_program(slow, ["read"])
    answers = [program.get("/api/wallets" if number % 2 else "/api/nothing") for number in range(LEAST + 3)]
    assert [one.status_code for one in answers[:3]] == [404, 200, 404]
    assert answers[1].headers["ratelimit-policy"] == f'"token";q={LEAST};w=60'
    assert answers[1].headers["ratelimit"].startswith(f'"token";r={LEAST - 2};t=')
    last = answers[-1]
    assert (last.status_code, last.headers["content-type"], last.json()["status"]) == (429, PROBLEM, 429)
    assert 1 <= int(last.headers["retry-after"]) <= 3
    assert last.headers["ratelimit"].startswith('"token";r=0;')
    assert make_program(slow, ["read"]).get("/api/wallets").status_code == 200
    browser = slow.browser_of(OPERATOR)
    assert {browser.get("/api/wallets").status_code for _ in range(LEAST + 3)} == {200}


def test_tokens_that_open_nothing_are_not_tried_on_and_on(slow: Site) -> None:
    """One that opened something before goes on; a refusal for another reason makes none a good one."""
    known, new = make_program(slow, ["read"]), make_program(slow, ["read"])
    assert known.get("/api/wallets").status_code == 200
    assert guess(slow, 2, accept="image/png") == 406
    assert [guess(slow, number) for number in (1, 2, 3)] == [401, 429, 429]
    assert new.get("/api/wallets").status_code == 429
    assert known.get("/api/wallets").status_code == 200
    slow.pipeline.registry.revoke_token(OPERATOR, 1, slow.pipeline.clock())
    assert known.get("/api/wallets").status_code == 401
    assert known.get("/api/wallets").status_code == 429
