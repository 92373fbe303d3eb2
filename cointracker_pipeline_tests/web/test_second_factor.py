"""A second factor is asked for after the password, each code once, and nothing is open in between."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from requests import Response

from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import OPERATOR, TrySource
from cointracker_pipeline.storage.registry.people import Role
from cointracker_pipeline.web.access.authenticator import find_step, show_to_app
from cointracker_pipeline.web.access.passwords import rehash
from cointracker_pipeline.web.access.tries import LIMITS
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.web.routes import list_routes
from cointracker_pipeline_tests.web.site import Browser, Site, running_site

PASSWORD, NEW = "a horse that reads the chain", "another sentence that is mine"
HASH = rehash(PASSWORD)
HALF = "cointracker_half"
STEP = timedelta(seconds=30)
WRONG = "000000x"
"""No app shows it, at whatever time."""


class App:
    """Ann's authenticator app: it shows the code of now, and then the next one, whose time is near enough already."""

    def __init__(self, secret: str) -> None:
        self.codes = pyotp.TOTP(secret)
        self._drift = count()

    def next(self) -> str:
        """Return a code that was not shown before; there are two in all."""
        return self.codes.at(datetime.now(UTC), counter_offset=next(self._drift))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all; each test has people of its own."""
    home: Path = tmp_path_factory.mktemp("factor") / "home"
    with running_site(load_settings(home=home, base_url="http://127.0.0.1:9", api_key="k")) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_failures_of_others(site: Site) -> None:
    """All people of these tests sit at one address: what others failed there is forgotten."""
    for person in site.pipeline.registry.list_people():
        site.pipeline.registry.forget_tries(person.name, TrySource("127.0.0.1"))


def person(site: Site, name: str, role: Role = "member") -> tuple[int, Browser]:
    """Add somebody with the password, signed in."""
    found, browser = site.person(name, role)
    site.pipeline.registry.set_password_hash(found, HASH)
    return found, browser


def turn_on(browser: Browser) -> tuple[App, list[str]]:
    """Turn the second factor on in the settings; return the app and the recovery codes."""
    assert browser.post("/settings/second-factor").status_code == 303
    page = browser.get("/settings/second-factor").text
    secret = re.search(r'data-copy="([A-Z2-7]{32})"', page)
    assert secret
    app = App(secret[1])
    shown = browser.post("/settings/second-factor/confirm", data={"password": PASSWORD, "code": app.next()})
    return app, codes_in(shown)


def codes_in(page: Response) -> list[str]:
    """Return the recovery codes that a page shows."""
    assert page.status_code == 200, page.text
    assert page.headers["cache-control"] == "no-store"
    found = re.search(r"<pre><code>([^<]+)</code>", page.text)
    assert found
    return found[1].split()


def give_password(site: Site, name: str, password: str = PASSWORD, **more: str) -> tuple[Browser, Response]:
    """Give name and password in a new browser."""
    browser = site.nobody()
    return browser, browser.post("/login", data={"name": name, "password": password, **more})


def test_it_is_on_after_the_apps_first_code(site: Site) -> None:
    """Which is asked for together with the password; elsewhere one is signed out, and all is told in the settings."""
    ann, browser = person(site, "Ann")
    elsewhere = site.browser_of(ann)
    browser.post("/settings/second-factor")
    page = browser.get("/settings/second-factor").text
    address = re.search(r'href="(otpauth://[^"]+)"', page)
    assert address
    query = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)
    app = App(query["secret"][0])
    assert unquote(urlsplit(address[1]).path) == "/cointracker:Ann"
    code = app.next()
    for password, given, why in ((NEW, code, "not your password"), (PASSWORD, WRONG, "code is wrong")):
        refused = browser.post("/settings/second-factor/confirm", data={"password": password, "code": given})
        assert (refused.status_code, why in refused.text) == (422, True)
    assert not site.pipeline.registry.has_second_factor(ann)
    shown = browser.post("/settings/second-factor/confirm", data={"password": PASSWORD, "code": code})
    assert len(codes_in(shown)) == 10
    assert "left: <strong>10</strong>" in browser.get("/settings").text
    assert query["secret"][0] not in browser.get("/settings/second-factor").text
    assert elsewhere.get("/").status_code == 303


def test_the_session_begins_with_the_code(site: Site) -> None:
    """Where the person wanted to go; before, the password alone opens nothing, and no code is taken twice."""
    app, codes = turn_on(person(site, "Bea")[1])
    browser, half = give_password(site, "BEA", next="/uploads")
    assert (half.status_code, half.headers["location"]) == (303, "/login/code?next=/uploads")
    assert COOKIE not in browser.cookies
    page = browser.get("/login/code?next=/uploads").text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    wrong = browser.post("/login/code", data={"code": WRONG})
    assert (wrong.status_code, COOKIE in browser.cookies) == (401, False)
    code = app.next()
    spaced = f"{code[:3]} {code[3:]}"
    passed = browser.post("/login/code", data={"code": spaced, "next": "/uploads"})
    assert (passed.status_code, passed.headers["location"]) == (303, "/uploads")
    assert browser.get("/uploads").status_code == 200
    assert HALF not in browser.cookies
    again, _ = give_password(site, "Bea")
    assert again.post("/login/code", data={"code": code}).status_code == 401
    elsewhere = again.post("/login/code", data={"code": codes[0], "next": "//evil.example"})
    assert elsewhere.headers["location"] == "/"


def test_half_signed_in_opens_nothing_else(site: Site) -> None:
    """Every route is as closed as to nobody, whether its cookie is sent as it is or as a session's."""
    turn_on(person(site, "Cleo", "admin")[1])
    browser, _ = give_password(site, "Cleo")
    planted = site.nobody()
    planted.cookies.set(COOKIE, browser.cookies[HALF])
    routes = [one for one in list_routes(build_app(site.pipeline)) if one.role and not one.names]
    assert len(routes) > 10
    for route in routes:
        for one in (browser, planted):
            answer = one.request(route.method, route.path)
            assert answer.status_code in {303, 401}, route.key
            assert answer.headers.get("location", "/login").startswith("/login"), route.key


