"""Requests: asked once however often, taken once."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import Registry, SyncRequest

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def test_asked_twice_is_one_row(registry: Registry) -> None:
    """The same wallets in any order, the same kind: the same id, and the first asker stays."""
    first = registry.ask("refresh", ["bitcoin:b", "bitcoin:a", "bitcoin:b"], "ann", NOW)
    assert registry.ask("refresh", ["bitcoin:a", "bitcoin:b"], "bob", LATER) == first
    assert registry.waiting_requests() == [SyncRequest(first, "refresh", ("bitcoin:b", "bitcoin:a"), "ann", NOW)]


def test_another_kind_or_other_wallets_is_another_request(registry: Registry) -> None:
    """Only equal wishes are one; no wallets means all that are due."""
    ids = {
        registry.ask("refresh", ["bitcoin:a"], "ann", NOW),
        registry.ask("resync", ["bitcoin:a"], "ann", NOW),
        registry.ask("refresh", ["bitcoin:a", "bitcoin:b"], "ann", NOW),
        registry.ask("refresh", [], "ann", NOW),
    }
    assert [one.request_id for one in registry.waiting_requests()] == sorted(ids)
    assert len(ids) == 4
    assert registry.waiting_requests()[-1].wallet_ids == ()


def test_a_request_taken_no_longer_waits_and_can_be_asked_again(registry: Registry) -> None:
    """Taking twice, or what is not there, changes nothing."""
    first = registry.ask("refresh", ["bitcoin:a"], "ann", NOW)
    assert registry.request_state(first) == "waiting"
    registry.take_requests([first, 999], "run-1", NOW)
    registry.take_requests([first], "run-2", LATER)
    assert registry.request_state(first) == "taken"
    assert registry.waiting_requests() == []
    second = registry.ask("refresh", ["bitcoin:a"], "ann", LATER)
    assert second != first
    assert registry.request_state(999) == "unknown"


def test_what_a_dead_run_took_waits_again(registry: Registry) -> None:
    """What other runs took stays taken; what waits already because it was asked for anew is no second request."""
    first, second = (registry.ask("refresh", [one], "ann", NOW) for one in ("bitcoin:a", "bitcoin:b"))
    registry.take_requests([first, second], "dead", NOW)
    other = registry.ask("resync", ["bitcoin:c"], "ann", NOW)
    registry.take_requests([other], "alive", NOW)
    anew = registry.ask("refresh", ["bitcoin:b"], "ann", LATER)
    assert registry.wait_again("dead") == 1
    assert [one.request_id for one in registry.waiting_requests()] == [first, anew]


def test_the_wallets_of_requests_are_found_in_their_order(registry: Registry) -> None:
    """Whether they wait or were taken; each wallet once, and an unknown request names none."""
    first = registry.ask("refresh", ["bitcoin:b", "bitcoin:a"], "ann", NOW)
    second = registry.ask("refresh", ["bitcoin:c", "bitcoin:a"], "bob", NOW)
    registry.take_requests([first], "run-1", NOW)
    assert registry.find_requested([first, 999, second]) == ["bitcoin:b", "bitcoin:a", "bitcoin:c"]


def test_a_request_whose_wallets_are_all_deleted_goes_away(registry: Registry) -> None:
    """It must not stay as a request without wallets: that would mean all that are due."""
    wallet = Wallet("bitcoin", "a")
    registry.add_wallets([TrackedWallet(wallet)], NOW)
    request_id = registry.ask("refresh", [wallet.wallet_id], "ann", NOW)
    registry.delete_wallet(wallet.wallet_id)
    assert registry.waiting_requests() == []
    assert registry.request_state(request_id) == "unknown"


def test_a_taken_request_stays_known_when_its_wallet_is_deleted(registry: Registry) -> None:
    """Whoever asked for the deletion can still see that it was taken."""
    request_id = registry.ask("delete", ["bitcoin:a"], "ann", NOW)
    registry.take_requests([request_id], "run", NOW)
    registry.delete_wallet("bitcoin:a")
    assert registry.request_state(request_id) == "taken"


def test_a_wish_is_not_met_by_the_rest_of_a_request(registry: Registry) -> None:
    """A wallet that was deleted and added again is asked for anew."""
    registry.ask("refresh", ["bitcoin:a", "bitcoin:b"], "ann", NOW)
    registry.delete_wallet("bitcoin:a")
    registry.ask("refresh", ["bitcoin:a", "bitcoin:b"], "ann", LATER)
    assert [one.wallet_ids for one in registry.waiting_requests()] == [
        ("bitcoin:b",),
        ("bitcoin:a", "bitcoin:b"),
    ]


_WISHES = st.lists(
    st.tuples(st.sampled_from(["refresh", "resync", "delete"]), st.lists(st.sampled_from("abc"), max_size=3))
)


@given(wishes=_WISHES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_as_many_requests_wait_as_wishes_differ(registry: Registry, wishes: list[tuple[str, list[str]]]) -> None:
    """Whatever is asked in whatever order: one row for each kind and set of wallets."""
    for kind, letters in wishes:
        registry.ask(kind, letters, "ann", NOW)  # type: ignore[arg-type]
    waiting = registry.waiting_requests()
    registry.take_requests([one.request_id for one in waiting], "run", NOW)
    assert len(waiting) == len({(kind, frozenset(letters)) for kind, letters in wishes})
