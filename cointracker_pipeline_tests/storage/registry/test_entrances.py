"""Sessions, tokens and links: each opens what it is for, as long as it may, and its secret is nowhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from cointracker_pipeline.storage.registry import OPERATOR, TOKEN_PREFIX, OneTimeLink, Registry
from cointracker_pipeline.storage.registry.engine import Database

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_session_lives_until_it_is_old_or_not_seen(registry: Registry) -> None:
    """Being seen keeps it alive, though not beyond its end."""
    secret = registry.start_session(OPERATOR, "Firefox", DAY, NOW)
    assert registry.find_session(secret + "x", HOUR, NOW) is None
    for hours in range(24):
        found = registry.find_session(secret, 2 * HOUR, NOW + hours * HOUR)
        assert found is not None
        assert (found.person_id, found.user_agent, found.expires_at) == (OPERATOR, "Firefox", NOW + DAY)
    assert registry.find_session(secret, 2 * HOUR, NOW + DAY) is None
    forgotten = registry.start_session(OPERATOR, "Firefox", DAY, NOW)
    assert registry.find_session(forgotten, 2 * HOUR, NOW + 2 * HOUR) is None


def test_a_session_with_a_short_patience_stays_alive(registry: Registry) -> None:
    """It is noted often enough that it was seen."""
    secret = registry.start_session(OPERATOR, "", DAY, NOW)
    for seconds in range(0, 60, 5):
        assert registry.find_session(secret, timedelta(seconds=10), NOW + timedelta(seconds=seconds))


def test_sessions_are_listed_and_ended(registry: Registry) -> None:
    """One's own one by one, all at once, or all but the present one; never another's."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    old = registry.start_session(OPERATOR, "old", DAY, NOW)
    new = registry.start_session(OPERATOR, "new", DAY, NOW + MINUTE)
    hers = registry.start_session(ann, "hers", DAY, NOW)
    listed = registry.list_sessions(OPERATOR, HOUR, NOW + MINUTE)
    assert [one.user_agent for one in listed] == ["new", "old"]
    assert not registry.end_session_of(ann, listed[0].digest)
    assert registry.end_session_of(OPERATOR, listed[1].digest)
    assert registry.find_session(old, HOUR, NOW) is None
    registry.start_session(OPERATOR, "third", DAY, NOW)
    assert registry.end_sessions(OPERATOR, but_secret=new) == 1
    assert registry.find_session(new, HOUR, NOW + MINUTE) is not None
    assert registry.end_sessions(OPERATOR) == 1
    assert registry.find_session(hers, HOUR, NOW) is not None
    registry.end_session(hers)
    assert registry.find_session(hers, HOUR, NOW) is None


def test_a_token_opens_until_it_expires_or_is_revoked(registry: Registry) -> None:
    """By its owner alone; when it was last used is told to the minute."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    made, secret = registry.create_token(OPERATOR, "script", ["read", "write", "read"], NOW + DAY, NOW)
    _, lasting = registry.create_token(OPERATOR, "lasting", ["admin"], None, NOW)
    assert secret.startswith(TOKEN_PREFIX)
    assert registry.find_token(secret, NOW) == made
    assert made.scopes == ("read", "write")
    assert [(one.name, one.last_used_at) for one in registry.list_tokens(OPERATOR)] == [
        ("lasting", None),
        ("script", NOW),
    ]
    registry.find_token(secret, NOW + MINUTE)
    assert registry.list_tokens(OPERATOR)[1].last_used_at == NOW + MINUTE
    assert registry.find_token(secret, NOW + DAY) is None
    assert not registry.revoke_token(ann, made.token_id + 1, NOW)
    assert registry.find_token(lasting, NOW + 999 * DAY) is not None
    assert registry.revoke_token(OPERATOR, made.token_id + 1, NOW)
    assert not registry.revoke_token(OPERATOR, made.token_id + 1, NOW)
    assert registry.find_token(lasting, NOW) is registry.find_token(secret + "x", NOW) is None
    assert registry.list_tokens(ann) == []


def test_a_link_is_used_once(registry: Registry) -> None:
    """Of those who use it at the same moment one comes in; looking at it does not use it."""
    secret = registry.make_link("invite", OPERATOR, NOW + DAY, NOW)
    link = OneTimeLink("invite", OPERATOR, NOW + DAY)
    assert registry.peek_link(secret, NOW) == registry.peek_link(secret, NOW) == link
    assert registry.peek_link(secret, NOW + DAY) is registry.use_link(secret, NOW + DAY) is None
    with ThreadPoolExecutor(4) as pool:
        used = list(pool.map(lambda _: registry.use_link(secret, NOW), range(8)))
    assert [one for one in used if one] == [link]
    assert registry.peek_link(secret, NOW) is None


def test_a_new_link_ends_the_earlier_one(registry: Registry) -> None:
    """Of the same purpose, for the same person."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    first, other = (registry.make_link(purpose, OPERATOR, NOW + DAY, NOW) for purpose in ("reset", "first-run"))
    hers = registry.make_link("reset", ann, NOW + DAY, NOW)
    second = registry.make_link("reset", OPERATOR, NOW + DAY, NOW)
    usable = [registry.peek_link(secret, NOW) is not None for secret in (first, other, hers, second)]
    assert usable == [False, True, True, True]


def test_no_secret_is_stored(registry: Registry, url: str) -> None:
    """Whoever reads the tables cannot come in."""
    secrets = [
        registry.start_session(OPERATOR, "", DAY, NOW),
        registry.create_token(OPERATOR, "", ["read"], None, NOW)[1],
        registry.make_link("reset", OPERATOR, NOW + DAY, NOW),
    ]
    database = Database(url)
    with database.reading() as connection:
        rows = [connection.execute(text(f"select * from {name}")).all() for name in _TABLES]
    database.close()
    assert all(len(found) == 1 for found in rows)
    assert not [secret for secret in secrets if secret in str(rows) or secret.removeprefix(TOKEN_PREFIX) in str(rows)]


_TABLES = ("sessions", "api_tokens", "one_time_links")
