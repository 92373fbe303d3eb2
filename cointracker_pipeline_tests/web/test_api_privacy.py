"""One person never sees or changes through the API what is another's, and nobody sees anything."""

import pytest

from cointracker_pipeline_tests.web.api_client import Program, make_program
from cointracker_pipeline_tests.web.site import Browser, Site

NOBODYS = "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT"


@pytest.fixture
def stranger(synced: Site) -> Program:
    """A program of a person who tracks nothing."""
    found = synced.pipeline.registry.find_person_named("Stranger")
    person_id = found.person_id if found else synced.person("Stranger")[0]
    return make_program(synced, person_id=person_id)


@pytest.mark.parametrize("rest", ["", "/transactions", "/balances"])
def test_a_foreign_wallet_is_an_unknown_one(synced: Site, stranger: Program, rest: str) -> None:
    """The same status, body and headers but the time."""
    theirs = synced.pipeline.registry.list_wallets()[0].wallet_id
    foreign, unknown = (stranger.get(f"/api/wallets/{one}{rest}") for one in (theirs, NOBODYS))
    assert (foreign.status_code, foreign.content) == (404, unknown.content)
    assert foreign.headers.keys() == unknown.headers.keys()


def test_a_foreign_wallet_cannot_be_changed(synced: Site, stranger: Program) -> None:
    """Nor synced, nor deleted, nor listed by its runs."""
    theirs = synced.pipeline.registry.list_wallets()[0].wallet_id
    answers = [
        stranger.patch(f"/api/wallets/{theirs}", json={"label": "mine"}),
        stranger.post(f"/api/wallets/{theirs}/sync"),
        stranger.delete(f"/api/wallets/{theirs}"),
        stranger.get(f"/api/runs?wallet_id={theirs}"),
    ]
    assert [one.status_code for one in answers] == [404] * 4
    assert synced.pipeline.registry.has_wallet(theirs)
    assert synced.pipeline.registry.waiting_requests() == []


@pytest.mark.parametrize("path", ["wallets", "transactions", "runs", "prices", "uploads"])
def test_lists_are_empty_for_who_tracks_nothing(synced: Site, stranger: Program, path: str) -> None:
    """As JSON and, where there are files, as a file; and with a wallet of another's named."""
    assert stranger.get(f"/api/{path}").json() == {"items": [], "next": None}
    theirs = synced.pipeline.registry.list_wallets()[0].wallet_id
    if path == "transactions":
        assert stranger.get(f"/api/{path}?wallet_id={theirs}").json()["items"] == []
        text = stranger.get(f"/api/{path}", headers={"Accept": "text/csv"}).text
        assert len(text.splitlines()) == 1


def test_the_portfolio_of_who_tracks_nothing_is_nothing(stranger: Program) -> None:
    """Whatever others hold."""
    assert stranger.get("/api/portfolio").json()["chains"] == []


def test_what_is_said_of_a_shared_wallet_is_each_persons_own(site: Site) -> None:
    """One wallet, two labels; it stays with the other when one lets it go."""
    sent = {"wallets": [{"wallet_id": NOBODYS, "label": "A's secret"}]}
    ann, bob = (make_program(site, person_id=site.person(name)[0]) for name in ("Ann", "Bob"))
    ann.post("/api/wallets", json=sent)
    bob.post("/api/wallets", json={"wallets": [{"wallet_id": NOBODYS}]})
    assert "secret" not in bob.get("/api/wallets").text
    bob.patch(f"/api/wallets/{NOBODYS}", json={"label": "B"})
    bob.delete(f"/api/wallets/{NOBODYS}")
    assert ann.get(f"/api/wallets/{NOBODYS}").json()["label"] == "A's secret"
    assert "delete" not in [one.kind for one in site.pipeline.registry.waiting_requests()]


def test_an_upload_is_its_givers_alone(site: Site) -> None:
    """Its id tells another nothing."""
    ann, bob = (make_program(site, person_id=site.person(name)[0]) for name in ("Ann", "Bob"))
    path = ann.post("/api/uploads", files={"file": ("a.csv", b"chain,address\n")}).json()["path"]
    unknown = bob.get("/api/uploads/" + "0" * 32)
    assert (bob.get(path).status_code, bob.get(path).content) == (404, unknown.content)
    assert ann.get(path).status_code == 200


def test_a_token_to_read_changes_nothing(site: Site) -> None:
    """And an ended one, or none, reads nothing."""
    reader = make_program(site, ["read"])
    assert reader.post("/api/wallets", json={"wallets": [{"wallet_id": NOBODYS}]}).status_code == 403
    for bad in ({"Authorization": "Bearer ct_wrong"}, {"Authorization": ""}):
        for path in ("wallets", "transactions", "portfolio", "runs", "prices", "uploads", "openapi.json"):
            answer = reader.get(f"/api/{path}", headers=bad)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_session_works_as_a_token_does(site: Site) -> None:
    """For the person's own pages; another site's page cannot use it."""
    browser = site.operator()
    sent = {"wallets": [{"wallet_id": NOBODYS}]}
    assert browser.post("/api/wallets", json=sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.post("/api/wallets", json=sent).status_code == 201
    assert len(wallets_of_api(browser)) == 1


def wallets_of_api(browser: Browser) -> list[object]:
    """Return the first page of wallets."""
    return list(browser.get("/api/wallets").json()["items"])
