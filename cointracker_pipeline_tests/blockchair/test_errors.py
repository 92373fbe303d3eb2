"""Every code and every odd answer is the named error it means, tried again only where that can help."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.domain.budget import Limits
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.errors import (
    BlockedError,
    KeyRefusedError,
    ProviderError,
    QuotaError,
    RequestRefusedError,
    TransientError,
    UnreadableAnswerError,
)
from cointracker_pipeline_tests.blockchair.fakes import (
    ADDRESS,
    BITCOIN,
    FakeTime,
    MemoryLedger,
    context_of,
    make_client,
    page_body,
    row_of,
)
from cointracker_pipeline_tests.blockchair.scripted_server import Reply, ScriptedServer, raw, reply


def fetch(client: Client) -> HistoryPage:
    """Ask for a page."""
    return client.fetch_page(BITCOIN, ADDRESS, offset=0, limit=10, confirmed_only=True)


def failed(code: int, error: str = "Something is wrong") -> dict[str, object]:
    """Return the documented body of a failure."""
    return {"data": None, "context": {"code": code, "error": error}}


GOOD = reply(200, page_body(row_of()))

AT_ONCE: list[tuple[Reply, type[ProviderError]]] = [
    (reply(400, failed(400)), RequestRefusedError),
    (reply(403, b"<html>Forbidden</html>"), RequestRefusedError),
    (reply(404, failed(404)), RequestRefusedError),
    (reply(404, b"<!DOCTYPE html><title>Page Not Found</title>"), RequestRefusedError),
    (reply(404, {"message": ""}), RequestRefusedError),
    (reply(402, failed(402, "Invalid API token. Please contact us")), KeyRefusedError),
    (reply(402, failed(402, "Daily limit of requests exceeded")), QuotaError),
    (reply(402, b'{"data":null,"context":{"code":402,"error":"Invalid API token. Please'), KeyRefusedError),
    (reply(430, failed(430)), BlockedError),
    (reply(434, failed(434)), BlockedError),
    (reply(200, failed(430)), BlockedError),
    (reply(200, failed(402, "Daily limit exceeded")), QuotaError),
    (reply(200, failed(400)), RequestRefusedError),
    (reply(302, b"", Location="https://elsewhere"), UnreadableAnswerError),
    (reply(204, b""), UnreadableAnswerError),
    (reply(200, b"<html>Please log in</html>"), UnreadableAnswerError),
    (reply(200, {"data": None, "context": context_of()}), UnreadableAnswerError),
    (reply(200, {"data": {}, "context": context_of()}), UnreadableAnswerError),
    (reply(200, {"data": [], "context": context_of()}), UnreadableAnswerError),
    (reply(200, {"data": "text", "context": context_of()}), UnreadableAnswerError),
    (reply(200, page_body(row_of()) | {"context": context_of(error="Partly failed")}), UnreadableAnswerError),
    (reply(200, {"data": page_body()["data"]}), UnreadableAnswerError),
    (reply(200, {"message": ""}), UnreadableAnswerError),
    (reply(200, []), UnreadableAnswerError),
    (reply(200, b"null"), UnreadableAnswerError),
    (reply(200, b"[" * 200_000 + b"]" * 200_000), UnreadableAnswerError),
    (reply(200, b'{"data": {"a": "\xff"}, "context": {"code": 200}}'), UnreadableAnswerError),
    (reply(200, page_body(*[row_of()] * 11)), UnreadableAnswerError),
    (reply(200, failed(777)), UnreadableAnswerError),
]


@pytest.mark.parametrize(("answer", "error"), AT_ONCE)
def test_what_a_second_try_cannot_cure_is_raised_at_once(
    answer: Reply, error: type[ProviderError], client: Client, server: ScriptedServer, fake_time: FakeTime
) -> None:
    """One request, no wait, the exact error."""
    server.will_reply(answer, GOOD)
    with pytest.raises(ProviderError) as caught:
        fetch(client)
    assert type(caught.value) is error
    assert (len(server.asked), fake_time.slept) == (1, [])
    assert f"GET bitcoin/dashboards/address/{ADDRESS}" in str(caught.value)


SOON: list[tuple[Reply, type[ProviderError]]] = [
    (reply(500, {"code": 500, "error": "Something went wrong"}), TransientError),
    (reply(200, {"code": 500, "error": "Something went wrong"}), TransientError),
    (reply(500, {"message": "Server Error"}), TransientError),
    (reply(502, b"<html>Bad Gateway</html>"), TransientError),
    (reply(503, failed(503)), TransientError),
    (reply(504, b""), TransientError),
    (reply(522, b"error code: 522"), TransientError),
    (reply(435, failed(435)), TransientError),
    (raw(b""), TransientError),
    (raw(b'HTTP/1.1 200 OK\r\n\r\n{"data": {"1A1z'), UnreadableAnswerError),
    (reply(200, b""), UnreadableAnswerError),
]


@pytest.mark.parametrize(("answer", "error"), SOON)
def test_faults_are_tried_five_times_with_longer_and_longer_waits(
    answer: Reply, error: type[ProviderError], client: Client, server: ScriptedServer, fake_time: FakeTime
) -> None:
    """Each wait starts at the retry time and doubles, with jitter."""
    server.will_reply(answer)
    with pytest.raises(ProviderError) as caught:
        fetch(client)
    assert type(caught.value) is error
    assert len(server.asked) == 5
    assert [1 <= fake_time.slept[0] <= 2, len(fake_time.slept)] == [True, 4]
    assert 8 <= fake_time.slept[3] <= 9


@pytest.mark.parametrize("answer", [answer for answer, _ in SOON])
def test_a_fault_that_passes_is_not_seen(answer: Reply, client: Client, server: ScriptedServer) -> None:
    """Two faults and then an answer are an answer."""
    server.will_reply(answer, answer, GOOD)
    assert len(fetch(client).transactions) == 1
    assert len(server.asked) == 3


def test_a_full_minute_is_waited_for_once(client: Client, server: ScriptedServer, fake_time: FakeTime) -> None:
    """After 429 the next minute is tried; after a second one nothing for an hour."""
    server.will_reply(reply(429, failed(429)), GOOD)
    assert fetch(client).transactions
    assert fake_time.slept == [60.25]
    server.will_reply(reply(429, failed(429)))
    with pytest.raises(QuotaError) as caught:
        fetch(client)
    assert len(server.asked) == 2
    assert caught.value.resume_at == fake_time.now + timedelta(hours=1)


@pytest.mark.parametrize("code", [436, 437])
def test_a_request_too_complex_is_tried_once_more(code: int, client: Client, server: ScriptedServer) -> None:
    """After a long pause it counts as a spent day."""
    server.will_reply(reply(code, failed(code)))
    with pytest.raises(QuotaError):
        fetch(client)
    assert len(server.asked) == 2


def test_a_spent_day_lasts_until_midnight(client: Client, server: ScriptedServer) -> None:
    """Points are given anew at 00:00 UTC."""
    server.will_reply(reply(402, failed(402, "Limit exceeded")))
    with pytest.raises(QuotaError) as caught:
        fetch(client)
    assert caught.value.resume_at == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_lasting_503_without_a_key_is_a_block(server: ScriptedServer) -> None:
    """The service answers 503 to those it blocks, too."""
    client = make_client(server.url, key=None)
    server.will_reply(reply(503, failed(503)))
    with pytest.raises(BlockedError, match="BLOCKCHAIR_API_KEY"):
        fetch(client)
    assert len(server.asked) == 5
    client.close()


def test_every_try_is_in_the_books(server: ScriptedServer) -> None:
    """Tries without a price count as expected, those with one as told."""
    ledger = MemoryLedger()
    client = make_client(server.url, ledger=ledger)
    blocked = {"data": None, "context": {"code": 500, "error": "x", "request_cost": 1}}
    server.will_reply(raw(b""), reply(500, b""), reply(500, blocked), reply(200, page_body(request_cost=2.5)))
    fetch(client)
    client.close()
    assert [one.millipoints for one in ledger.entries] == [2_000, 2_000, 1_000, 2_500]
    assert {one.endpoint for one in ledger.entries} == {"bitcoin/dashboards/address"}
    assert all(one.settled_at for one in ledger.entries)


def test_tries_wait_for_room_in_the_minute(server: ScriptedServer, fake_time: FakeTime) -> None:
    """A retry is a request like any other."""
    client = make_client(server.url, fake_time=fake_time, limits=Limits(1, None))
    server.will_reply(reply(500, b""), GOOD)
    fetch(client)
    client.close()
    assert sum(fake_time.slept) > 60


def test_a_spent_budget_sends_nothing(server: ScriptedServer) -> None:
    """The day's limit is kept before the server has to."""
    client = make_client(server.url, limits=Limits(None, 1_000))
    with pytest.raises(QuotaError):
        fetch(client)
    client.close()
    assert server.asked == []


