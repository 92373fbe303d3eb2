"""Every route, also one that is added later, keeps nobody and the wrong person out.

Routes are discovered from the application. One that asks for nobody's role must be named in ``PUBLIC``; one that lets
viewers change something in ``VIEWERS_CHANGE``; and a new path parameter in ``anns.give_her_everything``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from requests import Response

from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline_tests.web.anns import (
    AGENT,
    ALERT,
    FILE,
    LABEL,
    SECRETS,
    TAG,
    TOKEN,
    Pair,
    give_her_everything,
)
from cointracker_pipeline_tests.web.routes import Route, list_routes, sample
from cointracker_pipeline_tests.web.site import Browser, Site, running_site, wallets_of

PUBLIC = {
    "GET /login",
    "POST /login",
    "GET /login/code",
    "POST /login/code",
    "GET /login/set-up",
    "POST /login/set-up",
    "POST /logout",
    "GET /welcome",
    "POST /welcome",
    "GET /health",
    "GET /api",
    "GET /oidc",
    "GET /oidc/back",
}
VIEWERS_CHANGE = (
    "POST /settings/",  # their own account: name, password, second factor, sessions, tokens that read
)
OF_PEOPLE = "/admin/people/{person_id}"
"""Here an admin acts on other people, and is meant to."""

_FIRST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class World:
    """A site on which Ann has one of everything, and its routes."""

    site: Site
    hers: dict[str, Pair]
    routes: list[Route]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sandbox: RunningSandbox) -> Iterator[World]:
    """Ann's wallet is synced, so that there is something to see."""
    home: Path = tmp_path_factory.mktemp("walk") / "home"
    wallet = next(one for one in wallets_of(sandbox) if one.startswith("bitcoin:"))
    with running_site(load_settings(home=home, base_url=sandbox.base_url, api_key="k")) as site:
        site.sync(wallet)
        hers = give_her_everything(site, wallet)
        yield World(site, hers, list_routes(build_app(site.pipeline)))


def call(world: World, browser: Browser, route: Route, which: str = "hers", **query: str) -> Response:
    """Call a route, its parameters filled with what is Ann's, or with what is nobody's."""
    missing = [name for name in route.names if name not in world.hers]
    assert not missing, f"{route.key}: say in anns.py what {missing} is of Ann's, and what an unknown one looks like"
    filled = {name: quote(getattr(world.hers[name], which), safe=":") for name in route.names}
    path = route.path.replace(":path}", "}").format(**filled)
    form = {name: _pick(world, which, name, kind) for name, kind in route.form.items()}
    json = (
        {name: _pick(world, which, name, one.annotation) for name, one in route.body.model_fields.items()}
        if route.body
        else None
    )
    headers = {"Sec-Fetch-Site": "same-origin"}
    with browser.request(
        route.method, path, params=query, data=form or None, json=json, headers=headers, stream=True
    ) as answer:
        _read_beginning(answer)
    return answer


def _pick(world: World, which: str, name: str, kind: object) -> object:
    found, usual = world.hers.get(name.removesuffix("s")), sample(kind)
    if found is None:
        return usual
    return [getattr(found, which)] if isinstance(usual, list) else getattr(found, which)


def _read_beginning(answer: Response) -> None:
    """Read an answer; of a stream of events, which never ends, what comes first."""
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        answer._content = next(answer.iter_content(_FIRST_BYTES), b"")
    else:
        assert answer.content is not None


def without_names(world: World, answer: Response) -> tuple[int, str]:
    """Return status and body, from which what was asked for is taken out."""
    text = answer.text
    for pair in world.hers.values():
        for name in (pair.hers, pair.unknown):
            if len(name) > 3:
                text = text.replace(name, "…").replace(quote(name, safe=":"), "…").replace(quote(name, safe=""), "…")
    for pair in (world.hers[name] for name in ("upload", "token_id", "person_id")):
        text = text.replace(pair.unknown, "…")
    return answer.status_code, text


