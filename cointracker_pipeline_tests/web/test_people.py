"""Admins see to people; what they decide holds at once."""

import re

from requests import Response

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline_tests.web.site import Site

PASSWORD = "a horse that reads the chain"
WALLET = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def link_in(site: Site, answer: Response) -> str:
    """Return the secret of the link that a page shows."""
    found = re.search(rf'value="{re.escape(site.url)}/welcome\?link=([\w-]+)"', answer.text)
    assert found, answer.text
    return found[1]


def test_somebody_invited_comes_in_by_their_link(site: Site) -> None:
    """They choose the name and the password; the link is shown once and works once."""
    admin = site.operator()
    answer = admin.post("/admin/people/invite", data={"name": "Bob", "role": "viewer"})
    link = link_in(site, answer)
    assert answer.headers["cache-control"] == "no-store"
    assert link not in admin.get("/admin/people").text
    bob = site.nobody()
    assert bob.post("/welcome", data={"link": link, "name": "Robert", "password": PASSWORD}).status_code == 303
    assert "Robert" in bob.get("/").text
    again = site.nobody().post("/welcome", data={"link": link, "name": "Eve", "password": PASSWORD})
    assert again.status_code == 410
    person = site.pipeline.registry.find_person_named("robert")
    assert person is not None
    assert person.role == "viewer"


def test_a_reset_link_ends_what_was_there(site: Site) -> None:
    """Sessions and earlier links; until it is used, the old password holds."""
    bob_id, bob = site.person("Bob")
    admin = site.operator()
    first = link_in(site, admin.post(f"/admin/people/{bob_id}/link"))
    second = link_in(site, admin.post(f"/admin/people/{bob_id}/link"))
    assert bob.get("/").status_code == 200
    data = {"name": "Bob", "password": PASSWORD}
    assert site.nobody().post("/welcome", data={"link": first, **data}).status_code == 410
    assert site.nobody().post("/welcome", data={"link": second, **data}).status_code == 303
    assert bob.get("/").status_code == 303


def test_a_role_holds_from_the_next_request_on(site: Site) -> None:
    """Up and down, in sessions that are open."""
    bob_id, bob = site.person("Bob")
    admin = site.operator()
    assert bob.get("/admin/people").status_code == 403
    assert admin.post(f"/admin/people/{bob_id}/role", data={"role": "admin"}).status_code == 303
    assert bob.get("/admin/people").status_code == 200
    admin.post(f"/admin/people/{bob_id}/role", data={"role": "viewer"})
    assert bob.get("/admin/people").status_code == 403


def test_somebody_disabled_is_out_at_once(site: Site) -> None:
    """Sessions, tokens and links; enabled again, their tokens work, and they sign in anew."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    bob_id, bob = site.person("Bob")
    _, secret = registry.create_token(bob_id, "script", ["read"], None, now)
    admin = site.operator()
    link = link_in(site, admin.post(f"/admin/people/{bob_id}/link"))
    assert admin.post(f"/admin/people/{bob_id}/disable").status_code == 303
    assert bob.get("/").status_code == 303
    assert registry.find_token(secret, now) is None
    assert site.nobody().get(f"/welcome?link={link}").status_code == 410
    refused = admin.post(f"/admin/people/{bob_id}/link")
    assert refused.status_code == 422
    assert "enable them first" in refused.text
    admin.post(f"/admin/people/{bob_id}/enable")
    assert registry.find_token(secret, now)
    assert bob.get("/").status_code == 303


def test_the_last_admin_stays(site: Site) -> None:
    """However it is tried."""
    admin = site.operator()
    for path, data in (("role", {"role": "viewer"}), ("disable", {}), ("remove", {"sure": "true"})):
        answer = admin.post(f"/admin/people/1/{path}", data=data)
        assert answer.status_code == 422
    assert admin.get("/admin/people").status_code == 200


def test_somebody_removed_takes_along_what_nobody_else_tracks(site: Site) -> None:
    """After the box is ticked; the wallets' deletion is asked for."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    bob_id, bob = site.person("Bob")
    registry.add_wallets([TrackedWallet(site.pipeline.parse_wallet(WALLET))], now, person_id=bob_id)
    admin = site.operator()
    unsure = admin.post(f"/admin/people/{bob_id}/remove")
    assert unsure.status_code == 422
    assert "Tick the box" in unsure.text
    assert admin.post(f"/admin/people/{bob_id}/remove", data={"sure": "true"}).status_code == 303
    assert registry.find_person(bob_id) is None
    assert bob.get("/").status_code == 303
    assert [(one.kind, one.wallet_ids) for one in registry.waiting_requests()] == [("delete", (WALLET,))]
    assert admin.post(f"/admin/people/{bob_id}/remove", data={"sure": "true"}).status_code == 404
