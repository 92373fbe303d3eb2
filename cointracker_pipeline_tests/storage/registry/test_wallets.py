"""Wallets: added once, kept current, found, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import StatementError

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import StoreError, UnknownWalletError
from cointracker_pipeline.storage.registry import Registry

NOW = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
PIZZA = Wallet("bitcoin", "1XPTgDRhN8RFnzniWCddobD9iKZatrvH4")
GENESIS = Wallet("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
DOGE = Wallet("dogecoin", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L")


def test_a_wallet_comes_back_as_it_was_added(registry: Registry) -> None:
    """Label, tags with their order, owner, and the time to the microsecond are kept."""
    added = registry.add_wallets([TrackedWallet(PIZZA, "Pizza · 🍕", ("b", "a"), owner="Laszlo")], NOW)
    assert added == [True]
    assert registry.find_wallet(PIZZA.wallet_id) == TrackedWallet(PIZZA, "Pizza · 🍕", ("b", "a"), NOW, "Laszlo")


def test_a_wallet_added_again_takes_over_what_is_not_empty(registry: Registry) -> None:
    """An empty label, no tags or no owner say nothing; the first time it was added stays."""
    registry.add_wallets([TrackedWallet(PIZZA, "pizza", ("food",))], NOW)
    assert registry.add_wallets([TrackedWallet(PIZZA, "", ("old", "food"))], LATER) == [False]
    assert registry.add_wallets([TrackedWallet(PIZZA, "Laszlo")], LATER) == [False]
    assert registry.find_wallet(PIZZA.wallet_id) == TrackedWallet(PIZZA, "Laszlo", ("old", "food"), NOW)
    registry.add_wallets([TrackedWallet(PIZZA, owner="Ann")], LATER)
    registry.add_wallets([TrackedWallet(PIZZA)], LATER)
    assert registry.find_wallet(PIZZA.wallet_id) == TrackedWallet(PIZZA, "Laszlo", ("old", "food"), NOW, "Ann")
    registry.add_wallets([TrackedWallet(PIZZA, owner="Bob")], LATER)
    assert registry.find_wallet(PIZZA.wallet_id).owner == "Bob"


def test_a_note_is_kept_until_there_is_another(registry: Registry) -> None:
    """An empty one says nothing."""
    for note in ("First bought", "", "Sold since", ""):
        registry.add_wallets([TrackedWallet(PIZZA, note=note), TrackedWallet(GENESIS)], NOW)
    assert [registry.find_wallet(one.wallet_id).note for one in (PIZZA, GENESIS)] == ["Sold since", ""]


def test_the_same_wallet_twice_in_one_call_is_one_wallet(registry: Registry) -> None:
    """Only the first is new; what the second says is taken over."""
    assert registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(PIZZA, "pizza")], NOW) == [True, False]
    assert registry.list_wallets() == [TrackedWallet(PIZZA, "pizza", (), NOW)]


def test_wallets_are_listed_by_age_then_id(registry: Registry) -> None:
    """The oldest come first, whatever order they were given in."""
    registry.add_wallets([TrackedWallet(DOGE)], LATER)
    registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(GENESIS)], NOW)
    assert [one.wallet for one in registry.list_wallets()] == [GENESIS, PIZZA, DOGE]
    assert [one.wallet for one in registry.list_wallets("dogecoin")] == [DOGE]


def test_found_wallets_come_in_the_order_asked(registry: Registry) -> None:
    """Each once; ids that are not tracked are left out."""
    registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(GENESIS)], NOW)
    asked = [PIZZA.wallet_id, DOGE.wallet_id, GENESIS.wallet_id, PIZZA.wallet_id]
    assert [one.wallet for one in registry.find_wallets(asked)] == [PIZZA, GENESIS]


def test_an_unknown_wallet_is_an_error_that_says_what_to_do(registry: Registry) -> None:
    """The message names the wallet and the command."""
    with pytest.raises(UnknownWalletError, match=rf"{PIZZA.wallet_id}.*cointracker wallets add"):
        registry.find_wallet(PIZZA.wallet_id)


def test_a_private_key_in_place_of_an_address_is_not_shown(registry: Registry) -> None:
    """What is longer than an address is cut."""
    key = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
    with pytest.raises(UnknownWalletError) as raised:
        registry.find_wallet(f"bitcoin:{key}")
    assert key not in str(raised.value)


def test_a_deleted_wallet_leaves_nothing_but_what_it_cost(registry: Registry) -> None:
    """Its syncs and its place in requests go with it; deleting again tells that it is gone."""
    registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(GENESIS)], NOW)
    registry.start_sync("run", PIZZA.wallet_id, "refresh", NOW)
    registry.ask("refresh", [PIZZA.wallet_id, GENESIS.wallet_id], "me", NOW)
    assert registry.delete_wallet(PIZZA.wallet_id)
    assert not registry.delete_wallet(PIZZA.wallet_id)
    assert not registry.has_wallet(PIZZA.wallet_id)
    assert registry.has_wallet(GENESIS.wallet_id)
    assert registry.find_tracked([PIZZA.wallet_id, GENESIS.wallet_id]) == {GENESIS.wallet_id}
    assert registry.list_syncs() == []
    assert [one.wallet_ids for one in registry.waiting_requests()] == [(GENESIS.wallet_id,)]


def test_a_wallet_added_again_is_deleted_no_more(registry: Registry) -> None:
    """While its deletion waits it counts as gone; added again it is new, keeps its age, and the others still leave."""
    registry.add_wallets([TrackedWallet(PIZZA, "pizza"), TrackedWallet(GENESIS)], NOW)
    asked = registry.ask("delete", [PIZZA.wallet_id, GENESIS.wallet_id], "me", NOW)
    assert registry.find_staying([PIZZA.wallet_id]) == {}
    assert registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(PIZZA)], LATER) == [True, False]
    assert registry.find_staying([PIZZA.wallet_id]) == {PIZZA.wallet_id: TrackedWallet(PIZZA, "pizza", (), NOW)}
    assert [one.wallet_ids for one in registry.waiting_requests()] == [(GENESIS.wallet_id,)]
    assert [registry.still_asks([asked], one.wallet_id) for one in (PIZZA, GENESIS)] == [False, True]
    registry.add_wallets([TrackedWallet(GENESIS)], LATER)
    assert registry.waiting_requests() == []


def test_adding_withdraws_no_refresh(registry: Registry) -> None:
    """Only a deletion contradicts it."""
    registry.ask("refresh", [PIZZA.wallet_id], "me", NOW)
    registry.ask("delete", [GENESIS.wallet_id], "me", NOW)
    registry.add_wallets([TrackedWallet(PIZZA)], NOW)
    assert [one.kind for one in registry.waiting_requests()] == ["refresh", "delete"]


def test_a_wallet_and_its_first_sync_are_one_transaction(registry: Registry) -> None:
    """The sync is asked for the new ones alone; what cannot be written leaves neither behind."""
    registry.add_wallets([TrackedWallet(PIZZA)], NOW)
    with pytest.raises((StatementError, StoreError)):
        registry.add_wallets([TrackedWallet(DOGE)], NOW, asked_by=object())  # type: ignore[arg-type]
    assert not registry.has_wallet(DOGE.wallet_id)
    registry.add_wallets([TrackedWallet(PIZZA), TrackedWallet(DOGE)], NOW, "me")
    assert [(one.wallet_ids, one.asked_by) for one in registry.waiting_requests()] == [((DOGE.wallet_id,), "me")]


def test_thousands_of_wallets_are_taken_at_once(registry: Registry) -> None:
    """25,000 are added, changed, found and asked for: more than a database takes as parameters of one statement."""
    many = [TrackedWallet(Wallet("bitcoin", f"1{number:033}")) for number in range(25_000)]
    ids = [one.wallet_id for one in many]
    assert all(registry.add_wallets(many, NOW))
    assert not any(registry.add_wallets([TrackedWallet(one.wallet, "x") for one in many], LATER))
    assert [one.wallet_id for one in registry.find_wallets(ids)] == ids
    registry.ask("refresh", ids, "me", NOW)
    assert registry.waiting_requests()[0].wallet_ids == tuple(ids)
