"""What every request passes: headers on every answer, bounds, our own pages only, and no words about our inside."""

import logging
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from fastapi import APIRouter
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.web import rendering
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline.web.security.body_size import MOST, MOST_UPLOADED
from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.web.hostile import LINES
from cointracker_pipeline_tests.web.served import served
from cointracker_pipeline_tests.web.site import Site

TEMPLATES = Path(rendering.__file__).with_name("templates")
SECRET = "a key that no answer may hold"
PASSWORD = "a horse that reads the chain"
DAY = timedelta(days=1)
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


async def dagster(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand where Dagster's web server is mounted, and say whom it let in."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "in"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"in"})


def test_no_template_lets_text_run() -> None:
    """None marks text as safe or turns escaping off, or holds a script, style or handler that the policy stops."""
    runs = re.compile(r"\|\s*safe\b|autoescape|<script>|<style|\sstyle=|\son\w+=|hx-on|javascript:")
    templates = sorted(TEMPLATES.rglob("*.html"))
    assert len(templates) > 5
    for template in templates:
        assert not runs.findall(template.read_text("utf-8")), template


@dataclass
class Counted:
    """How many pieces of an endless answer were made."""

    pieces: int = 0


@pytest.fixture(scope="module")
def counted() -> Counted:
    """What the endless answer counts."""
    return Counted()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, counted: Counted) -> Iterator[Site]:
    """A site with Dagster's place taken, a route that fails and one that never ends."""
    settings = load_settings(
        home=tmp_path_factory.mktemp("security") / "home", base_url="http://127.0.0.1:9", api_key=SECRET
    )
    router = APIRouter()

    @router.get("/fails")
    @router.get("/api/fails")
    def fail() -> None:
        raise RuntimeError(SECRET)

    @router.get("/endless")
    def endless() -> StreamingResponse:
        def pieces() -> Iterator[bytes]:
            while True:
                counted.pieces += 1
                yield b"x"

        return StreamingResponse(pieces(), media_type="text/plain")

    with open_pipeline(settings) as pipeline:
        app = build_app(pipeline, dagster)
        app.include_router(router)
        with served(app) as url:
            yield Site(url, pipeline, app.state.live)


def answers(site: Site) -> Iterator[tuple[str, requests.Response]]:
    """Yield one answer of each kind, with how it came about."""
    nobody, admin = site.nobody(), site.operator()
    _, member = site.person(f"member {id(admin)}")
    yield "200", nobody.get("/login")
    yield "200 script", nobody.get("/static/app.js")
    yield "200 dagster", admin.get("/dagster/x")
    yield "303", nobody.get("/")
    yield "400", nobody.get("/login", headers={"Host": "evil.example"})
    yield "401", nobody.post("/settings/name", data={"name": "x"})
    yield "403", member.get("/admin/people")
    yield "403 origin", admin.post("/logout", headers={"Origin": "https://evil.example"})
    yield "403 dagster", member.get("/dagster/x")
    yield "404", nobody.get("/nothing")
    yield "404 script", nobody.get("/static/nothing.js")
    yield "405", nobody.put("/login")
    yield "410", nobody.get("/welcome?link=x")
    yield "413", nobody.post("/login", data=b"x" * (MOST + 1))
    yield "422", nobody.post("/login", data={})
    yield "500", nobody.get("/fails")
    yield "500 api", nobody.get("/api/fails")


def test_every_answer_has_the_headers(site: Site) -> None:
    """Refusals and failures too; and no cache keeps what is not the same for everybody."""
    for what, answer in answers(site):
        assert str(answer.status_code) == what[:3], what
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, what
        if "dagster" not in what:
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
        assert answer.headers["cache-control"] == ("no-cache" if what == "200 script" else "no-store"), what
        assert "server" not in answer.headers, what
        assert answer.headers.get("access-control-allow-origin") is None, what


