"""People come in by an OpenID provider that really answers, and only those who may."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import OctKey, RSAKey

from cointracker_pipeline.errors import SettingsError
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.web.provider import CLIENT, SECRET, OpenIdProvider, running_provider
from cointracker_pipeline_tests.web.site import Browser, Site, running_site


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    """A provider; its key takes a while to make."""
    with running_provider() as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, provider: OpenIdProvider) -> Iterator[Site]:
    """A site that trusts the provider, which is as it is at first."""
    provider.twist, provider.algorithm, provider.signer, provider.calls_itself = {}, "RS256", None, ""
    provider.subject, provider.name = "subject-1", "Ann"
    with running_site(settings_of(tmp_path, provider)) as running:
        yield running


def settings_of(home: Path, provider: OpenIdProvider, **more: object) -> Settings:
    """Return the settings of a site that trusts a provider."""
    return load_settings(
        home=home / "home",
        base_url="http://127.0.0.1:9",
        api_key="k",
        oidc_issuer=provider.url,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        **more,
    )


def go_there(browser: Browser, path: str = "/oidc") -> str:
    """Leave for the provider, and return the path with which it sends the browser back."""
    leaving = browser.get(path)
    assert leaving.status_code == 303, leaving.text
    back = requests.get(leaving.headers["location"], allow_redirects=False, timeout=10).headers["location"]
    assert back.startswith(browser.url)
    return back.removeprefix(browser.url)


def invitation(site: Site, name: str = "invited") -> tuple[int, str]:
    """Invite somebody, and return their id and their link's secret."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    person = registry.add_person(name, "member", now)
    return person.person_id, registry.make_link("invite", person.person_id, now.replace(year=2999), now)