def test_a_wrong_password_does_not_tell_who_has_one(site: Site) -> None:
    """The same page, without a cookie; and nobody comes to the code without a password."""
    turn_on(person(site, "Dora")[1])
    person(site, "Emil")
    pages = []
    for name in ("Dora", "Emil"):
        browser, answer = give_password(site, name, NEW)
        pages.append((answer.status_code, answer.text.replace(name, "")))
        assert not browser.cookies
    assert pages[0] == pages[1]
    stranger = site.nobody()
    stranger.cookies.set(HALF, "x" * 43)
    for path in ("/login/code", "/login/set-up"):
        assert stranger.get(path).headers["location"] == "/login"
        assert stranger.post(path, data={"code": WRONG}).headers["location"] == "/login"


def test_whoever_knows_the_password_cannot_guess_on(site: Site) -> None:
    """Wrong codes count with wrong passwords; giving the right password again forgets none of them."""
    app, codes = turn_on(person(site, "Fay")[1])
    statuses = []
    for _ in range(2):
        browser, half = give_password(site, "Fay")
        statuses.append(half.status_code)
        statuses += [browser.post("/login/code", data={"code": WRONG}).status_code for _ in range(2)]
    assert statuses == [303, 401, 401, 303, 401, 429]
    assert browser.post("/login/code", data={"code": app.next()}).status_code == 429
    assert browser.post("/login/code", data={"code": codes[0]}).status_code == 429
    assert give_password(site, "Fay")[1].status_code == 429
    assert LIMITS.from_source_of_name == 5


def test_a_recovery_code_signs_in_once(site: Site) -> None:
    """However it is typed; what is left is told."""
    _, codes = turn_on(person(site, "Gil")[1])
    browser, _ = give_password(site, "Gil")
    typed = codes[3].upper().replace("-", " ")
    assert browser.post("/login/code", data={"code": typed}).status_code == 303
    assert "left: <strong>9</strong>" in browser.get("/settings").text
    again, _ = give_password(site, "Gil")
    assert again.post("/login/code", data={"code": codes[3]}).status_code == 401


