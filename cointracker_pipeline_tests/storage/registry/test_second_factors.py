"""Second factors: each code once, wrong ones counted, and nothing left when one is turned off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from cointracker_pipeline.storage.registry import OPERATOR, Registry, SecondFactor
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.second_factors import MOST_WRONG, RECOVERY_CODES

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def turn_on(registry: Registry, person_id: int = OPERATOR, step: int = 100) -> list[str]:
    """Turn a person's second factor on, by the code of a step; return the recovery codes."""
    registry.begin_second_factor(person_id)
    codes = registry.confirm_second_factor(person_id, registry.waiting_secret(person_id) or "", step, NOW)
    assert codes is not None
    return codes


def test_a_second_factor_is_on_once_it_is_confirmed(registry: Registry) -> None:
    """By the secret that waits; beginning anew gives another one, and leaves what is on as it is."""
    registry.begin_second_factor(OPERATOR)
    first = registry.waiting_secret(OPERATOR)
    assert first
    assert not registry.has_second_factor(OPERATOR)
    assert registry.find_second_factor(OPERATOR) is None
    assert registry.shared_secret(OPERATOR) is None
    registry.begin_second_factor(OPERATOR)
    secret = registry.waiting_secret(OPERATOR)
    assert secret
    assert secret != first
    assert registry.confirm_second_factor(OPERATOR, first, 1, NOW) is None
    assert registry.confirm_second_factor(OPERATOR, secret, 1, NOW)
    registry.begin_second_factor(OPERATOR)
    assert (registry.waiting_secret(OPERATOR), registry.shared_secret(OPERATOR)) == (None, secret)
    assert registry.find_second_factor(OPERATOR) == SecondFactor(NOW, RECOVERY_CODES)
    assert registry.list_second_factors() == {OPERATOR}


def test_a_step_is_taken_once(registry: Registry) -> None:
    """Neither again, nor an earlier one, nor the one that confirmed; of many at once, one."""
    turn_on(registry, step=100)
    assert [registry.take_step(OPERATOR, step) for step in (100, 99, 102, 101)] == [False, False, True, False]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: registry.take_step(OPERATOR, 103), range(8))) == 1


def test_a_hundred_wrong_codes_close_the_app(registry: Registry) -> None:
    """A right one before, or a recovery code afterwards, begins the count anew."""
    codes = turn_on(registry)
    for _ in range(MOST_WRONG - 1):
        assert registry.admit_code(OPERATOR)
    assert registry.take_step(OPERATOR, 101)
    assert [registry.admit_code(OPERATOR) for _ in range(MOST_WRONG + 1)] == [True] * MOST_WRONG + [False]
    assert registry.use_recovery_code(OPERATOR, codes[0])
    assert registry.admit_code(OPERATOR)


def test_a_recovery_code_is_used_once_by_its_owner(registry: Registry) -> None:
    """New ones end the earlier ones."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    codes, hers = turn_on(registry), turn_on(registry, ann)
    assert len(set(codes)) == RECOVERY_CODES
    assert not registry.use_recovery_code(ann, codes[0])
    assert [registry.use_recovery_code(OPERATOR, codes[0]) for _ in range(2)] == [True, False]
    assert registry.find_second_factor(OPERATOR) == SecondFactor(NOW, RECOVERY_CODES - 1)
    renewed = registry.renew_recovery_codes(OPERATOR)
    assert not registry.use_recovery_code(OPERATOR, codes[1])
    assert registry.use_recovery_code(OPERATOR, renewed[0])
    assert registry.use_recovery_code(ann, hers[0])


def test_no_recovery_code_is_stored(registry: Registry, url: str) -> None:
    """Nor what a half sign-in is known by; the secret is: codes are computed from it."""
    codes = turn_on(registry)
    half = registry.begin_half_sign_in(OPERATOR, MINUTE, NOW)
    database = Database(url)
    with database.reading() as connection:
        tables = ("second_factors", "recovery_codes", "half_sign_ins")
        rows = str([connection.execute(text(f"select * from {name}")).all() for name in tables])
    database.close()
    assert not [one for one in (*codes, half) if one in rows]
    assert (registry.shared_secret(OPERATOR) or "-") in rows


def test_what_is_turned_off_is_gone(registry: Registry) -> None:
    """With recovery codes, half sign-ins and sessions, but for the one that asks; nobody else's."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    codes, _ = turn_on(registry), turn_on(registry, ann)
    here, there, hers = (registry.start_session(one, "", DAY, NOW) for one in (OPERATOR, OPERATOR, ann))
    half = registry.begin_half_sign_in(OPERATOR, MINUTE, NOW)
    assert registry.remove_second_factor(OPERATOR, but_secret=here)
    assert not registry.remove_second_factor(OPERATOR, but_secret=here)
    assert registry.shared_secret(OPERATOR) is None
    assert registry.find_half_sign_in(half, NOW) is None
    assert not registry.use_recovery_code(OPERATOR, codes[0])
    assert [registry.has_session(one, DAY, NOW) for one in (here, there, hers)] == [True, False, True]
    assert registry.list_second_factors() == {ann}
    registry.remove_person(ann, NOW)
    assert registry.list_second_factors() == set()


def test_a_half_sign_in_ends_once(registry: Registry) -> None:
    """By itself after a while, with a new password, and when its person is shut out."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    first, second, third = (registry.begin_half_sign_in(ann, MINUTE, NOW) for _ in range(3))
    assert (registry.find_half_sign_in(first, NOW), registry.find_half_sign_in("x", NOW)) == (ann, None)
    assert registry.find_half_sign_in(first, NOW + MINUTE) is None
    assert [registry.end_half_sign_in(first) for _ in range(2)] == [True, False]
    registry.change_password(ann, "a hash")
    assert registry.find_half_sign_in(second, NOW) is registry.find_half_sign_in(third, NOW) is None
    fourth = registry.begin_half_sign_in(ann, MINUTE, NOW)
    registry.disable_person(ann, NOW)
    assert registry.find_half_sign_in(fourth, NOW) is None