def test_somebody_invited_comes_in_and_comes_again(site: Site) -> None:
    """The link once; after that the provider's word is enough, and the way leads to where they wanted to go."""
    person, link = invitation(site)
    browser = site.nobody()
    assert f'href="/oidc?link={link}"' in browser.get(f"/welcome?link={link}").text
    answer = browser.get(go_there(browser, f"/oidc?link={link}"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "invited" in browser.get("/").text
    again = site.nobody()
    answer = again.get(go_there(again, "/oidc?next=/settings"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings")
    assert site.pipeline.registry.find_identified(site.pipeline.settings.oidc_issuer, "subject-1") == person


def test_a_link_does_not_pass_by_a_second_factor(site: Site) -> None:
    """Whoever has one chooses a password by it, and gives the code; the provider's word is not taken instead."""
    person, link = invitation(site)
    registry, now = site.pipeline.registry, site.pipeline.clock()
    registry.begin_second_factor(person)
    assert registry.confirm_second_factor(person, registry.waiting_secret(person) or "", 1, now)
    browser = site.nobody()
    answer = browser.get(go_there(browser, f"/oidc?link={link}"))
    assert (answer.status_code, "Choose a new password" in answer.text) == (403, True)
    assert registry.find_identified(site.pipeline.settings.oidc_issuer, "subject-1") is None
    assert registry.peek_link(link, now)


def test_a_stranger_stays_out(site: Site, provider: OpenIdProvider) -> None:
    """Though the provider vouches for them, and though they are called like somebody here."""
    site.person("Ann")
    browser = site.nobody()
    answer = browser.get(go_there(browser))
    assert answer.status_code == 403
    assert "not invited" in answer.text
    assert COOKIE not in browser.cookies


def test_new_people_are_admitted_where_that_is_set(tmp_path: Path, provider: OpenIdProvider, site: Site) -> None:
    """As viewers; one who is called like somebody else becomes nobody else."""
    with running_site(settings_of(tmp_path / "open", provider, oidc_admit_new=True)) as open_site:
        ann, _ = open_site.person("Ann", "admin")
        for _ in range(2):
            browser = open_site.nobody()
            assert browser.get(go_there(browser)).status_code == 303
        people = open_site.pipeline.registry.list_people()
        found = open_site.pipeline.registry.find_identified(provider.url, "subject-1")
    assert len(people) == 3
    assert found not in {None, ann}
    assert [one.role for one in people if one.person_id == found] == ["viewer"]


def test_somebody_disabled_stays_out(site: Site) -> None:
    """Whatever the provider says."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    person, _ = site.person("Bob")
    registry.identify_person(person, site.pipeline.settings.oidc_issuer, "subject-1", now)
    registry.disable_person(person, now)
    browser = site.nobody()
    answer = browser.get(go_there(browser))
    assert answer.status_code == 403
    assert "shut out" in answer.text


@pytest.mark.parametrize(
    "twist",
    [
        {"nonce": "of another sign-in"},
        {"aud": "another application"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
        {"azp": "another application", "aud": [CLIENT, "another application"]},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_and_now_is_refused(
    site: Site, provider: OpenIdProvider, twist: dict[str, object]
) -> None:
    """Its signature alone says nothing."""
    site.pipeline.registry.identify_person(1, provider.url, "subject-1", site.pipeline.clock())
    provider.twist = twist
    browser = site.nobody()
    assert browser.get(go_there(browser)).status_code == 403
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("kind", ["another key", "a secret that both know"])
def test_a_token_of_another_signer_is_refused(site: Site, provider: OpenIdProvider, kind: str) -> None:
    """Only what the published key signed counts, and no token chooses how it is checked."""
    site.pipeline.registry.identify_person(1, provider.url, "subject-1", site.pipeline.clock())
    if kind == "another key":
        provider.signer = RSAKey.generate_key(2048, {"kid": "one"})
    else:
        provider.algorithm, provider.signer = "HS256", OctKey.import_key(SECRET * 3)
    browser = site.nobody()
    assert browser.get(go_there(browser)).status_code == 403


def test_a_sign_in_ends_where_it_began(site: Site, provider: OpenIdProvider) -> None:
    """Not in another browser, not with another state, not twice with one code, not from another issuer."""
    site.pipeline.registry.identify_person(1, provider.url, "subject-1", site.pipeline.clock())
    browser = site.nobody()
    back = go_there(browser)
    assert site.nobody().get(back).status_code == 403
    state = parse_qs(urlsplit(back).query)["state"][0]
    for wrong in (back.replace(state, "x"), back + "&iss=https%3A%2F%2Fevil.example", "/oidc/back?error=access_denied"):
        fresh = site.nobody()
        go_there(fresh)
        assert fresh.get(wrong).status_code == 403
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 403


def test_a_sign_in_leads_nowhere_else(site: Site, provider: OpenIdProvider) -> None:
    """The way back is a path of ours."""
    site.pipeline.registry.identify_person(1, provider.url, "subject-1", site.pipeline.clock())
    browser = site.nobody()
    assert browser.get(go_there(browser, "/oidc?next=//evil.example")).headers["location"] == "/"


def test_a_provider_that_is_not_itself_is_not_asked(site: Site, provider: OpenIdProvider) -> None:
    """It calls itself by the name in the settings; without any, there is nothing to sign in with."""
    provider.calls_itself = "https://evil.example"
    answer = site.nobody().get("/oidc")
    assert answer.status_code == 403
    assert "COINTRACKER_OIDC_ISSUER" in answer.text


def test_without_a_provider_nothing_is_offered(tmp_path: Path) -> None:
    """The page is unknown, and the login shows no button."""
    with running_site(load_settings(home=tmp_path, base_url="http://127.0.0.1:9", api_key="k")) as site:
        assert site.nobody().get("/oidc").status_code == 404
        assert "/oidc" not in site.nobody().get("/login").text


@pytest.mark.parametrize(("issuer", "client"), [("http://login.example.org", "x"), ("https://login.example.org", "")])
def test_half_a_provider_is_refused(tmp_path: Path, issuer: str, client: str) -> None:
    """Before anything starts, by the name of its setting."""
    with pytest.raises(SettingsError, match="COINTRACKER_OIDC_ISSUER"):
        load_settings(home=tmp_path, oidc_issuer=issuer, oidc_client_id=client)