def test_every_route_says_whom_it_is_for(world: World) -> None:
    """Or is one of the few that everybody may call; what changes something is not for viewers."""
    assert len(world.routes) > 10
    for route in world.routes:
        if route.role is None:
            assert route.key in PUBLIC, f"{route.key} asks for no role: take Viewer, Member or Admin"
        elif route.changes and route.role == "viewer":
            assert route.key.startswith(VIEWERS_CHANGE), f"{route.key} lets viewers change something: take Member"


def test_nobody_is_let_in(world: World) -> None:
    """They are led to the login or told to sign in, and learn nothing else; nor does an old secret help."""
    stale = world.site.nobody()
    stale.cookies.set("cointracker_session", "x" * 43)
    program = world.site.nobody()
    program.headers["Authorization"] = "Bearer ct_" + "x" * 43
    for route in world.routes:
        if route.role is None:
            continue
        for browser in (world.site.nobody(), stale, program):
            answer = call(world, browser, route)
            expected = 303 if not route.changes and not route.path.startswith("/api") else 401
            assert answer.status_code == expected, route.key
            assert not [one for one in SECRETS if one in answer.text], route.key


def test_a_role_opens_what_it_opens_and_no_more(world: World) -> None:
    """Whoever has less than a route asks for is refused, whatever of Ann's it names."""
    rank = {"viewer": 0, "member": 1, "admin": 2}
    for role in ("viewer", "member"):
        _, browser = world.site.person(f"walker {role}", role)
        for route in world.routes:
            if route.role and rank[route.role] > rank[role]:
                assert call(world, browser, route).status_code == 403, (role, route.key)


@pytest.mark.parametrize("role", ["member", "admin"])
def test_what_is_anns_is_unknown_to_others(world: World, role: str) -> None:
    """Asked for by its own name, it gets 404 and the very words that what does not exist gets."""
    bob, _ = world.site.person(f"Bob {role}", role)  # type: ignore[arg-type]
    asked = [route for route in world.routes if route.names and not route.path.startswith(OF_PEOPLE)]
    assert asked
    for route in asked:
        ask = partial(call, world, route=route)
        answer = ask(browser=world.site.browser_of(bob), which="hers")
        unknown = ask(browser=world.site.browser_of(bob), which="unknown")
        if route.role == "admin" and role != "admin":
            continue
        assert answer.status_code == 404, (route.key, answer.text[:500])
        assert without_names(world, answer) == without_names(world, unknown), route.key


@pytest.mark.parametrize("role", ["viewer", "member", "admin"])
def test_what_others_see_tells_nothing_of_ann(world: World, role: str) -> None:
    """No page, list or export of theirs holds a label, tag, token or file of hers, and filters betray nothing."""
    bob, _ = world.site.person(f"Bert {role}", role)  # type: ignore[arg-type]
    for route in world.routes:
        if route.names or route.changes or route.role is None or (route.role == "admin" and role != "admin"):
            continue
        browser = world.site.browser_of(bob)
        answer = call(world, browser, route)
        assert not [one for one in SECRETS if one in answer.text], route.key
        for name in route.query:
            if name in world.hers:
                found, none = (
                    call(world, browser, route, **{name: getattr(world.hers[name], which)})
                    for which in ("hers", "unknown")
                )
                assert without_names(world, found) == without_names(world, none), (route.key, name)


def test_ann_sees_what_is_hers(world: World) -> None:
    """The walk would find what leaks: she herself meets her label, tag, file, token, browser and alert."""
    ann = world.site.operator()
    seen = "".join(call(world, ann, route).text for route in world.routes if not (route.names or route.changes))
    met = {one for one in SECRETS if one in seen}
    assert met >= {LABEL, TAG, FILE, TOKEN, AGENT, ALERT}


def test_after_the_walk_all_is_still_there(world: World) -> None:
    """Whatever the others tried to change of Ann's."""
    registry = world.site.pipeline.registry
    track = registry.find_track(1, world.hers["wallet_id"].hers)
    assert track is not None
    assert (track.label, track.tags) == ("anns-label-7f3a", ("anns-tag-7f3a",))
    assert registry.list_tokens(1)[0].revoked_at is None
    assert not [one for one in registry.waiting_requests() if one.kind == "delete"]
