"""People come in by their own link or password, and nobody else does."""

from urllib.parse import urlsplit

import pytest

from cointracker_pipeline.web.access.first_run import make_first_link
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