def test_new_recovery_codes_and_turning_off_ask_for_both(site: Site) -> None:
    """For the password and for a code; afterwards the password is enough."""
    _, browser = person(site, "Hal")
    app, codes = turn_on(browser)
    for path in ("recovery-codes", "off"):
        for data in ({"password": NEW, "code": codes[0]}, {"password": PASSWORD, "code": WRONG}):
            assert browser.post(f"/settings/second-factor/{path}", data=data).status_code == 422
    renewed = browser.post("/settings/second-factor/recovery-codes", data={"password": PASSWORD, "code": codes[0]})
    assert not set(codes_in(renewed)) & set(codes)
    earlier = browser.post("/settings/second-factor/off", data={"password": PASSWORD, "code": codes[1]})
    assert earlier.status_code == 422
    off = browser.post("/settings/second-factor/off", data={"password": PASSWORD, "code": app.next()})
    assert off.headers["location"] == "/settings?done=second-factor"
    assert browser.get("/").status_code == 200
    assert give_password(site, "Hal")[1].headers["location"] == "/"


def test_a_reset_link_does_not_pass_by_the_code(site: Site) -> None:
    """It gives a password; the code is asked for all the same."""
    ida, browser = person(site, "Ida")
    app, _ = turn_on(browser)
    now = site.pipeline.clock()
    link = site.pipeline.registry.make_link("reset", ida, now + timedelta(days=1), now)
    fresh = site.nobody()
    answer = fresh.post("/welcome", data={"link": link, "name": "Ida", "password": NEW})
    assert answer.headers["location"] == "/login/code"
    assert fresh.get("/").status_code == 303
    assert fresh.post("/login/code", data={"code": app.next()}).status_code == 303
    assert fresh.get("/").status_code == 200


def test_an_admin_resets_what_somebody_lost(site: Site) -> None:
    """Their sessions end, and the password is enough; nobody else resets, and an admin not their own."""
    joe, browser = person(site, "Joe")
    boss, admin = person(site, "Boss", "admin")
    turn_on(browser)
    turn_on(admin)
    for role in ("viewer", "member"):
        _, other = person(site, f"no admin, {role}", role)
        assert other.post(f"/admin/people/{joe}/second-factor/reset").status_code == 403
    assert admin.post(f"/admin/people/{boss}/second-factor/reset").status_code == 422
    half, _ = give_password(site, "Joe")
    assert f"/admin/people/{joe}/second-factor/reset" in admin.get("/admin/people").text
    assert admin.post(f"/admin/people/{joe}/second-factor/reset").status_code == 303
    assert browser.get("/").status_code == 303
    assert half.get("/login/code").headers["location"] == "/login"
    assert give_password(site, "Joe")[1].headers["location"] == "/"
    assert admin.post(f"/admin/people/{joe}/second-factor/reset").status_code == 422
    assert site.pipeline.registry.list_second_factors() >= {boss}


def test_a_token_asks_for_no_code(site: Site) -> None:
    """Programs have none."""
    kim, browser = person(site, "Kim")
    turn_on(browser)
    _, secret = site.pipeline.registry.create_token(kim, "x", ["read"], None, site.pipeline.clock())
    program = site.nobody()
    program.headers["Authorization"] = f"Bearer {secret}"
    assert program.get("/api/wallets").status_code == 200


def test_another_sites_page_gives_no_code(site: Site) -> None:
    """Neither at the second step nor in the settings."""
    _, browser = person(site, "Lea")
    cross = {"Origin": "https://evil.example"}
    for path in ("/login/code", "/login/set-up", "/settings/second-factor", "/settings/second-factor/off"):
        data = {"code": "1", "password": PASSWORD}
        assert browser.post(path, data=data, headers=cross).status_code == 403
    assert site.nobody().post("/login/code", data={"code": "1"}, headers=cross).status_code == 403


