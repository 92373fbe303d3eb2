"""Admins see the budget and how everything is, and nobody's labels, wallets or files; monitors hear one word."""

from cointracker_pipeline.blockchair.budget import name_account
from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.budget import Grant, Limits
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.health.looks import note_look
from cointracker_pipeline.storage.registry.tables import REVISION
from cointracker_pipeline_tests.web.site import Site


def test_the_budget_is_that_of_the_books(site: Site) -> None:
    """Points and requests, today and by day."""
    ledger, now = site.pipeline.registry.ledger, site.pipeline.clock()
    grant = ledger.reserve(name_account("k"), "x", 1000, Limits(None, None), now)
    assert isinstance(grant, Grant)
    ledger.settle(grant, 12_500, now)
    page = site.operator().get("/admin").text
    assert "12.5 points in 1 requests" in page
    assert f"{now:%Y-%m-%d}: 12.5 points" in page


def test_stores_are_told_with_their_forms_and_sizes(synced: Site) -> None:
    """And how many wallets are in them, and when the newest sync ended."""
    page = synced.operator().get("/admin").text
    for text in (f"form {REVISION}, ", "DuckDB v", " MB, ", "the newest sync ended at 20"):
        assert text in page


def test_health_tells_what_can_be_known(site: Site) -> None:
    """That nobody looks for requests, until somebody does; how much room there is."""
    page = site.operator().get("/admin").text
    assert "never looked for requests" in page
    for text in ("Found at", "not made yet", "GB free", "no file waits", "none was synced yet"):
        assert text in page
    note_look(site.pipeline.settings, "requests")
    assert "never looked for requests" in site.operator().get("/admin").text, "what was found just now is kept"
    assert "looked for requests 0 s ago" in site.operator().get("/admin?anew=true").text
    assert "looked for requests 0 s ago" in site.operator().get("/admin").text


def test_no_name_of_anybodys_is_told(site: Site) -> None:
    """Not of wallets, nor of files that wait, nor in alerts."""
    person_id, _ = site.person("Ann")
    wallet = TrackedWallet(Wallet("bitcoin", "her-address"), "her label")
    registry, now = site.pipeline.registry, site.pipeline.clock()
    registry.add_wallets([wallet], now, person_id=person_id)
    registry.raise_alert(Alert("not-proven", wallet.wallet_id, "her title", "her text"), "key", now)
    for folder in (site.pipeline.settings.inbox, site.pipeline.settings.rejected):
        (folder / "her-file.csv").write_text("x")
    page = site.operator().get("/admin").text
    assert "1 files wait" in page
    assert "1 files could not be read" in page
    assert "not-proven" in page
    assert "her" not in page.replace("whether", "").replace("other", "").replace("there", "").replace("here", "")


def test_it_is_for_admins(site: Site) -> None:
    """A member is refused, nobody is led to the login."""
    assert site.person("Ann")[1].get("/admin").status_code == 403
    assert site.nobody().get("/admin").status_code == 303


def test_monitors_hear_one_word(site: Site) -> None:
    """Without a login: ok; and not ok with 503 once the registry cannot be used."""
    answer = site.nobody().get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    site.pipeline.registry.close()
    for path in site.pipeline.settings.home.glob("registry.sqlite*"):
        path.unlink()
    answer = site.nobody().get("/health")
    assert (answer.status_code, answer.text) == (503, "not ok\n")
