"""Plans: what the service allows, and how it says no."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
import requests

from cointracker_pipeline.sandbox.limits import NO_LIMITS, Plan
from cointracker_pipeline_tests.sandbox.asking import ONE, Asker


@dataclass
class Clock:
    """A clock that stands still."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time it was set to."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock to set."""
    return Clock()


@pytest.fixture
def free(start: Callable[..., Asker], clock: Clock) -> Asker:
    """Give a sandbox on the free plan."""
    return start(wallets=1, plan=Plan(), clock=clock)


def refused(response: requests.Response) -> tuple[int, str]:
    """Return code and reason of a refusal, whose body is an envelope without data or state."""
    context = response.json()["context"]
    assert response.json()["data"] is None
    assert response.status_code == context["code"]
    assert "state" not in context
    return context["code"], context["error"]


def test_thirty_requests_fit_into_any_minute(free: Asker, clock: Clock) -> None:
    """The 31st within 60 seconds is refused with 429; a second later than the first's minute it is answered."""
    for _ in range(30):
        assert free.get(ONE).status_code == 200
        clock.now += 1
    assert refused(free.get(ONE))[0] == 429
    clock.now += 30
    assert free.get(ONE).status_code == 200


def test_asking_on_and_on_ends_in_a_block(free: Asker, clock: Clock) -> None:
    """After repeated refusals the address is blocked for an hour; the body prints a cost of 1."""
    for _ in range(30 + 11):
        free.get(ONE)
    response = free.get(ONE)
    assert refused(response)[0] == 430
    assert response.json()["context"]["request_cost"] == 1
    clock.now += 3_601
    assert free.get(ONE).status_code == 200


def test_a_day_has_its_points(start: Callable[..., Asker]) -> None:
    """Points beyond the day's are refused with 402; the next day they are whole again."""
    ask = start(wallets=1, plan=Plan(keys={"good": 3}))
    assert ask.get(ONE, key="good", transaction_details="true").status_code == 200
    assert refused(ask.get(ONE, key="good", transaction_details="true"))[0] == 402
    assert ask.get(ONE, key="good").status_code == 200
    assert ask.json("/premium/stats", key="good")["data"]["requests_today"] == 3
    ask.steer("day")
    assert ask.json("/premium/stats", key="good")["data"]["requests_today"] == 0
    assert ask.get(ONE, key="good").status_code == 200


def test_a_refusal_for_points_is_not_one_for_the_key(start: Callable[..., Asker]) -> None:
    """Both are 402; the text tells them apart."""
    ask = start(wallets=1, plan=Plan(keys={"good": 0}))
    assert "daily limit" in refused(ask.get(ONE, key="good"))[1]
    assert "Invalid API token" in refused(ask.get(ONE, key="bad"))[1]


def test_a_key_knows_no_minute(start: Callable[..., Asker], clock: Clock) -> None:
    """With a key there is no limit per minute."""
    ask = start(wallets=1, plan=Plan(keys={"good": 1_000}), clock=clock)
    assert {ask.get(ONE, key="good").status_code for _ in range(40)} == {200}


def test_too_many_at_once_are_refused(start: Callable[..., Asker]) -> None:
    """Beyond the parallel limit the code is 435; of five at once two are answered, and the refused take no place."""
    ask = start(wallets=1, plan=Plan(keys={"good": 1_000}, parallel=2))
    ask.steer("latency", milliseconds=500)

    def one(_number: int) -> int:
        return requests.get(f"{ask.sandbox.base_url}{ONE}?key=good", timeout=20).status_code

    with ThreadPoolExecutor(5) as pool:
        codes = list(pool.map(one, range(5)))
    assert sorted(codes) == [200, 200, 435, 435, 435]
    assert set(ask.sandbox.service.meter.running.values()) == {0}


def test_a_sandbox_without_limits_may_still_have_one_for_parallel_requests(start: Callable[..., Asker]) -> None:
    """Any key is good, and a second request at once is refused."""
    ask = start(wallets=1, plan=replace(NO_LIMITS, parallel=1))
    assert ask.get(ONE, key="any").status_code == 200
    with ask.sandbox.service.meter.answering("any", 200):
        assert refused(ask.get(ONE, key="any"))[0] == 435
        with ask.sandbox.service.meter.answering("any", 435):
            pass
    assert ask.get(ONE, key="any").status_code == 200


def test_a_refused_parameter_is_charged_a_point(start: Callable[..., Asker]) -> None:
    """400 costs a point; a refusal for limits costs none."""
    ask = start(wallets=1, plan=Plan(keys={"good": 1}))
    assert ask.get(ONE, key="good", limit="x").json()["context"]["request_cost"] == 1
    assert ask.get(ONE, key="good").status_code == 402
    assert ask.sandbox.control.requests()["points"] == 1


def test_the_log_proves_what_was_asked(free: Asker, clock: Clock) -> None:
    """Every request is in the log, without its key, and the busiest minute is known."""
    for _ in range(5):
        clock.now += 59
        free.get(ONE)
        free.get(ONE, key="secret")
    report = free.json("/sandbox/requests")
    assert (report["count"], report["most_in_a_minute"], report["points"]) == (10, 4, 5)
    assert report["statuses"] == {"200": 5, "402": 5}
    assert "secret" not in str(report)
    assert report["requests"][0]["path"] == ONE
