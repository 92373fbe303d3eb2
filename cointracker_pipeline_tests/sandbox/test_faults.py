"""Faults: every broken answer that was seen in the wild, on demand and reproducible."""

import json

import pytest
import requests

from cointracker_pipeline_tests.sandbox.asking import ADDRESS, ONE, Asker


@pytest.mark.parametrize("code", ["400", "402", "404", "429", "430", "434", "435", "436", "437"])
def test_codes_come_in_an_envelope(ask: Asker, code: str) -> None:
    """Data is null and the context holds code and text."""
    ask.steer("faults", kinds=[code])
    response = ask.get(ONE)
    assert response.status_code == response.json()["context"]["code"] == int(code)
    assert response.json()["data"] is None


def test_a_bad_key_is_its_own_402(ask: Asker) -> None:
    """``402-key`` is code 402 with the text about the token."""
    ask.steer("faults", kinds=["402-key"])
    assert "Invalid API token" in ask.get(ONE).json()["context"]["error"]


def test_internal_errors_have_bodies_of_their_own(ask: Asker) -> None:
    """A bare 500 has no context, the framework's has a message only."""
    ask.steer("faults", kinds=["500"], most=1)
    ask.steer("faults", kinds=["server-error"], most=1)
    assert ask.get(ONE).json() == {"code": 500, "error": "Something went wrong"}
    assert ask.get(ONE).json() == {"message": "Server Error"}
    assert ask.get(ONE).status_code == 200


@pytest.mark.parametrize("code", ["502", "503", "504"])
def test_gateways_answer_with_pages(ask: Asker, code: str) -> None:
    """Bodies of gateways are HTML."""
    ask.steer("faults", kinds=[code])
    response = ask.get(ONE)
    assert response.status_code == int(code)
    assert response.headers["content-type"].startswith("text/html")


def test_an_error_can_hide_behind_200(ask: Asker) -> None:
    """HTTP says 200, data is null, the error is in the context."""
    ask.steer("faults", kinds=["null-data"])
    response = ask.get(ONE)
    assert response.status_code == 200
    assert (response.json()["data"], response.json()["context"]["code"]) == (None, 500)


def test_an_answer_can_be_cut(ask: Asker) -> None:
    """Half of the JSON arrives as if it were all."""
    ask.steer("faults", kinds=["cut"])
    response = ask.get(ONE)
    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(response.text)


def test_a_connection_can_be_dropped(ask: Asker) -> None:
    """Half of the answer arrives, then the connection is closed."""
    ask.steer("faults", kinds=["drop"], most=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ask.get(ONE)
    assert ask.get(ONE).status_code == 200


def test_an_answer_can_hang(ask: Asker) -> None:
    """No answer comes for a long time."""
    ask.steer("faults", kinds=["hang"], most=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        ask.session.get(ask.sandbox.base_url + ONE, timeout=0.1)


def test_a_backend_can_lag(ask: Asker) -> None:
    """A good answer of an older state, in which the newest rows do not exist yet."""
    new = ask.json(ONE, transaction_details="true")
    ask.steer("mine", chain="bitcoin", transactions=[{"address": ADDRESS, "amount": 1}], blocks=3)
    ask.steer("faults", kinds=["behind"], most=1)
    old = ask.json(ONE, transaction_details="true")
    assert old["data"] == new["data"]
    assert ask.json(ONE)["context"]["state"] == old["context"]["state"] + 3


def test_an_answer_can_be_of_a_branch_that_was_given_up(ask: Asker) -> None:
    """What was remembered stays as it was, rows, figures and state; such an answer says that it is not live."""
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=3)
    before = ask.json(ONE, transaction_details="true")
    ask.steer("remember", chain="bitcoin")
    ask.steer("reorganise", chain="bitcoin", fate="drop")
    ask.steer("mine", chain="bitcoin", per_block=1, addresses=[ADDRESS])
    after = ask.json(ONE, transaction_details="true")
    ask.steer("faults", kinds=["stale"], most=1)
    stale = ask.json(ONE, transaction_details="true")
    assert (stale["data"], stale["context"]["state"]) == (before["data"], before["context"]["state"])
    assert not stale["context"]["cache"]["live"]
    assert ask.json(ONE, transaction_details="true")["data"] == after["data"] != before["data"]


def test_an_outage_lasts_until_cleared(ask: Asker) -> None:
    """Everything fails, then everything works; control endpoints always do."""
    ask.steer("faults", outage=True)
    assert all(ask.get(ONE).status_code >= 500 for _ in range(8))
    ask.steer("faults", clear=True)
    assert ask.get(ONE).status_code == 200


def test_faults_of_a_seed_are_the_same_every_time(ask: Asker) -> None:
    """Rate and kinds follow from the seed."""

    def codes() -> list[int]:
        ask.steer("faults", clear=True, kinds=["429", "502", "435"], rate=0.5, seed=4)
        return [ask.get(ONE).status_code for _ in range(30)]

    first = codes()
    assert set(first) == {200, 429, 502, 435}
    assert codes() == first


def test_faults_begin_and_end_where_asked(ask: Asker) -> None:
    """``after`` requests pass, ``most`` fail, other paths are left alone."""
    ask.steer("faults", kinds=["500"], after=2, most=2, path="/bitcoin/dashboards/*")
    assert [ask.get(ONE).status_code for _ in range(6)] == [200, 200, 500, 500, 200, 200]
    assert ask.get("/stats").status_code == 200


def test_a_fault_that_does_not_exist_is_refused(ask: Asker) -> None:
    """A wrong name is 400 with the names there are."""
    response = ask.session.post(f"{ask.sandbox.base_url}/sandbox/faults", json={"kinds": ["506"]}, timeout=20)
    assert response.status_code == 400
    assert "null-data" in response.json()["error"]


def test_a_cached_answer_speaks_of_an_older_state(ask: Asker) -> None:
    """While it is kept the same question gets the same answer, marked as not live, at the same price."""
    ask.steer("cache", seconds=60)
    first = ask.json(ONE)
    ask.steer("mine", chain="bitcoin")
    again = ask.json(ONE)
    assert (first["context"]["cache"]["live"], again["context"]["cache"]["live"]) == (True, False)
    assert again["context"]["state"] == first["context"]["state"]
    assert again["context"]["request_cost"] == first["context"]["request_cost"]
    assert ask.json(ONE, limit=1)["context"]["state"] == first["context"]["state"] + 1
