"""A wallet is added as a row of a spreadsheet would be."""

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline_tests.web.site import Site

DOGE = "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L"
FIRST_BLOCK = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
PRIVATE_KEY = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
ETHER = "0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"


def test_a_wallet_is_added_with_the_wish_for_its_first_sync(site: Site) -> None:
    """The chain is taken from the address; label and tags are cleaned, and the person's own."""
    ann_id, ann = site.person("Ann")
    answer = ann.post("/wallets/add", data={"address": f" {DOGE} ", "label": " Dog  ", "tags": "a, b,a"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/wallets/dogecoin:{DOGE}?told=added")
    registry = site.pipeline.registry
    (tracked,) = registry.list_tracked(ann_id)
    assert (tracked.label, tracked.tags) == ("Dog", ("a", "b"))
    assert registry.list_tracked(OPERATOR) == []
    (wish,) = registry.waiting_requests()
    assert (wish.kind, wish.wallet_ids, wish.asked_by) == ("refresh", (f"dogecoin:{DOGE}",), "Ann")
    page = ann.get(answer.headers["location"]).text
    assert "The wallet is added" in page
    assert "Waiting" in page


def test_what_is_tracked_already_is_told(site: Site) -> None:
    """Nothing is asked for a second time; a new label is taken over."""
    _, ann = site.person("Ann")
    ann.post("/wallets/add", data={"address": DOGE, "label": "Dog"})
    same = ann.post("/wallets/add", data={"address": DOGE})
    assert same.headers["location"].endswith("?told=already-tracked")
    other = ann.post("/wallets/add", data={"address": DOGE, "label": "Cat"})
    assert other.headers["location"].endswith("?told=updated")
    assert "Cat" in ann.get(f"/wallets/dogecoin:{DOGE}").text
    assert len(site.pipeline.registry.waiting_requests()) == 1


def test_an_ambiguous_address_comes_back_with_choices(site: Site) -> None:
    """What was typed stays, and one more click adds it."""
    _, ann = site.person("Ann")
    answer = ann.post("/wallets/add", data={"address": FIRST_BLOCK, "label": "<b>First</b>", "tags": "x"})
    assert answer.status_code == 422
    assert 'type="radio" name="chain" value="bitcoin"' in answer.text
    assert 'type="radio" name="chain" value="bitcoin-cash"' in answer.text
    assert 'value="&lt;b&gt;First&lt;/b&gt;"' in answer.text
    chosen = ann.post("/wallets/add", data={"address": FIRST_BLOCK, "chain": "bitcoin"})
    assert chosen.headers["location"] == f"/wallets/bitcoin:{FIRST_BLOCK}?told=added"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"address": "nonsense"}, "no supported chain accepts this address"),
        ({"address": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "chain": "bitcoin"}, "checksum"),
        ({"address": FIRST_BLOCK, "chain": "nochain"}, "nochain"),
        ({"address": "  "}, "The address is missing"),
    ],
)
def test_what_is_no_wallet_is_refused_with_the_reason(site: Site, typed: dict[str, str], said: str) -> None:
    """In the words that a spreadsheet's report has, with the form as it was filled in."""
    _, ann = site.person("Ann")
    answer = ann.post("/wallets/add", data=typed | {"label": "kept"})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="kept"' in answer.text


@pytest.mark.parametrize("field", ["address", "label"])
def test_a_private_key_is_neither_kept_nor_sent_back(site: Site, field: str) -> None:
    """As an address it is refused; in a label it is left out."""
    ann_id, ann = site.person("Ann")
    answer = ann.post("/wallets/add", data={"address": DOGE} | {field: PRIVATE_KEY})
    assert PRIVATE_KEY not in answer.text
    assert answer.status_code == (422 if field == "address" else 303)
    assert all(PRIVATE_KEY not in one.label for one in site.pipeline.registry.list_tracked(ann_id))


def test_a_wallet_of_somebody_elses_is_added_without_a_second_first_sync(site: Site) -> None:
    """And each has their own label."""
    site.pipeline.registry.add_wallets([TrackedWallet(Wallet("ethereum", ETHER), "mine")], site.pipeline.clock())
    _, ann = site.person("Ann")
    assert ann.post("/wallets/add", data={"address": ETHER, "label": "hers"}).status_code == 303
    assert site.pipeline.registry.waiting_requests() == []
    page = ann.get(f"/wallets/ethereum:{ETHER}").text
    assert "hers" in page
    assert "mine" not in page


def test_a_viewer_adds_nothing(site: Site) -> None:
    """Neither by the form nor past it."""
    _, vic = site.person("Vic", "viewer")
    assert vic.get("/wallets/add").status_code == 403
    assert vic.post("/wallets/add", data={"address": DOGE}).status_code == 403
    assert site.pipeline.registry.list_wallets() == []
