"""What programs read and change through ``/api``, with the types and the forms that are promised."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.storage.registry.progress import SyncProgress
from cointracker_pipeline.web.protocol.formats import JSON
from cointracker_pipeline_tests.web.api_client import Program, make_program
from cointracker_pipeline_tests.web.site import Site

GENESIS = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
ECASH = "ecash:ecash:qqqqzqsrqszsvpcgpy9qkrqdpc83qygjzvp7gjyhd4"
CSV, PARQUET, PROBLEM = "text/csv", "application/vnd.apache.parquet", "application/problem+json"


@pytest.fixture
def program(synced: Site) -> Program:
    """A program of the operator, who tracks synced wallets; it only reads."""
    return make_program(synced, ["read"])


@pytest.fixture
def writer(site: Site) -> Program:
    """A program that may change things, in a home without wallets."""
    return make_program(site)


def read_items(program: Program, path: str) -> list[dict[str, object]]:
    """Return what all pages of a list have."""
    return [item for page in program.read_pages(path) for item in page.json()["items"]]


def find_longest(program: Program) -> dict[str, object]:
    """Return the wallet with most transactions."""
    page = program.get("/api/wallets?sort=transactions&order=desc&limit=1").json()
    return dict(page["items"][0])


@pytest.mark.parametrize("query", ["sort=label", "sort=worth&order=desc", "sort=transactions", "chain=bitcoin"])
def test_pages_of_wallets_have_each_wallet_once(program: Program, query: str) -> None:
    """Whatever the order; the last page has no next, and every other tells it in a header as well."""
    whole = read_items(program, f"/api/wallets?{query}&limit=500")
    pages = list(program.read_pages(f"/api/wallets?{query}&limit=4"))
    assert [item for page in pages for item in page.json()["items"]] == whole
    links = [page.headers.get("link") for page in pages]
    assert links == [f'<{page.json()["next"]}>; rel="next"' if page.json()["next"] else None for page in pages]
    assert len({str(one["wallet_id"]) for one in whole}) == len(whole) > 4


def test_transactions_sum_up_to_the_balance(program: Program) -> None:
    """Page by page, in base units and in coins, which are texts; newest first."""
    wallet = find_longest(program)
    path = f"/api/wallets/{wallet['wallet_id']}/transactions?limit=37"
    rows = read_items(program, path)
    assert len(rows) == wallet["transaction_count"]
    assert sum(int(str(one["balance_change"])) for one in rows) == int(str(wallet["balance"]))
    heights = [int(str(one["block_height"])) for one in rows]
    assert heights == sorted(heights, reverse=True)
    first = rows[0]
    assert first["balance_change_coins"] == render_amount(int(str(first["balance_change"])), 8)
    assert str(first["block_time"]).endswith("Z")


def test_all_transactions_are_those_of_every_wallet(program: Program) -> None:
    """Also of some days and some wallets alone."""
    rows = read_items(program, "/api/transactions?limit=200")
    wallets = read_items(program, "/api/wallets?limit=500")
    assert len(rows) == sum(int(str(one["transaction_count"])) for one in wallets)
    day = str(rows[len(rows) // 2]["block_time"])[:10]
    of_day = [one for one in rows if str(one["block_time"]).startswith(day)]
    assert read_items(program, f"/api/transactions?since={day}&until={day}&limit=1") == of_day
    named = str(rows[0]["wallet_id"])
    mine = [one for one in rows if one["wallet_id"] == named]
    assert read_items(program, f"/api/transactions?wallet_id={named}&limit=500") == mine


def test_daily_balances_end_with_the_balance(program: Program) -> None:
    """The newest day comes first and holds what the wallet holds."""
    wallet = find_longest(program)
    days = read_items(program, f"/api/wallets/{wallet['wallet_id']}/balances?limit=20")
    assert days[0]["balance"] == wallet["balance"]
    assert [one["day"] for one in days] == sorted((str(one["day"]) for one in days), reverse=True)


def test_the_portfolio_adds_up_wallets(program: Program) -> None:
    """By chain, exactly."""
    wallets = read_items(program, "/api/wallets?limit=500")
    portfolio = program.get("/api/portfolio").json()
    assert portfolio["wallets"] == len(wallets)
    for chain in portfolio["chains"]:
        theirs = [int(str(one["balance"])) for one in wallets if one["chain"] == chain["chain"]]
        assert (int(chain["balance"]), chain["wallets"]) == (sum(theirs), len(theirs))


def test_every_list_is_a_file_too(program: Program) -> None:
    """Whatever has pages of items: OpenAPI names the types, and asked for they come."""
    document = program.get("/api/openapi.json").json()
    walked = 0
    for path, methods in document["paths"].items():
        content = methods.get("get", {"responses": {"200": {}}})["responses"]["200"].get("content", {})
        shape = content.get(JSON, {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        if "items" not in document["components"]["schemas"].get(shape, {}).get("properties", {}):
            continue
        walked += 1
        assert {CSV, PARQUET} < content.keys(), path
        check_files(program, path.format(wallet_id=find_longest(program)["wallet_id"]))
    assert walked == 7


def check_files(program: Program, path: str) -> None:
    """Check that CSV and Parquet have as many rows as all pages together."""
    rows = len(read_items(program, f"{path}?limit=500"))
    text = program.get(path, headers={"Accept": CSV})
    assert text.headers["content-type"].startswith(CSV)
    assert len(list(csv.DictReader(io.StringIO(text.text)))) == rows
    table = pq.read_table(io.BytesIO(program.get(path, headers={"Accept": PARQUET}).content))
    assert table.num_rows == rows


def test_a_file_leaves_nothing_behind(synced: Site, program: Program) -> None:
    """Also when the program goes away while it is sent."""
    with program.get("/api/transactions", headers={"Accept": CSV}, stream=True) as answer:
        answer.raw.read(10)
    assert list(Path(synced.pipeline.settings.exports).iterdir()) == []


def test_what_is_known_is_not_sent_again(program: Program) -> None:
    """JSON and files have tags; a tag that is not that of the answer changes nothing."""
    for path, accept in (("/api/wallets", JSON), ("/api/portfolio", JSON), ("/api/transactions", CSV)):
        whole = program.get(path, headers={"Accept": accept})
        tag = whole.headers["etag"]
        for known in (tag, f'"other", W/{tag}', "*"):
            again = program.get(path, headers={"Accept": accept, "If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert program.get(path, headers={"Accept": accept, "If-None-Match": '"other"'}).content == whole.content


def test_a_file_has_the_columns_of_the_items(program: Program) -> None:
    """With the same values: amounts exact, times with their zone, what is inside under both names."""
    items = read_items(program, "/api/wallets?limit=500")
    table = pq.read_table(io.BytesIO(program.get("/api/wallets?limit=1", headers={"Accept": PARQUET}).content))
    assert table.column_names == list(items[0])
    assert [str(one) for one in table["balance"].to_pylist()] == [one["balance"] for one in items]
    assert table["worth"].to_pylist() == [one["worth"] for one in items]
    runs = pq.read_table(io.BytesIO(program.get("/api/runs", headers={"Accept": PARQUET}).content))
    assert "progress_done" in runs.column_names
    assert runs["started_at"][0].as_py().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "wallets"), ("GET", f"wallets/{GENESIS}"), ("POST", "wallets"), ("DELETE", f"wallets/{GENESIS}")],
)
def test_a_form_that_there_is_not_is_refused(writer: Program, method: str, path: str) -> None:
    """Before anything is done, with what there is; a wallet alone is no table."""
    for accept in ("image/png", "application/json;q=0", CSV):
        sent = {"wallets": [{"wallet_id": GENESIS}]} if method == "POST" else None
        answer = writer.request(method, f"/api/{path}", json=sent, headers={"Accept": accept})
        if (path, method, accept) == ("wallets", "GET", CSV):
            assert answer.status_code == 200
            continue
        assert (answer.status_code, answer.headers["content-type"]) == (406, PROBLEM)
        assert JSON in answer.json()["detail"]
    assert read_items(writer, "/api/wallets") == []


def test_the_best_of_what_is_accepted_is_taken(program: Program) -> None:
    """By its weight."""
    mixed = {"Accept": f"image/png, {CSV};q=0.5, application/json;q=0.1"}
    assert program.get("/api/wallets", headers=mixed).headers["content-type"].startswith(CSV)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", f"/api/wallets/{GENESIS}", 404),
        ("PUT", "/api/wallets", 405),
        ("GET", "/api/wallets?limit=0", 422),
        ("GET", "/api/wallets?colour=red", 422),
        ("GET", "/api/runs?cursor=WyJydW5zIiwgInhkIl0", 422),
        ("GET", "/api/transactions?since=20260101", 422),
        ("POST", "/api/wallets", 403),
    ],
)
def test_failures_have_one_shape(program: Program, method: str, path: str, status: int) -> None:
    """RFC 9457, whoever of us or of the framework refuses."""
    answer = program.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert answer.json()["status"] == status


def test_every_method_of_a_path_is_allowed(program: Program) -> None:
    """Not only those of the first route."""
    assert program.put("/api/wallets").headers["allow"] == "GET, POST"


def test_a_wallet_is_added_changed_and_deleted(site: Site, writer: Program) -> None:
    """An address in any spelling; what is not told stays; then it is as unknown as any other."""
    other = "ethereum:0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"
    loud = "ethereum:0x" + other.partition(":0x")[2].upper()
    sent = {"wallets": [{"wallet_id": GENESIS, "label": "Old", "tags": ["a", "b"]}, {"wallet_id": loud}]}
    answer = writer.post("/api/wallets", json=sent)
    assert (answer.status_code, [one["added"] for one in answer.json()["items"]]) == (201, [True, True])
    assert writer.post("/api/wallets", json=sent).status_code == 200
    changed = writer.patch(f"/api/wallets/{GENESIS}", json={"note": "first"}).json()
    assert (changed["label"], changed["tags"], changed["note"]) == ("Old", ["a", "b"], "first")
    assert writer.get(f"/api/wallets/{loud}").json() == writer.get(f"/api/wallets/{other}").json()
    assert writer.delete(f"/api/wallets/{GENESIS}").status_code == 204
    gone = writer.get(f"/api/wallets/{GENESIS}")
    assert (gone.status_code, gone.json()) == (404, writer.get("/api/wallets/bitcoin:nobodys").json())
    kinds = [one.kind for one in site.pipeline.registry.waiting_requests()]
    assert sorted(kinds) == ["delete", "refresh"]


def test_ids_have_colons_of_their_own(writer: Program) -> None:
    """Encoded or not, they lead to the wallet."""
    assert writer.post("/api/wallets", json={"wallets": [{"wallet_id": ECASH}]}).status_code == 201
    for spelling in (ECASH, ECASH.replace(":", "%3A")):
        assert writer.get(f"/api/wallets/{spelling}").json()["chain"] == "ecash"
        assert writer.get(f"/api/wallets/{spelling}/transactions").json() == {"items": [], "next": None}


def test_wallets_are_added_all_or_none(site: Site, writer: Program) -> None:
    """One that cannot be used is named by its place; a private key is neither kept nor told."""
    key = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
    sent = {"wallets": [{"wallet_id": GENESIS}, {"wallet_id": "bitcoin:1A1z"}, {"wallet_id": GENESIS, "note": key}]}
    answer = writer.post("/api/wallets", json=sent)
    assert answer.status_code == 422
    assert "wallets.1:" in answer.json()["detail"]
    assert "wallets.2:" in answer.json()["detail"]
    assert key not in answer.text
    assert site.pipeline.registry.list_wallets() == []


def test_a_sync_is_asked_for_without_waiting(site: Site, writer: Program) -> None:
    """Asked for twice while it waits, it is one."""
    writer.post("/api/wallets", json={"wallets": [{"wallet_id": GENESIS}]})
    first = writer.post(f"/api/wallets/{GENESIS}/sync", json={"full": True})
    again = writer.post(f"/api/wallets/{GENESIS}/sync", json={"full": True})
    assert (first.status_code, first.json()) == (202, again.json())
    assert writer.get(first.json()["path"]).json() == {"items": [], "next": None}
    assert "resync" in [one.kind for one in site.pipeline.registry.waiting_requests()]


def test_runs_tell_what_came_and_what_it_cost(program: Program) -> None:
    """One sync of each wallet, the newest first, page by page."""
    runs = read_items(program, "/api/runs?limit=5")
    assert [one["run"] for one in runs] == sorted((int(str(one["run"])) for one in runs), reverse=True)
    assert {one["outcome"] for one in runs} == {"succeeded"}
    wallet = str(runs[0]["wallet_id"])
    assert read_items(program, f"/api/runs?wallet_id={wallet}") == [runs[0]]


def test_a_sync_that_goes_on_tells_how_far_it_is(site: Site, writer: Program) -> None:
    """Until it ends."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    writer.post("/api/wallets", json={"wallets": [{"wallet_id": GENESIS}]})
    sync_id = registry.start_sync("run", GENESIS, "refresh", now)
    assert writer.get("/api/runs").json()["items"][0]["progress"] is None
    registry.tell_progress("run", [SyncProgress(GENESIS, 20, 100, 5, 2, 15, 4_006)], now)
    (run,) = writer.get("/api/runs?outcome=running").json()["items"]
    assert run["progress"] == {"done": 20, "expected": 100, "rows": 15, "pages": 2, "points": "4.006"}
    registry.finish_sync(sync_id, "failed", 15, 2, 4_006, "the chain moved", now)
    (run,) = writer.get("/api/runs?outcome=failed").json()["items"]
    assert (run["progress"], run["error"], run["points"]) == (None, "the chain moved", "4.006")


