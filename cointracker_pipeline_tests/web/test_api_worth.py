"""What coins were worth, told as text, by the price of the day."""

import csv
import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pyarrow.parquet as pq
import pytest

from cointracker_pipeline.domain.token import Token
from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.storage.registry import WalletSummary
from cointracker_pipeline.storage.warehouse import write_token_balances
from cointracker_pipeline_tests.storage.warehouse.storing_tokens import make_balance
from cointracker_pipeline_tests.web.api_client import Program, make_program
from cointracker_pipeline_tests.web.site import Site

PRICE = Decimal("61234.567")
GENESIS = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
DOGE = "dogecoin:DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L"


@pytest.fixture
def program(synced: Site) -> Program:
    """A program in a home that knows the price of bitcoin on every day, in dollars and euros, and of nothing else."""
    with synced.pipeline.warehouse.transaction() as connection:
        connection.execute("delete from prices")
        connection.execute(
            """
            insert into prices select 'bitcoin', d::date, code, $price, 'here'
            from range(date '2009-01-01', date '2027-01-01', interval 1 day) r(d), (values ('USD'), ('EUR')) c(code)
            """,
            {"price": PRICE},
        )
    return make_program(synced, ["read"])


def worth_of(amount: str) -> Decimal:
    """Return what satoshis were worth, to the eighth decimal place."""
    return (Decimal(amount) * PRICE / 10**8).quantize(Decimal("1e-8"), ROUND_HALF_UP)


@pytest.mark.parametrize(("rest", "amount"), [("transactions", "balance_change"), ("balances", "balance")])
def test_a_row_has_its_worth(program: Program, rest: str, amount: str) -> None:
    """By the price of its day; without a price it is null, never zero."""
    for chain, is_priced in (("bitcoin", True), ("dogecoin", False)):
        wallet = program.get(f"/api/wallets?chain={chain}&limit=1").json()["items"][0]["wallet_id"]
        for one in program.get(f"/api/wallets/{wallet}/{rest}?limit=30").json()["items"]:
            told = (one["price"], None if one["worth"] is None else Decimal(one["worth"]))
            assert told == (("61234.567", worth_of(one[amount])) if is_priced else (None, None))


def test_prices_are_read_page_by_page(program: Program) -> None:
    """Of one currency and some days; the newest first, each once."""
    path = "/api/prices?currency=usd&since=2025-01-01&until=2025-01-07&limit=3"
    pages = [page.json()["items"] for page in program.read_pages(path)]
    assert [len(one) for one in pages] == [3, 3, 1]
    days = [date.fromisoformat(one["day"]) for page in pages for one in page]
    assert days == [date(2025, 1, number) for number in range(7, 0, -1)]
    both = program.get("/api/prices?limit=4").json()["items"]
    assert [one["currency"] for one in both] == ["EUR", "USD"] * 2


def hold(site: Site, *wallets: tuple[str, int, int | None], tag: str = "") -> None:
    """Let the operator have wallets with balances and worths in cents."""
    now = site.pipeline.clock()
    parsed = [(site.pipeline.parse_wallet(wallet_id), balance, worth) for wallet_id, balance, worth in wallets]
    said = [TrackedWallet(one, tags=(tag,) if tag else ()) for one, _, _ in parsed]
    site.pipeline.registry.add_wallets(said, now)
    site.pipeline.registry.write_summaries(
        [
            WalletSummary(one.wallet_id, one.chain, balance, 0, worth, True, True, 3, now, now)
            for one, balance, worth in parsed
        ]
    )


def test_what_has_no_price_is_not_worth_nothing(site: Site) -> None:
    """Its worth is null, on the page a dash; a sum says which coins it is without."""
    program, browser = make_program(site, ["read"]), site.operator()
    assert program.get("/api/portfolio").json()["worth"] is None
    hold(site, (DOGE, 7, None), tag="dogs")
    told = program.get("/api/portfolio").json()
    assert (told["worth"], told["unpriced_chains"], told["chains"][0]["worth"]) == (None, ["dogecoin"], None)
    page = browser.get("/").text
    assert "0.00 USD" not in page.replace("<span>", "").replace("</span>", "")
    assert "no price is known of Dogecoin" in page
    hold(site, (GENESIS, 5, 1234))
    told = program.get("/api/portfolio").json()
    assert (told["worth"], told["unpriced_chains"], told["unpriced_wallets"]) == ("12.34", ["dogecoin"], 1)
    assert program.get("/api/portfolio?tag=dogs").json()["worth"] is None


def test_an_empty_wallet_is_worth_nothing_for_certain(site: Site) -> None:
    """Whatever the price."""
    hold(site, (DOGE, 0, None))
    told = make_program(site, ["read"]).get("/api/portfolio").json()
    assert (told["worth"], told["unpriced_chains"]) == ("0.00", [])


def test_tokens_are_part_of_the_portfolio(site: Site) -> None:
    """Summed exactly over the person's own wallets, of any size; spam is not; their worth is null."""
    ids = [f"ethereum:0x{digit * 40}" for digit in "abc"]
    hold(site, *((one, 1, 100) for one in ids[:2]), tag="eth")
    mine, also, others = (site.pipeline.parse_wallet(one) for one in ids)
    ann, _ = site.person("Ann")
    site.pipeline.registry.add_wallets([TrackedWallet(others)], site.pipeline.clock(), person_id=ann)
    coin, huge = Token("0x" + "11" * 20, "Tether <b>USD</b>", "USDT", 6), Token("0x" + "22" * 20, "Huge", "=HUGE", 18)
    with site.pipeline.warehouse.transaction() as connection:
        write_token_balances(
            connection,
            [
                make_balance(coin, 1_500_000, mine, transfers_sum=1_500_000, transfer_count=2),
                make_balance(coin, 1, also),
                make_balance(coin, 10**9, others),
                make_balance(huge, 10**76, mine),
                make_balance(Token("0x" + "33" * 20, "Spam", "FREE", 0), 5, mine, status="spam"),
            ],
        )
    program = make_program(site, ["read"])
    told = {one["token_address"]: one for one in program.get("/api/portfolio?tag=eth").json()["tokens"]}
    assert told.keys() == {coin.address, huge.address}
    of_coin = told[coin.address]
    assert (of_coin["balance"], of_coin["balance_tokens"], of_coin["worth"]) == ("1500001", "1.500001", None)
    assert (of_coin["wallets"], of_coin["proven_wallets"], of_coin["transfer_count"]) == (2, 1, 2)
    assert told[huge.address]["balance"] == str(10**76)
    theirs = make_program(site, ["read"], ann).get("/api/portfolio").json()["tokens"]
    assert [one["balance"] for one in theirs] == [str(10**9)]
    for accept, rows in (("text/csv", read_csv), ("application/vnd.apache.parquet", read_parquet)):
        answer = program.get("/api/portfolio", headers={"Accept": accept})
        balances = {one["token_address"] or "": one["balance"] for one in rows(answer.content)}
        assert balances == {"": "2", coin.address: "1500001", huge.address: str(10**76)}
    page = site.operator().get("/").text
    assert "1.500001" in page.replace("<span>", "").replace("</span>", "")
    assert "FREE" not in page
    assert "<b>USD" not in page


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode())))


def read_parquet(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a Parquet file."""
    return list(pq.read_table(io.BytesIO(content)).to_pylist())
