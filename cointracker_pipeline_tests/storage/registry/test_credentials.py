"""A new password signs its person out everywhere, and a link gives one once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from cointracker_pipeline.errors import PersonError
from cointracker_pipeline.storage.registry import OPERATOR, Registry

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_new_password_ends_sessions_and_links(registry: Registry) -> None:
    """Those of its person alone."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    hers, mine = (registry.start_session(one, "", DAY, NOW) for one in (ann, OPERATOR))
    link = registry.make_link("reset", ann, NOW + DAY, NOW)
    registry.change_password(ann, "hash")
    person = registry.find_person(ann)
    assert person is not None
    assert person.password_hash == "hash"
    assert registry.find_session(hers, DAY, NOW) is None
    assert registry.peek_link(link, NOW) is None
    assert registry.find_session(mine, DAY, NOW) is not None


def test_a_link_gives_name_and_password_once(registry: Registry) -> None:
    """Of many who use it at once one is let in; the others change nothing."""
    ann = registry.add_person("invited", "member", NOW).person_id
    link = registry.make_link("invite", ann, NOW + DAY, NOW)
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda n: registry.claim_link(link, f"Ann {n}", f"hash {n}", NOW), range(8)))
    winner = next(number for number, claim in enumerate(claims) if claim)
    assert sum(claim is not None for claim in claims) == 1
    person = registry.find_person(ann)
    assert person is not None
    assert (person.name, person.password_hash) == (f"Ann {winner}", f"hash {winner}")


def test_a_name_that_is_taken_leaves_the_link_usable(registry: Registry) -> None:
    """Nothing of the claim is done."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    registry.add_person("Bob", "member", NOW)
    link = registry.make_link("invite", ann, NOW + DAY, NOW)
    with pytest.raises(PersonError, match="taken"):
        registry.claim_link(link, "bob", "hash", NOW)
    assert registry.claim_link(link, "Anna", "hash", NOW) is not None


def test_a_reset_keeps_the_name(registry: Registry) -> None:
    """Whoever got the link cannot make themselves somebody else."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    link = registry.make_link("reset", ann, NOW + DAY, NOW)
    registry.claim_link(link, "Eve", "hash", NOW)
    assert registry.find_person_named("Eve") is None
