"""What people type and what is in a URL runs on no page, also on those that are added later."""

from pathlib import Path

from requests import Response

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline_tests.web.anns import give_her_everything
from cointracker_pipeline_tests.web.hostile import HOSTILE, LINES, runs_in
from cointracker_pipeline_tests.web.routes import list_routes
from cointracker_pipeline_tests.web.site import Site, running_site, wallets_of
from cointracker_pipeline_tests.web.test_every_route import World, call

ALL = " ".join(HOSTILE)


def call_everything_hostile(world: World) -> None:
    """Let everything of Ann's that has a name be called by all of the hostile text."""
    registry, now = world.site.pipeline.registry, world.site.pipeline.clock()
    wallet = world.site.pipeline.parse_wallet(world.hers["wallet_id"].hers)
    registry.update_track(1, TrackedWallet(wallet, ALL, HOSTILE, now, ALL, ALL))
    registry.record_upload(ALL, "ef" * 32, 1, 1, Path("/") / "report.csv", now)
    registry.expect_file(f"{'ef' * 16}.csv", 1, ALL, now)
    registry.create_token(1, ALL, ["read"], None, now)
    registry.add_person(HOSTILE[0], "member", now)


def check(world: World, route_key: str, answer: Response) -> None:
    """Fail where hostile text stands as markup in a page, or splits an answer's head."""
    assert answer.status_code < 500, (route_key, answer.text[:500])
    assert "evil" not in answer.headers.get("set-cookie", ""), route_key
    if answer.headers.get("content-type", "").startswith(("text/html", "text/event-stream")):
        assert runs_in(answer.text) == [], route_key


def test_what_people_type_runs_on_no_page(tmp_path: Path, sandbox: RunningSandbox) -> None:
    """As names of what is theirs, and in each parameter of each page."""
    wallet = next(one for one in wallets_of(sandbox) if one.startswith("bitcoin:"))
    with running_site(load_settings(home=tmp_path / "home", base_url=sandbox.base_url, api_key="k")) as site:
        site.sync(wallet)
        world = World(site, give_her_everything(site, wallet), list_routes(build_app(site.pipeline)))
        call_everything_hostile(world)
        seen = sum(_walk(world, site).values())
    assert seen >= 2  # her token and the person are met on a page at least


def _walk(world: World, site: Site) -> dict[str, bool]:
    """Ask for every page as Ann, plainly and with hostile parameters; tell on which the text was met, escaped."""
    ann = site.operator()
    met = {}
    for route in world.routes:
        if route.changes:
            continue
        answer = call(world, ann, route)
        check(world, route.key, answer)
        met[route.key] = "&lt;script&gt;alert(1)" in answer.text
        for name in route.query:
            for text in (ALL, LINES):
                check(world, f"{route.key} {name}", call(world, ann, route, **{name: text}))
    return met
