"""People come in by their own link or password, and nobody else does."""

import logging
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher, extract_parameters

from cointracker_pipeline.storage.registry import TrySource
from cointracker_pipeline.web.access import passwords
from cointracker_pipeline.web.access.first_run import make_first_link
from cointracker_pipeline.web.access.tries import LIMITS
from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.web.site import Site

PASSWORD = "a horse that reads the chain"


def set_up(site: Site) -> None:
    """Let the first admin choose a name and a password."""
    link = make_first_link(site.pipeline)
    answer = site.nobody().post("/welcome", data={"link": link, "name": "Ann", "password": PASSWORD})
    assert answer.status_code == 303, answer.text


def test_the_first_link_makes_the_admin_once(site: Site) -> None:
    """Looking does not use it up; using it does, and there is no second one."""
    link = make_first_link(site.pipeline)
    browser = site.nobody()
    assert "Welcome" in browser.get(f"/welcome?link={link}").text
    answer = browser.post("/welcome", data={"link": link, "name": "Ann", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Ann" in browser.get("/").text
    again = site.nobody().post("/welcome", data={"link": link, "name": "Eve", "password": PASSWORD})
    assert again.status_code == 410
    assert make_first_link(site.pipeline) is None


def test_a_name_that_nobody_has_takes_as_long_as_any() -> None:
    """The hash that is checked instead of a person's is made by the same parameters as theirs."""
    assert extract_parameters(passwords._NOBODYS) == extract_parameters(passwords.rehash(PASSWORD))
    assert not passwords.is_right(None, PASSWORD)


def test_name_and_password_begin_a_session_that_ends(site: Site) -> None:
    """The name in any case; where the person wanted to go; and out again, in the registry too."""
    set_up(site)
    browser = site.nobody()
    away = browser.get("/?x=1")
    assert urlsplit(away.headers["location"]).path == "/login"
    answer = browser.post("/login", data={"name": "ANN", "password": PASSWORD, "next": "/?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?x=1")
    stolen = browser.cookies[COOKIE]
    assert browser.get("/").status_code == 200
    browser.post("/logout")
    thief = site.nobody()
    thief.cookies.set(COOKIE, stolen)
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize("name", ["Ann", "nobody"])
def test_what_is_wrong_is_not_told_apart(site: Site, name: str) -> None:
    """A wrong password and a wrong name get the same answer, and after some tries none."""
    set_up(site)
    for _ in range(5):
        answer = site.nobody().post("/login", data={"name": name, "password": "not the one at all"})
        assert answer.status_code == 401
        assert "do not belong together" in answer.text
    answer = site.nobody().post("/login", data={"name": name, "password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")


def test_strangers_do_not_shut_out_whoever_is_known(site: Site) -> None:
    """A name that many addresses guess at is closed to strangers, and open in its person's own browser."""
    set_up(site)
    known = site.nobody()
    assert known.post("/login", data={"name": "Ann", "password": PASSWORD}).status_code == 303
    known.post("/logout")
    for number in range(LIMITS.of_name):
        source = TrySource(f"10.0.{number}.1")
        assert site.pipeline.registry.admit_try("ann", source, LIMITS, site.pipeline.clock())
    assert site.nobody().post("/login", data={"name": "Ann", "password": PASSWORD}).status_code == 429
    assert known.post("/login", data={"name": "Ann", "password": PASSWORD}).status_code == 303


def test_what_happens_at_the_door_is_written_down(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Who came in or did not, and from where; no password, no secret, and one line each whatever is typed."""
    with caplog.at_level(logging.INFO, "cointracker.security"):
        set_up(site)
        browser = site.nobody()
        browser.post("/login", data={"name": "x\nsigned in", "password": "not the one"})
        browser.post("/login", data={"name": "Ann", "password": PASSWORD})
        secret = browser.cookies[COOKIE]
        browser.post("/logout", headers={"Origin": "https://evil.example"})
        site.person("Bob")[1].get("/admin/people")
        browser.post("/logout")
    told = [record.getMessage() for record in caplog.records]
    events = [line.split(" from=")[0] for line in told]
    assert events == ["signed in", "login failed", "signed in", "another site refused", "not allowed", "signed out"]
    assert not [line for line in told if "\n" in line or PASSWORD in line or secret in line]
    assert all("from='127.0.0.1'" in line for line in told)


def test_a_hash_of_weaker_parameters_is_made_anew(site: Site) -> None:
    """At the next login, even when the password would not be taken any more."""
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("password1234")
    ann, _ = site.person("Ann")
    site.pipeline.registry.set_password_hash(ann, weak)
    assert site.nobody().post("/login", data={"name": "Ann", "password": "password1234"}).status_code == 303
    person = site.pipeline.registry.find_person(ann)
    assert person is not None
    assert "m=65536" in (person.password_hash or "")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_a_login_never_leads_elsewhere(site: Site, target: str) -> None:
    """What is not a path of ours becomes the first page."""
    set_up(site)
    answer = site.nobody().post("/login", data={"name": "Ann", "password": PASSWORD, "next": target})
    assert answer.headers["location"] == "/"


def test_another_sites_page_cannot_act(site: Site) -> None:
    """Neither with a person's cookie nor to sign them in as somebody else."""
    browser = site.operator()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert browser.post("/logout", headers=headers).status_code == 403
        assert site.nobody().post("/login", headers=headers, data={"name": "a", "password": "b"}).status_code == 403
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("password", ["short", "password1234", "aaaaaaaaaaaaa", "Ann123456789"])
def test_an_easy_password_is_refused(site: Site, password: str) -> None:
    """With the reason, and the link can be used again."""
    link = make_first_link(site.pipeline)
    answer = site.nobody().post("/welcome", data={"link": link, "name": "Ann", "password": password})
    assert answer.status_code == 422
    assert "password" in answer.text.lower()
    set_up(site)
