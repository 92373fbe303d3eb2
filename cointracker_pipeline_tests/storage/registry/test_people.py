"""People: named once, never without an admin."""

from datetime import UTC, datetime, timedelta

import pytest

from cointracker_pipeline.errors import PersonError
from cointracker_pipeline.storage.registry import OPERATOR, Person, Registry

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_operator_is_there_from_the_start(registry: Registry) -> None:
    """An admin without a password, whom a link lets in."""
    (operator,) = registry.list_people()
    assert (operator.person_id, operator.role, operator.password_hash) == (OPERATOR, "admin", None)


def test_a_person_comes_back_as_they_were_added(registry: Registry) -> None:
    """They are found by id, and by name in any case."""
    ann = registry.add_person(" Ännchen Groß ", "viewer", NOW, "hash")
    assert ann == Person(2, "Ännchen Groß", "viewer", "hash", NOW, None)
    assert "hash" not in repr(ann).replace("password_hash", "")
    assert registry.find_person(2) == registry.find_person_named("ÄNNCHEN GROSS") == ann
    assert registry.find_person(3) is registry.find_person_named("Bob") is None


@pytest.mark.parametrize("name", ["", "  ", "ann", "ANN ", "a\nb", "x" * 101])
def test_a_name_is_one_persons_and_can_be_read(registry: Registry, name: str) -> None:
    """An empty one, one that is taken in another case, one with control characters or a very long one is refused."""
    registry.add_person("Ann", "member", NOW)
    bob = registry.add_person("Bob", "member", NOW)
    with pytest.raises(PersonError):
        registry.add_person(name, "member", NOW)
    with pytest.raises(PersonError):
        registry.rename_person(bob.person_id, name)
    registry.rename_person(bob.person_id, "BOB")
    assert [one.name for one in registry.list_people()] == ["admin", "Ann", "BOB"]


def test_the_last_admin_stays_one(registry: Registry) -> None:
    """Nobody demotes, disables or removes them until there is another; a disabled admin does not count."""
    ann = registry.add_person("Ann", "admin", NOW).person_id
    registry.set_role(OPERATOR, "member")
    with pytest.raises(PersonError, match="last admin"):
        registry.set_role(ann, "viewer")
    with pytest.raises(PersonError, match="last admin"):
        registry.disable_person(ann, NOW)
    with pytest.raises(PersonError, match="last admin"):
        registry.remove_person(ann, NOW)
    bob = registry.add_person("Bob", "admin", NOW).person_id
    registry.disable_person(bob, NOW)
    with pytest.raises(PersonError, match="last admin"):
        registry.remove_person(ann, NOW)
    registry.enable_person(bob)
    assert registry.remove_person(ann, NOW) == []
    assert registry.find_person(ann) is None


def test_the_operator_cannot_be_removed(registry: Registry) -> None:
    """The command line and the inbox act as them."""
    registry.add_person("Ann", "admin", NOW)
    with pytest.raises(PersonError, match="disable"):
        registry.remove_person(OPERATOR, NOW)


def test_a_person_who_is_gone_cannot_be_changed(registry: Registry) -> None:
    """Every change says so."""
    for change in (
        lambda: registry.rename_person(9, "x"),
        lambda: registry.set_role(9, "viewer"),
        lambda: registry.set_password_hash(9, "x"),
        lambda: registry.disable_person(9, NOW),
        lambda: registry.enable_person(9),
        lambda: registry.remove_person(9, NOW),
    ):
        with pytest.raises(PersonError, match="no person 9"):
            change()


def test_a_disabled_person_is_not_let_in(registry: Registry) -> None:
    """Sessions and links are over; tokens rest until the person is enabled."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    session = registry.start_session(ann, "Firefox", DAY, NOW)
    link = registry.make_link("reset", ann, NOW + DAY, NOW)
    _, token = registry.create_token(ann, "script", ["read"], None, NOW)
    registry.disable_person(ann, NOW)
    assert (registry.find_session(session, DAY, NOW), registry.use_link(link, NOW)) == (None, None)
    assert registry.find_token(token, NOW) is None
    registry.enable_person(ann)
    assert (registry.find_session(session, DAY, NOW), registry.use_link(link, NOW)) == (None, None)
    assert registry.find_token(token, NOW) is not None


def test_a_removed_person_leaves_nothing(registry: Registry) -> None:
    """No secret of theirs opens anything, and no file of theirs is known."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    session = registry.start_session(ann, "Firefox", DAY, NOW)
    _, token = registry.create_token(ann, "script", ["read"], None, NOW)
    registry.record_upload("a.csv", "aa", 1, 0, "", NOW, ann)
    registry.expect_file("x.csv", ann, "a.csv", NOW)
    registry.claim_key(ann, "key", "digest", NOW)
    registry.remove_person(ann, NOW)
    assert (registry.find_session(session, DAY, NOW), registry.find_token(token, NOW)) == (None, None)
    assert registry.list_uploads() == []
    assert registry.find_inbox_file("x.csv") is None