def test_without_a_password_there_is_none(site: Site) -> None:
    """Whoever comes by a provider is told so."""
    _, browser = site.person("Max")
    assert "no password here" in browser.get("/settings").text
    assert browser.post("/settings/second-factor").status_code == 409
    assert browser.get("/settings/second-factor").headers["location"] == "/settings#second-factor"


@pytest.mark.parametrize(("seconds", "steps"), [(-60, None), (-30, -1), (0, 0), (30, 1), (60, None)])
def test_clocks_may_differ_by_a_step(seconds: int, steps: int | None) -> None:
    """Either way, and no more."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    codes = pyotp.TOTP(pyotp.random_base32())
    step = find_step(codes.secret, codes.at(now + timedelta(seconds=seconds)), now)
    assert step == (None if steps is None else codes.timecode(now) + steps)
    assert find_step(codes.secret, "", now) is find_step(codes.secret, "\u0663" * 6, now) is None


def test_the_qr_code_is_drawn_whole() -> None:
    """A square with the three corners by which readers find it, within its quiet border."""
    qr = show_to_app("JBSWY3DPEHPK3PXP" * 2, "Ann").qr
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", qr.path)}
    far = qr.size - 4 - 7
    for left, top in ((4, 4), (far, 4), (4, far)):
        assert {(left + n, top) for n in range(7)} | {(left, top + n) for n in range(7)} <= dark
    assert all(4 <= n < qr.size - 4 for one in dark for n in one)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that requires a second factor of admins."""
    home: Path = tmp_path_factory.mktemp("strict") / "home"
    settings = load_settings(home=home, base_url="http://127.0.0.1:9", api_key="k", second_factor="admins")
    with running_site(settings) as running:
        running.pipeline.registry.set_password_hash(OPERATOR, HASH)
        yield running


def test_where_it_is_required_it_is_set_up_at_the_sign_in(strict: Site) -> None:
    """No session begins before; afterwards it cannot be turned off."""
    browser, half = give_password(strict, "admin", next="/uploads")
    assert half.headers["location"] == "/login/set-up?next=/uploads"
    assert browser.get("/").status_code == 303
    secret = re.search(r'data-copy="([A-Z2-7]{32})"', browser.get("/login/set-up").text)
    assert secret
    app = App(secret[1])
    assert browser.post("/login/set-up", data={"code": WRONG}).status_code == 422
    assert COOKIE not in browser.cookies
    done = browser.post("/login/set-up", data={"code": app.next(), "next": "/uploads"})
    assert len(codes_in(done)) == 10
    assert 'href="/uploads"' in done.text
    assert browser.get("/admin/people").status_code == 200
    off = browser.post("/settings/second-factor/off", data={"password": PASSWORD, "code": app.next()})
    assert off.status_code == 403
    assert give_password(strict, "admin")[1].headers["location"] == "/login/code"


def test_a_session_without_it_opens_nothing_where_it_is_required(strict: Site) -> None:
    """As somebody becomes an admin; a provider's word is enough, and others need none."""
    registry, now = strict.pipeline.registry, strict.pipeline.clock()
    bob, browser = person(strict, "Bob")
    assert browser.get("/").status_code == 200
    registry.set_role(bob, "admin")
    assert browser.get("/").status_code == 303
    by_provider = strict.nobody()
    by_provider.cookies.set(COOKIE, registry.start_session(bob, "", timedelta(days=1), now, by_provider=True))
    assert by_provider.get("/").status_code == 200


def test_setting_it_up_ends_the_sessions_that_began_without(strict: Site) -> None:
    """They opened nothing while there was no second factor, and do not come back with it."""
    gus, earlier = person(strict, "Gus")
    strict.pipeline.registry.set_role(gus, "admin")
    browser, _ = give_password(strict, "Gus")
    secret = re.search(r'data-copy="([A-Z2-7]{32})"', browser.get("/login/set-up").text)
    assert secret
    codes_in(browser.post("/login/set-up", data={"code": App(secret[1]).next()}))
    assert browser.get("/").status_code == 200
    assert earlier.get("/").status_code == 303