def test_no_text_of_a_file_is_a_formula(writer: Program) -> None:
    """Labels and tags are disarmed in CSV, and whole in Parquet."""
    said = {"wallet_id": GENESIS, "label": "=1+1", "tags": ["@a", "b"]}
    writer.post("/api/wallets", json={"wallets": [said]})
    (row,) = csv.DictReader(io.StringIO(writer.get("/api/wallets", headers={"Accept": CSV}).text))
    assert (row["label"], row["tags"]) == ("'=1+1", "'@a, b")
    table = pq.read_table(io.BytesIO(writer.get("/api/wallets", headers={"Accept": PARQUET}).content))
    assert table.select(["label", "tags"]).to_pylist() == [{"label": "=1+1", "tags": ["@a", "b"]}]


def test_an_upload_tells_what_became_of_each_row(site: Site, writer: Program) -> None:
    """It waits in the inbox; once taken, its rows come page by page."""
    sheet = f"chain,address\nbitcoin,{GENESIS.partition(':')[2]}\nbitcoin,nonsense\n".encode()
    answer = writer.post("/api/uploads", files={"file": ("my wallets.csv", sheet)})
    assert answer.status_code == 202
    path = answer.json()["path"]
    waiting = writer.get(path).json()
    assert (waiting["state"], waiting["rows"]) == ("waiting", [])
    site.pipeline.take_file(site.pipeline.settings.inbox / waiting["upload_id"])
    first = writer.get(f"{path}?limit=1").json()
    assert (first["state"], first["outcomes"]) == ("taken", {"added": 1, "refused": 1})
    second = writer.get(first["next"]).json()
    assert [one["outcome"] for one in first["rows"] + second["rows"]] == ["added", "refused"]
    assert second["next"] is None
    (listed,) = read_items(writer, "/api/uploads")
    assert (listed["file_name"], listed["accepted"], listed["refused"]) == ("my wallets.csv", 1, 1)


