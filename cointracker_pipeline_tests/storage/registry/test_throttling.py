"""Failed logins are counted, and a request sent twice is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from cointracker_pipeline.storage.registry import OPERATOR, Claim, Registry, TryLimits, TrySource
from cointracker_pipeline.storage.registry.engine import Database

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


LIMITS = TryLimits(15 * MINUTE, from_source_of_name=2, from_source=3, of_name=4)
HERE, THERE = TrySource("10.0.0.1"), TrySource("10.0.0.2")


def test_one_source_tries_a_name_a_few_times(registry: Registry) -> None:
    """In any case of the name; then no more for a while, and waiting is enough."""
    assert registry.admit_try("Ann", HERE, LIMITS, NOW)
    assert registry.admit_try("ANN", HERE, LIMITS, NOW + MINUTE)
    assert not registry.admit_try("ann", HERE, LIMITS, NOW + 2 * MINUTE)
    assert registry.admit_try("ann", THERE, LIMITS, NOW + 2 * MINUTE)
    assert registry.admit_try("Ann", HERE, LIMITS, NOW + 16 * MINUTE)


def test_one_source_tries_some_names(registry: Registry) -> None:
    """Whose they are does not matter."""
    assert all(registry.admit_try(name, HERE, LIMITS, NOW) for name in ("Ann", "Bob", "nobody"))
    assert not registry.admit_try("Cid", HERE, LIMITS, NOW)
    assert registry.admit_try("Cid", THERE, LIMITS, NOW)


def test_strangers_do_not_shut_out_whoever_is_known(registry: Registry) -> None:
    """From many addresses at once a name is tried so often and not more; its person's own browser tries on."""
    outcomes = [registry.admit_try("Ann", TrySource(f"10.0.1.{one}"), LIMITS, NOW) for one in range(6)]
    assert outcomes == [True] * 4 + [False] * 2
    known = TrySource("a browser's secret", is_known=True)
    assert [registry.admit_try("Ann", known, LIMITS, NOW) for _ in range(3)] == [True, True, False]
    registry.forget_tries("Ann", known)
    assert registry.admit_try("Ann", known, LIMITS, NOW)


def test_coming_in_forgets_the_names_failures_there_alone(registry: Registry) -> None:
    """Who guesses at many names is not helped by having one of them, nor by its person's coming in elsewhere."""
    for name, source in (("Ann", HERE), ("Bob", HERE), ("Ann", THERE), ("Ann", THERE)):
        assert registry.admit_try(name, source, LIMITS, NOW)
    registry.forget_tries("ann", HERE)
    assert not registry.admit_try("Ann", THERE, LIMITS, NOW)
    assert [registry.admit_try(name, HERE, LIMITS, NOW) for name in ("Cid", "Dan", "Eve")] == [True, True, False]


def test_of_many_tries_at_once_no_more_are_admitted(registry: Registry) -> None:
    """Each is counted before its password is looked at."""
    with ThreadPoolExecutor(4) as pool:
        admitted = list(pool.map(lambda _: registry.admit_try("Ann", HERE, LIMITS, NOW), range(8)))
    assert sum(admitted) == 2


def test_a_browser_is_known_for_its_person(registry: Registry) -> None:
    """For nobody else, and for so long."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    secret = registry.remember_browser(ann, DAY, NOW)
    assert registry.is_known_browser(ann, secret, NOW)
    assert not registry.is_known_browser(OPERATOR, secret, NOW)
    assert not registry.is_known_browser(ann, "another", NOW)
    assert not registry.is_known_browser(ann, secret, NOW + DAY)


def test_a_password_typed_as_the_name_is_not_kept(registry: Registry, url: str) -> None:
    """And after a day nothing is kept of a failure."""
    registry.admit_try("correct horse", HERE, LIMITS, NOW)
    registry.admit_try("correct horse", HERE, LIMITS, NOW + DAY)
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
