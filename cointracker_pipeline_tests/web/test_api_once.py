"""A request that is sent twice with its key is done once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from starlette.exceptions import HTTPException

from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.web.protocol.once import OnceOnly
from cointracker_pipeline.web.shapes.uploads import Uploads
from cointracker_pipeline_tests.web.api_client import make_program
from cointracker_pipeline_tests.web.site import Site

GENESIS = {"wallets": [{"wallet_id": "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}]}


def test_the_answer_is_the_same_as_before(site: Site) -> None:
    """Although the wallet is not new any more; without a key that is told."""
    program, key = make_program(site), {"Idempotency-Key": str(uuid4())}
    first, second = (program.post("/api/wallets", json=GENESIS, headers=key) for _ in range(2))
    assert (first.status_code, first.text) == (201, second.text)
    assert second.status_code == 201
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert program.post("/api/wallets", json=GENESIS).status_code == 200


def test_another_request_needs_another_key(site: Site) -> None:
    """Another body, or the same body elsewhere; another person may have the same key."""
    program, key = make_program(site), {"Idempotency-Key": str(uuid4())}
    program.post("/api/wallets", json=GENESIS, headers=key)
    other = {"wallets": [{**GENESIS["wallets"][0], "label": "x"}]}
    assert program.post("/api/wallets", json=other, headers=key).status_code == 422
    assert program.post(f"/api/wallets/{GENESIS['wallets'][0]['wallet_id']}/sync", headers=key).status_code == 422
    person_id, _ = site.person("Bob")
    theirs = make_program(site, person_id=person_id)
    assert theirs.post("/api/wallets", json=other, headers=key).status_code == 201


@pytest.mark.parametrize(
    ("key", "status"), [("order-4711", 201), ('"quoted"', 201), ("!" * 255, 201), ("!" * 256, 422), ("a b", 422)]
)
def test_a_key_is_any_visible_text(site: Site, key: str, status: int) -> None:
    """Of up to 255 characters; what is none is told what one is."""
    answers = [
        make_program(site).post("/api/wallets", json=GENESIS, headers={"Idempotency-Key": key}) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [status] * 2
    if status == 422:
        assert "1 to 255 visible characters" in answers[0].json()["detail"]


def test_what_failed_may_be_sent_again(site: Site) -> None:
    """A request that was refused leaves its key free."""
    program, key = make_program(site), {"Idempotency-Key": str(uuid4())}
    path = f"/api/wallets/{GENESIS['wallets'][0]['wallet_id']}/sync"
    assert program.post(path, headers=key).status_code == 404
    program.post("/api/wallets", json=GENESIS)
    assert program.post(path, headers=key).status_code == 202


def test_of_those_sent_at_once_one_is_done(site: Site) -> None:
    """The others are told to wait, or get the same answer: the file is in the inbox once."""
    key = {"Idempotency-Key": str(uuid4())}
    sheet = {"file": ("w.csv", b"chain,address\n")}

    def send(_: int) -> int:
        return make_program(site).post("/api/uploads", files=sheet, headers=key).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = set(pool.map(send, range(8)))
    assert 202 in statuses <= {202, 409}
    assert len(list(site.pipeline.settings.inbox.iterdir())) == 1


def test_a_request_that_is_being_done_is_not_done_beside_itself(site: Site) -> None:
    """It is told to wait, and how long; the first one ends well."""
    once = OnceOnly(site.pipeline, OPERATOR, "POST /api/x", str(uuid4()))

    def do() -> tuple[int, Uploads]:
        with pytest.raises(HTTPException) as refused:
            once.answer(b"same", do)
        assert (refused.value.status_code, refused.value.headers) == (409, {"Retry-After": "1"})
        return 200, Uploads(items=[], next=None)

    assert once.answer(b"same", do).status_code == 200