def test_a_file_that_the_operator_dropped_is_an_upload_of_theirs(site: Site, writer: Program) -> None:
    """On the page as here, with its rows; and of nobody else's."""
    place = site.pipeline.settings.inbox / "dropped.csv"
    place.write_text(f"chain,address\nbitcoin,{GENESIS.partition(':')[2]}\n")
    site.pipeline.take_file(place)
    sent = writer.post("/api/uploads", files={"file": ("sent.csv", b"chain,address\n")}).json()
    first, second = (page.json()["items"][0] for page in writer.read_pages("/api/uploads?limit=1"))
    assert (first["upload_id"], second["file_name"], second["accepted"]) == (sent["upload_id"], "dropped.csv", 1)
    fate = writer.get(second["path"]).json()
    assert (fate["state"], [one["outcome"] for one in fate["rows"]]) == ("taken", ["added"])
    page = site.operator().get("/uploads").text
    assert page.index(f"/uploads/{first['upload_id']}") < page.index(f"/uploads/{second['upload_id']}")
    ann, browser = site.person("Ann")
    other = make_program(site, person_id=ann)
    assert read_items(other, "/api/uploads") == []
    assert other.get(second["path"]).status_code == browser.get(f"/uploads/{second['upload_id']}").status_code == 404


def test_the_page_shows_every_operation(program: Program) -> None:
    """With a command that can be pasted; the document tells of tokens and of failures."""
    document = program.get("/api/openapi.json").json()
    page = program.get("/api/docs").text.replace("<wbr>", "")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page
            assert PROBLEM in operation["responses"]["401"]["content"]
    assert document["security"] == [{"bearer": []}]