@pytest.mark.parametrize("price", [b"-1", b"1e999999999", b'"x"', b"[]", b"null"])
def test_a_price_that_cannot_be_is_not_believed(price: bytes, client: Client, server: ScriptedServer) -> None:
    """The expected price stands."""
    whole = json.dumps(page_body(row_of())).encode()
    server.will_reply(reply(200, whole.replace(b'"request_cost": 2', b'"request_cost": ' + price)))
    assert fetch(client).millipoints == 2_000
    assert client.budget.spent_today == 2_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "context", "code", "error", "state", ADDRESS, "address", "transactions"]), inner
        )
    ),
    max_leaves=12,
)
CONTEXT = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("code", "error", "state", "limit", "offset", "request_cost", "results"), JSON)
)
ROW = st.fixed_dictionaries(
    {}, optional={"block_id": JSON, "hash": JSON, "time": JSON | st.just("2020-01-01 00:00:00"), "balance_change": JSON}
)
PAGE = st.builds(
    lambda context, rows: page_body(*rows) | {"context": context_of() | context}, CONTEXT, st.lists(ROW, max_size=3)
)
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def assert_page_or_named_error(client: Client) -> None:
    """Ask, and accept a page or an error of the tree that a caller can catch."""
    with suppress(ProviderError):
        assert isinstance(fetch(client), HistoryPage)


