"""Failed logins are counted, and a request sent twice is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from cointracker_pipeline.storage.registry import OPERATOR, Claim, RecentFailures, Registry
from cointracker_pipeline.storage.registry.engine import Database

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_failures_are_counted_by_name_and_by_address(registry: Registry) -> None:
    """In any case of the name, as long as they are recent."""
    registry.note_login_failure("Ann", "10.0.0.1", NOW)
    registry.note_login_failure("ANN", "10.0.0.2", NOW + MINUTE)
    registry.note_login_failure("Bob", "10.0.0.1", NOW + 2 * MINUTE)
    assert registry.count_failures_of_name("ann", NOW - MINUTE) == RecentFailures(2, NOW + MINUTE)
    assert registry.count_failures_from("10.0.0.1", NOW - MINUTE) == RecentFailures(2, NOW + 2 * MINUTE)
    assert registry.count_failures_of_name("ann", NOW) == RecentFailures(1, NOW + MINUTE)
    assert registry.count_failures_of_name("ann", NOW + MINUTE) == RecentFailures(0, None)


def test_coming_in_forgets_the_names_failures_alone(registry: Registry) -> None:
    """Who guesses at many names from one address is not helped by having one of them."""
    registry.note_login_failure("Ann", "10.0.0.1", NOW)
    registry.note_login_failure("Bob", "10.0.0.1", NOW)
    registry.forget_login_failures("ann")
    assert registry.count_failures_of_name("Ann", NOW - MINUTE).count == 0
    assert registry.count_failures_from("10.0.0.1", NOW - MINUTE).count == 1


def test_a_password_typed_as_the_name_is_not_kept(registry: Registry, url: str) -> None:
    """And after a day nothing is kept of a failure."""
    registry.note_login_failure("correct horse", "10.0.0.1", NOW)
    registry.note_login_failure("correct horse", "10.0.0.1", NOW + DAY)
    database = Database(url)
    with database.reading() as connection:
        rows = connection.execute(text("select * from login_failures")).all()
    database.close()
    assert len(rows) == 1
    assert "horse" not in str(rows)


def test_a_request_sent_twice_is_answered_alike(registry: Registry) -> None:
    """The first is new; until it is answered the same one is told to wait, and another under its key is refused."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    assert registry.claim_key(OPERATOR, "key", "digest", NOW) == Claim("new")
    assert registry.claim_key(OPERATOR, "key", "digest", NOW) == Claim("in progress")
    assert registry.claim_key(OPERATOR, "key", "other", NOW) == Claim("conflict")
    assert registry.claim_key(ann, "key", "digest", NOW) == Claim("new")
    registry.store_answer(OPERATOR, "key", 201, "{}")
    registry.store_answer(OPERATOR, "key", 500, "late")
    assert registry.claim_key(OPERATOR, "key", "digest", NOW + MINUTE) == Claim("stored", 201, "{}")
    assert registry.claim_key(OPERATOR, "key", "other", NOW) == Claim("conflict")
    assert registry.claim_key(OPERATOR, "key", "other", NOW + DAY) == Claim("new")


def test_a_request_that_did_nothing_can_be_sent_again(registry: Registry) -> None:
    """At once when it was given up, after minutes when its process died; one that was answered stays so."""
    registry.claim_key(OPERATOR, "key", "digest", NOW)
    registry.release_key(OPERATOR, "key")
    assert registry.claim_key(OPERATOR, "key", "digest", NOW) == Claim("new")
    assert registry.claim_key(OPERATOR, "key", "digest", NOW + 2 * MINUTE) == Claim("new")
    registry.store_answer(OPERATOR, "key", 204, "")
    registry.release_key(OPERATOR, "key")
    assert registry.claim_key(OPERATOR, "key", "digest", NOW + 9 * MINUTE) == Claim("stored", 204, "")


def test_of_many_at_once_one_claims_a_key(registry: Registry) -> None:
    """The others wait."""
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda _: registry.claim_key(OPERATOR, "key", "digest", NOW).state, range(8)))
    assert sorted(claims) == ["in progress"] * 7 + ["new"]
