"""A site as people have it after a while, for pictures: a dozen wallets of four chains, prices, people, a failure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from cointracker_pipeline.pipeline.reports import derive_reports
from cointracker_pipeline.pipeline.summaries import publish_summaries
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.storage.registry.people import Role
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.web.site import Site, running_site, wallets_of

CHAINS = ("bitcoin", "ethereum", "litecoin", "dogecoin")
LABELS = (
    ("Savings", "cold;family"),
    ("Daily spending", "hot"),
    ("Donations to the choir since 2015", "hot;club"),
    ("Treasury", "cold;club"),
    ("Staking", "hot"),
    ("Old laptop", ""),
    ("Holidays", "family"),
    ("Rainy days", "cold"),
    ("Market stall", "hot;shop"),
    ("Tips", "hot"),
    ("Found on a stick", ""),
    ("Shop", "hot;shop"),
)
BAD_ROWS = "bitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb,One letter wrong,\nfloofcoin,abc,What is this?,\n"
FIRST_RUN = str(uuid4())
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
)


@contextmanager
def lively_site(home: Path) -> Iterator[Site]:
    """Serve a home in which things have happened; its first admin is called Ann."""
    with running_sandbox(wallets=3, transactions=(8, 400), chains=CHAINS, seed=6) as sandbox:
        settings = load_settings(home=home, base_url=sandbox.base_url, second_currency="EUR", exact_wei="always")
        with running_site(settings) as site:
            _upload(site, sandbox)
            _sync(site, sandbox)
            _let_people_in(site)
            yield site


def begin_session(site: Site) -> str:
    """Return the secret of Ann's session in the browser that she looks from."""
    return site.pipeline.registry.start_session(OPERATOR, AGENTS[0], timedelta(days=14), site.pipeline.clock())


def _upload(site: Site, sandbox: RunningSandbox) -> None:
    """Have the wallets come by a spreadsheet, some of whose rows are refused; another one waits."""
    named = zip(wallets_of(sandbox), LABELS, strict=True)
    rows = "".join(f"{wallet.replace(':', ',')},{label},{tags}\n" for wallet, (label, tags) in named)
    sheet = f"chain,address,label,tags\n{BAD_ROWS}{rows}"
    for name, text in (("wallets of ours.csv", sheet), ("more.csv", sheet)):
        site.operator().post("/wallets/add", files={"file": (name, text.encode(), "text/csv")})
        if name != "more.csv":
            site.pipeline.take_file(next(site.pipeline.settings.inbox.iterdir()))


def _sync(site: Site, sandbox: RunningSandbox) -> None:
    """Read the wallets, with prices in two currencies; then the service is away while one of them is read again."""
    pipeline = site.pipeline
    asked = [one.request_id for one in pipeline.registry.waiting_requests()]
    pipeline.registry.take_requests(asked, FIRST_RUN, pipeline.clock())
    wallets = [pipeline.parse_wallet(wallet_id) for wallet_id in wallets_of(sandbox)]
    pipeline.sync(wallets, FIRST_RUN, lambda _: None, Progress())
    today = pipeline.clock().date()
    days = [today - timedelta(days=number) for number in range(6000)]
    (pipeline.settings.price_files / "EUR.csv").write_text("date,rate\n" + "".join(f"{day},0.87\n" for day in days))
    pipeline.update_prices(ask=True)
    pipeline.derive_portfolio()
    derive_reports(pipeline)
    publish_summaries(pipeline)
    sandbox.control.set_faults(kinds=["500"])
    pipeline.sync(wallets[5:6], str(uuid4()), lambda _: None, Progress(), full=True)


def _let_people_in(site: Site) -> None:
    registry, now = site.pipeline.registry, site.pipeline.clock()
    registry.rename_person(OPERATOR, "Ann")
    registry.set_password_hash(OPERATOR, "no hash of any password")
    people: tuple[tuple[str, Role], ...] = (("Bea", "member"), ("Clerk at the tax office", "viewer"))
    for name, role in people:
        registry.add_person(name, role, now)
    registry.create_token(OPERATOR, "backup script", ["read"], now + timedelta(days=90), now)
    registry.end_sessions(OPERATOR)
    registry.start_session(OPERATOR, AGENTS[1], timedelta(days=14), now - timedelta(hours=5))
