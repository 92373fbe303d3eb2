"""People see to their own account, and to nobody else's."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.web.access.passwords import hash_password
from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.web.hostile import HOSTILE, runs_in
from cointracker_pipeline_tests.web.site import Browser, Site

OLD, NEW = "a horse that reads the chain", "another sentence that is mine"
WALLET = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def ann_with_password(site: Site) -> tuple[int, Browser]:
    """Add a member with the old password."""
    ann, browser = site.person("Ann")
    site.pipeline.registry.set_password_hash(ann, hash_password(OLD))
    return ann, browser


def test_a_new_password_ends_every_other_session(site: Site) -> None:
    """The present one goes on under a new secret; the old password and the old secrets open nothing."""
    ann, browser = ann_with_password(site)
    elsewhere, before = site.browser_of(ann), browser.cookies[COOKIE]
    answer = browser.post("/settings/password", data={"old": OLD, "new": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings?done=password")
    assert browser.cookies[COOKIE] != before
    assert "password is changed" in browser.get("/settings?done=password").text
    thief = site.nobody()
    thief.cookies.set(COOKIE, before)
    assert {thief.get("/").status_code, elsewhere.get("/").status_code} == {303}
    assert site.nobody().post("/login", data={"name": "Ann", "password": OLD}).status_code == 401
    assert site.nobody().post("/login", data={"name": "Ann", "password": NEW}).status_code == 303


@pytest.mark.parametrize(("old", "new", "why"), [("wrong", NEW, "not your old"), (OLD, "short", "12 to 256")])
def test_a_password_is_changed_by_its_owner_to_a_good_one(site: Site, old: str, new: str, why: str) -> None:
    """Otherwise it stays."""
    _, browser = ann_with_password(site)
    answer = browser.post("/settings/password", data={"old": old, "new": new})
    assert answer.status_code == 422
    assert why in answer.text
    assert site.nobody().post("/login", data={"name": "Ann", "password": OLD}).status_code == 303


def test_whoever_took_a_session_cannot_guess_on(site: Site) -> None:
    """The old password is tried a few times, as at the login."""
    _, browser = ann_with_password(site)
    tries = [browser.post("/settings/password", data={"old": f"no {n}", "new": NEW}).status_code for n in range(6)]
    assert tries == [422] * 5 + [429]


def test_a_name_is_changed_and_signs_in(site: Site) -> None:
    """One that is taken is not."""
    _, browser = ann_with_password(site)
    site.person("Bob")
    taken = browser.post("/settings/name", data={"name": "BOB"})
    assert taken.status_code == 422
    assert "taken" in taken.text
    assert browser.post("/settings/name", data={"name": "Anna"}).status_code == 303
    assert site.nobody().post("/login", data={"name": "anna", "password": OLD}).status_code == 303


def test_sessions_are_listed_and_ended(site: Site) -> None:
    """One by one, or everywhere else at once; the one that asks goes on."""
    ann, here = site.person("Ann")
    second, third = site.browser_of(ann), site.browser_of(ann)
    page = here.get("/settings").text
    ends = re.findall(r'action="(/settings/sessions/[0-9a-f]{64}/end)"', page)
    assert len(ends) == 2
    assert here.post(ends[0]).status_code == 303
    assert sorted(one.get("/").status_code for one in (second, third)) == [200, 303]
    assert here.post("/settings/sessions/end-others").status_code == 303
    assert [one.get("/").status_code for one in (second, third, here)] == [303, 303, 200]


def test_a_session_ends_when_it_is_old_or_idle(site: Site) -> None:
    """After 30 days whatever is done, after 7 when nothing is."""
    ann, _ = site.person("Ann")
    now = site.pipeline.clock()
    for started, lifetime in (
        (now - timedelta(days=8), timedelta(days=30)),
        (now - timedelta(days=1), timedelta(days=1)),
    ):
        browser = site.nobody()
        browser.cookies.set(COOKIE, site.pipeline.registry.start_session(ann, "", lifetime, started))
        assert browser.get("/").status_code == 303


def test_a_token_is_shown_once_and_revoked(site: Site) -> None:
    """It is good for /api alone, as far as its scope and its person's role go."""
    _, browser = site.person("Ann")
    made = browser.post("/settings/tokens", data={"name": "my robot", "scope": "write", "days": "7"})
    assert made.headers["cache-control"] == "no-store"
    found = re.search(r'value="(ct_[\w-]{43})"', made.text)
    assert found
    page = browser.get("/settings").text
    assert "my robot" in page
    assert found[1] not in page
    program = site.nobody()
    program.headers["Authorization"] = f"Bearer {found[1]}"
    assert urlsplit(program.get("/settings").headers["location"]).path == "/login"
    assert program.post("/settings/tokens", data={"name": "more"}).status_code == 401
    assert site.pipeline.registry.find_token(found[1], site.pipeline.clock())
    revoke = re.search(r'action="(/settings/tokens/\d+/revoke)"', page)
    assert revoke
    assert browser.post(revoke[1]).status_code == 303
    assert site.pipeline.registry.find_token(found[1], site.pipeline.clock()) is None
    assert "my robot" not in browser.get("/settings").text


@pytest.mark.parametrize(("role", "scope"), [("member", "admin"), ("viewer", "write")])
def test_a_token_is_good_for_no_more_than_its_maker(site: Site, role: str, scope: str) -> None:
    """Nobody gives what they have not."""
    _, browser = site.person("Ann", role)  # type: ignore[arg-type]
    assert browser.post("/settings/tokens", data={"name": "x", "scope": scope}).status_code == 403


def test_the_alerts_are_those_of_ones_own_wallets(site: Site) -> None:
    """With the channels by which they leave."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    ann, browser = site.person("Ann")
    _, bob = site.person("Bob")
    registry.add_wallets([TrackedWallet(site.pipeline.parse_wallet(WALLET))], now, person_id=ann)
    registry.raise_alert(Alert("mismatch", WALLET, "Not proven", "text", now), "event", now)
    page = browser.get("/settings").text
    assert "Not proven" in page
    assert "<strong>log</strong>" in page
    assert "Not proven" not in bob.get("/settings").text


def test_what_people_are_called_runs_nowhere(site: Site) -> None:
    """Nor what their browsers and tokens are called."""
    ann, browser = site.person("Ann")
    admin = site.operator()
    for text in HOSTILE:
        browser.headers["User-Agent"] = text.encode("ascii", "ignore").decode()
        site.pipeline.registry.start_session(ann, text, timedelta(days=1), site.pipeline.clock())
        for answer in (
            browser.post("/settings/name", data={"name": text}),
            browser.post("/settings/tokens", data={"name": text}),
            browser.get("/settings"),
            browser.get("/settings", params={"done": text}),
            admin.get("/admin/people"),
            admin.post("/admin/people/invite", data={"name": text}),
        ):
            assert answer.status_code < 500
            assert runs_in(answer.text) == [], text
    everything = " ".join(HOSTILE)[:200]
    login = site.nobody().post("/login", data={"name": everything, "password": "x", "next": everything})
    assert (login.status_code, runs_in(login.text)) == (401, [])