@QUICK
@given(body=st.binary(max_size=300), status=st.sampled_from([200, 200, 200, 404, 500]))
def test_any_bytes_give_a_page_or_a_named_error(
    body: bytes, status: int, client: Client, server: ScriptedServer
) -> None:
    """Whatever the body, nothing else is ever raised."""
    server.will_reply(reply(status, body))
    assert_page_or_named_error(client)


@QUICK
@given(body=JSON | PAGE, status=st.sampled_from([200, 200, 200, 402, 503]))
def test_any_json_gives_a_page_or_a_named_error(
    body: object, status: int, client: Client, server: ScriptedServer
) -> None:
    """Neither does JSON of any other shape raise anything else."""
    server.will_reply(reply(status, body))
    assert_page_or_named_error(client)


def test_a_message_tells_what_the_server_said(client: Client, server: ScriptedServer) -> None:
    """The words of the service and an advice are in the message, on one line."""
    server.will_reply(reply(400, failed(400, "Unknown\nparameter x")))
    with pytest.raises(RequestRefusedError, match=r'code 400\)\. It said: "Unknown parameter x"\. Asking again'):
        fetch(client)


def test_an_error_has_no_original_behind_it(client: Client, server: ScriptedServer) -> None:
    """No chained error of the network library comes along to be printed."""
    server.will_reply(raw(b""))
    with pytest.raises(TransientError) as caught:
        fetch(client)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
