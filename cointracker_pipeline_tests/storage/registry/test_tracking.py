"""One wallet, many people: each has labels and lists of their own."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import OPERATOR, Registry
from cointracker_pipeline.storage.registry.engine import Database

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PIZZA = Wallet("bitcoin", "1XPTgDRhN8RFnzniWCddobD9iKZatrvH4")
DOGE = Wallet("dogecoin", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L")


def add_ann(registry: Registry) -> int:
    """Add a person and return their id."""
    return registry.add_person("Ann", "member", NOW).person_id


def read_tags(url: str) -> list[tuple[int, str]]:
    """Return what tags can be searched by, and whose they are."""
    database = Database(url)
    with database.reading() as connection:
        rows = connection.execute(text("select person_id, tag from track_tags order by 1, 2")).all()
    database.close()
    return [(row.person_id, row.tag) for row in rows]


def test_a_wallet_is_fetched_once_whoever_tracks_it(registry: Registry) -> None:
    """It is new to the second person, and no second first sync is asked for."""
    ann = add_ann(registry)
    assert registry.add_wallets([TrackedWallet(PIZZA, "mine")], NOW, "me") == [True]
    assert registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(DOGE)], LATER, "ann", ann) == [True, True]
    assert registry.add_wallets([TrackedWallet(PIZZA, "pizza")], LATER, "ann", ann) == [False]
    assert [one.wallet_ids for one in registry.waiting_requests()] == [(PIZZA.wallet_id,), (DOGE.wallet_id,)]
    assert registry.count_trackers(PIZZA.wallet_id) == 2


def test_what_a_person_says_is_their_own(registry: Registry) -> None:
    """Nobody sees or changes another's label, and the operator's view of a wallet of another's is empty."""
    ann = add_ann(registry)
    registry.add_wallets([TrackedWallet(PIZZA, "mine", ("a",), owner="Bob", note="x")], NOW)
    registry.add_wallets([TrackedWallet(PIZZA, "hers", ("b",)), TrackedWallet(DOGE, "dog")], LATER, person_id=ann)
    mine = TrackedWallet(PIZZA, "mine", ("a",), NOW, "Bob", "x")
    assert registry.list_wallets() == [mine, TrackedWallet(DOGE, added_at=LATER)]
    assert registry.find_wallets([DOGE.wallet_id]) == [TrackedWallet(DOGE, added_at=LATER)]
    assert registry.list_tracked(OPERATOR) == [mine]
    assert registry.list_tracked(ann) == [
        TrackedWallet(PIZZA, "hers", ("b",), LATER),
        TrackedWallet(DOGE, "dog", (), LATER),
    ]
    assert registry.list_tracked(ann, "dogecoin") == [TrackedWallet(DOGE, "dog", (), LATER)]
    assert registry.find_track(OPERATOR, DOGE.wallet_id) is None
    assert registry.find_staying([DOGE.wallet_id]) == {}
    assert registry.find_staying([DOGE.wallet_id], ann) == {DOGE.wallet_id: TrackedWallet(DOGE, "dog", (), LATER)}
    assert [registry.is_tracked_by(one, DOGE.wallet_id) for one in (OPERATOR, ann)] == [False, True]


def test_what_is_said_can_be_taken_back(registry: Registry, url: str) -> None:
    """An update takes over everything exactly, what is empty too; a wallet of another's is not touched."""
    ann = add_ann(registry)
    registry.add_wallets([TrackedWallet(PIZZA, "mine", ("b", "a", "b"), owner="Bob", note="x")], NOW)
    assert read_tags(url) == [(OPERATOR, "a"), (OPERATOR, "b")]
    assert not registry.update_track(ann, TrackedWallet(PIZZA, "hers", ("c",)))
    assert registry.update_track(OPERATOR, TrackedWallet(PIZZA, tags=("c",)))
    assert registry.find_track(OPERATOR, PIZZA.wallet_id) == TrackedWallet(PIZZA, tags=("c",), added_at=NOW)
    assert read_tags(url) == [(OPERATOR, "c")]
    assert registry.update_track(OPERATOR, TrackedWallet(PIZZA))
    assert read_tags(url) == []


def test_a_wallet_leaves_with_the_last_who_tracks_it(registry: Registry) -> None:
    """Until then only the person's own view goes; then its deletion is asked for, and adding it withdraws that."""
    ann = add_ann(registry)
    registry.add_wallets([TrackedWallet(PIZZA, "mine")], NOW)
    registry.add_wallets([TrackedWallet(PIZZA, "hers")], NOW, person_id=ann)
    assert registry.untrack_wallets(OPERATOR, [PIZZA.wallet_id], NOW, "me") == []
    assert registry.waiting_requests() == []
    assert registry.list_tracked(OPERATOR) == []
    assert registry.list_tracked(ann) == [TrackedWallet(PIZZA, "hers", (), NOW)]
    assert registry.untrack_wallets(ann, [PIZZA.wallet_id, DOGE.wallet_id], NOW, "ann") == [PIZZA.wallet_id]
    assert [(one.kind, one.wallet_ids) for one in registry.waiting_requests()] == [("delete", (PIZZA.wallet_id,))]
    assert registry.add_wallets([TrackedWallet(PIZZA)], LATER) == [True]
    assert registry.waiting_requests() == []
    assert registry.list_tracked(OPERATOR) == [TrackedWallet(PIZZA, added_at=LATER)]


def test_a_deleted_wallet_is_nobodys(registry: Registry, url: str) -> None:
    """What everybody said of it leaves with it."""
    ann = add_ann(registry)
    registry.add_wallets([TrackedWallet(PIZZA, tags=("a",))], NOW)
    registry.add_wallets([TrackedWallet(PIZZA, tags=("b",))], NOW, person_id=ann)
    assert registry.delete_wallet(PIZZA.wallet_id)
    assert registry.list_tracked(OPERATOR) == registry.list_tracked(ann) == []
    assert read_tags(url) == []


def test_a_removed_person_takes_along_what_is_theirs_alone(registry: Registry) -> None:
    """Wallets of others stay, and the deletion of the rest is asked for."""
    ann = add_ann(registry)
    registry.add_wallets([TrackedWallet(PIZZA)], NOW)
    registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(DOGE)], NOW, person_id=ann)
    assert registry.remove_person(ann, NOW, "me") == [DOGE.wallet_id]
    assert [(one.kind, one.wallet_ids) for one in registry.waiting_requests()] == [("delete", (DOGE.wallet_id,))]
    assert registry.count_trackers(PIZZA.wallet_id) == 1