def test_failures_tell_nothing_of_the_inside(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """No traceback and no secret; the operator finds both in the log. Programs get a problem of RFC 9457."""
    with caplog.at_level(logging.ERROR, "cointracker.web"):
        page, problem = site.nobody().get("/fails?link=abc"), site.nobody().get("/api/fails")
    for answer in (page, problem):
        assert answer.status_code == 500
        assert not [word for word in (SECRET, "Traceback", "RuntimeError", "site-packages") if word in answer.text]
    assert "Something went wrong here" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 500
    assert [record.getMessage() for record in caplog.records] == ["GET '/fails' failed", "GET '/api/fails' failed"]
    assert all(record.exc_info for record in caplog.records)


def test_what_cannot_be_used_is_not_repeated(site: Site) -> None:
    """It may be a password in the wrong field."""
    answer = site.nobody().post("/login", data={"name": SECRET * 20, "password": SECRET})
    assert answer.status_code == 422
    assert SECRET not in answer.text
    assert SECRET not in site.nobody().get("/login", headers={"Host": SECRET.replace(" ", "")}).text


def test_what_is_not_meant_to_be_there_is_not(site: Site) -> None:
    """No folder is listed, nothing beside the scripts is served, and nothing is echoed."""
    for path in (
        "/static/",
        "/static/vendor/",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/.git/config",
        "/docs",
    ):
        assert site.nobody().get(path).status_code == 404, path
    assert site.nobody().request("TRACE", "/login").status_code == 405


def test_head_is_answered_without_a_body(site: Site, counted: Counted) -> None:
    """With the headers of GET, and what would go on for ever ends."""
    browser = site.nobody()
    for path in ("/login", "/nothing", "/static/app.js"):
        head, get = browser.head(path), browser.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-type"] == get.headers["content-type"]
    assert browser.head("/endless").status_code == 200
    assert counted.pieces < 5


def test_a_body_without_a_length_is_counted(site: Site) -> None:
    """It is broken off at its limit and answered as one that tells its length."""

    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            yield b"name=" + b"x" * (MOST // 2)

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = site.nobody().post("/login", data=pieces(), headers=form)
    assert answer.status_code == 413
    assert "longer than the 1,000,000 bytes" in answer.text


def test_nobody_sends_what_is_long(site: Site) -> None:
    """A spreadsheet is taken from whoever is signed in; its route asks further."""
    told = {"Content-Length": str(MOST_UPLOADED)}
    assert _status_of_head(site, "/wallets/add", told) == 413
    cookie = site.operator().cookies[COOKIE]
    too_long = {"Content-Length": str(MOST_UPLOADED + 1), "Cookie": f"{COOKIE}={cookie}"}
    assert _status_of_head(site, "/wallets/add", too_long) == 413
    assert _status_of_head(site, "/login", {"Content-Length": "9" * 19}) == 413


def _status_of_head(site: Site, path: str, headers: dict[str, str]) -> int:
    """Send the head of a request without its body, and return the answer's status."""
    parts = urlsplit(site.url)
    sent = {"Host": parts.netloc, "Origin": site.url, **headers}
    head = f"POST {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items()) + "\r\n"
    with closing(socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)) as line:
        line.sendall(head.encode())
        return int(line.recv(100).split()[1])


def test_the_cookie_is_for_this_site_alone(site: Site) -> None:
    """No script reads it, no other site's page sends it along; the name in a redirect cannot split the answer."""
    link = site.pipeline.registry.make_link("reset", 1, site.pipeline.clock().replace(year=2999), site.pipeline.clock())
    answer = site.nobody().post("/welcome", data={"link": link, "name": "admin", "password": PASSWORD})
    cookies = answer.raw.headers.getlist("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()
    split = site.nobody().get("/", params={"x": LINES})
    assert split.status_code == 303
    assert "set-cookie" not in split.headers


def test_a_session_that_was_planted_opens_nothing(site: Site) -> None:
    """Coming in gives a new secret, and ends what the browser had."""
    _, victim = site.person("planted")
    planted = victim.cookies[COOKIE]
    link = site.pipeline.registry.make_link("reset", 1, site.pipeline.clock().replace(year=2999), site.pipeline.clock())
    victim.post("/welcome", data={"link": link, "name": "admin", "password": PASSWORD})
    assert victim.cookies[COOKIE] != planted
    attacker = site.nobody()
    attacker.cookies.set(COOKIE, planted)
    assert attacker.get("/").status_code == 303


FORWARDED = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


def test_forwarded_headers_of_strangers_are_not_believed(site: Site) -> None:
    """Without a proxy in the settings, nobody makes http https or takes another's address."""
    answer = site.nobody().get("/login", headers=FORWARDED)
    assert "strict-transport-security" not in answer.headers
    assert "evil.example" not in answer.text


def test_a_proxy_that_was_named_is_believed(site: Site) -> None:
    """Behind its https, cookies are for https and for this very host, and browsers are told to stay with https."""
    app = build_app(site.pipeline)
    with served(app, ("127.0.0.1",)) as url:
        link = site.pipeline.registry.make_link("reset", 1, site.pipeline.clock() + DAY, site.pipeline.clock())
        answer = (
            Site(url, site.pipeline, app.state.live)
            .nobody()
            .post("/welcome", data={"link": link, "name": "admin", "password": PASSWORD}, headers=FORWARDED)
        )
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    for cookie in answer.raw.headers.getlist("set-cookie"):
        assert cookie.startswith("__Host-cointracker_")
        assert "Secure" in cookie.split("; ")


def test_dagster_is_for_admins(site: Site) -> None:
    """By HTTP; a token, even an admin's, does not open it."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    _, secret = registry.create_token(1, "x", ["admin"], None, now)
    program = site.nobody()
    program.headers["Authorization"] = f"Bearer {secret}"
    _, member = site.person("no admin")
    assert site.operator().get("/dagster/x").text == "in"
    assert member.get("/dagster/x").status_code == 403
    page = {"Accept": "text/html"}
    assert site.nobody().get("/dagster/x", headers=page).headers["location"] == "/login?next=%2Fdagster%2Fx"
    assert program.get("/dagster/x").status_code == 401
    assert site.nobody().post("/dagster/graphql").status_code == 401
    cross = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert site.operator().get("/dagster/graphql?query=x", headers=cross).status_code == 403


def knock(site: Site, cookie: str, origin: str | None) -> str:
    """Open a WebSocket of Dagster's as a browser would, and return what it is told."""
    url = site.url.replace("http", "ws") + "/dagster/graphql"
    shown = Origin(origin) if origin else None
    with connect(url, additional_headers={"Cookie": f"{COOKIE}={cookie}"}, origin=shown) as line:
        return str(line.recv(5))


def test_dagsters_websockets_are_for_admins(site: Site) -> None:
    """Signed in, enabled, and from a page of ours."""
    bob, browser = site.person("socket", "admin")
    _, member = site.person("no admin's socket")
    cookie = browser.cookies[COOKIE]
    assert knock(site, cookie, site.url) == "in"
    refused = (("x", site.url), (member.cookies[COOKIE], site.url), (cookie, "https://evil.example"), (cookie, None))
    for one, origin in refused:
        with pytest.raises(InvalidStatus):
            knock(site, one, origin)
    site.pipeline.registry.disable_person(bob, site.pipeline.clock())
    with pytest.raises(InvalidStatus):
        knock(site, cookie, site.url)
