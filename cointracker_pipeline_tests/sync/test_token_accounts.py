"""Tokens end to end: from the sandbox's accounts over real HTTP to rows, balances, files and the command's tables."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.domain.token_balance import TokenBalance
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import export_table, read_token_balances
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.token_desk import TokenReport
from cointracker_pipeline_tests.sync.ether import ALICE, BOB, ether_standing, list_accounts, wallet_of
from cointracker_pipeline_tests.sync.world import Stand

TokenRow = tuple[int, str, int, int]
"""Id, hash, height and change."""

ALICES = wallet_of(ALICE)


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Stand]:
    """Generated accounts of every kind, and nothing stored."""
    with ether_standing(tmp_path, wallets=8, transactions=60) as stand:
        yield stand


@pytest.fixture
def alice(tmp_path: Path) -> Iterator[Stand]:
    """One account, to which things happen by hand."""
    with ether_standing(tmp_path) as stand:
        stand.sandbox.control.mine("ethereum", transactions=[{"to": ALICE, "value": 5}])
        stand.track(ALICES)
        yield stand


def sync(stand: Stand, *wallets: Wallet, **settings: object) -> TokenReport:
    """Bring tokens up to date, with these settings."""
    stand.pipeline.settings = stand.pipeline.settings.model_copy(update={"token_points": 0, **settings})
    return stand.pipeline.sync_tokens(wallets or list_accounts(stand.sandbox), Progress())


def move(stand: Stand, token: str, *values: int, blocks: int = 20) -> None:
    """Let a token come to Alice, or leave her for Bob, and then pass so many blocks that it is known for good."""
    for value in values:
        parties = {"to": ALICE} if value > 0 else {"from": ALICE, "to": BOB}
        one = {"token": token, "value": str(abs(value)), **parties}
        stand.sandbox.control.mine("ethereum", transactions=[{"to": BOB, "value": 1, "tokens": [one]}])
    stand.sandbox.control.mine("ethereum", blocks=blocks)


def true_tokens(stand: Stand, wallet: Wallet) -> dict[str, list[TokenRow]]:
    """Return the transfers of each token of an account that are known for good, in order."""
    truth: Any = stand.truth(wallet)
    return {
        token["token_address"]: sorted(
            (row["id"], row["hash"], row["block_id"], row["balance_change"])
            for row in token["transfers"]
            if row["block_id"] <= truth["state_layer_2"]
        )
        for token in truth["tokens"]
    }


def stored_tokens(stand: Stand, wallet: Wallet) -> dict[str, list[TokenRow]]:
    """Return the stored transfers of each token of an account, in order."""
    with stand.pipeline.warehouse.transaction() as connection:
        rows = connection.execute(
            "select token_address, transfer_id, tx_hash, block_height, change from token_transfers where wallet_id = ?",
            [wallet.wallet_id],
        ).fetchall()
    stored: dict[str, list[TokenRow]] = {}
    for token, transfer_id, tx_hash, height, change in sorted(rows):
        stored.setdefault(token, []).append((transfer_id, tx_hash, height, int(change)))
    return stored


def balances(stand: Stand, wallet: Wallet) -> dict[str, TokenBalance]:
    """Return what is stored of an account's tokens, by contract."""
    with stand.pipeline.warehouse.transaction() as connection:
        return {one.token_address: one for one in read_token_balances(connection, [wallet.wallet_id])}


def check(stand: Stand, wallet: Wallet) -> None:
    """Assert that what is stored of an account's followed tokens is the truth."""
    truth, stored = true_tokens(stand, wallet), stored_tokens(stand, wallet)
    for address, one in balances(stand, wallet).items():
        if one.status == "followed":
            assert stored.get(address, []) == truth[address]
            assert one.transfers_sum == sum(row[3] for row in truth[address])
        else:
            assert address not in stored
    assert stand.pipeline.find_breaches()["token_balances_match_transfers"] == []


def add_token(stand: Stand, name: str, **facts: object) -> str:
    """Add a token and return its contract."""
    return str(stand.sandbox.control.add_token(name=name, **facts)["address"])  # type: ignore[arg-type]


def test_every_followed_token_of_every_account_is_the_truth(accounts: Stand) -> None:
    """Transfers equal those that happened, whatever the account; each balance is proven or says what is unexplained."""
    report = sync(accounts)
    assert report.errors == []
    found = [one for wallet in list_accounts(accounts.sandbox) for one in balances(accounts, wallet).values()]
    for wallet in list_accounts(accounts.sandbox):
        check(accounts, wallet)
    assert {one.status for one in found} == {"followed", "spam"}
    assert all(one.proof == "yes" or one.unexplained for one in found if one.status == "followed")
    assert any(len(str(one.balance)) > 38 for one in found)


def test_spam_of_every_kind_breaks_no_table(accounts: Stand, tmp_path: Path) -> None:
    """Names with markup, formulas, line breaks or a reversed text, and absurd decimals: rows of text like any other."""
    sync(accounts)
    with accounts.pipeline.warehouse.transaction() as connection:
        for table in ("token_balances", "token_transfers"):
            export_table(connection, table, "csv", tmp_path / f"{table}.csv")
        symbols = connection.execute("select distinct name || symbol from token_balances").fetchall()
    for table in ("token_balances", "token_transfers"):
        with (tmp_path / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert rows
        assert all(None not in row.values() and row["wallet_id"].startswith("ethereum:0x") for row in rows)
        assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
    assert all(text.isprintable() and not set(text) & set("<>") for (text,) in symbols)


def test_a_second_sync_costs_the_lists_alone(accounts: Stand) -> None:
    """Nothing moved: two points a wallet, whatever it holds, and no row is written twice."""
    sync(accounts)
    accounts.sandbox.control.mine("ethereum", blocks=100)
    sync(accounts)
    before = {wallet: stored_tokens(accounts, wallet) for wallet in list_accounts(accounts.sandbox)}
    accounts.sandbox.control.requests(clear=True)
    report = sync(accounts)
    log = accounts.sandbox.control.requests()
    assert (log["count"], log["points"]) == (len(before), 2 * len(before))
    assert {wallet: stored_tokens(accounts, wallet) for wallet in before} == before
    assert not any(one.changed for one in report.outcomes.values())


def test_a_list_that_comes_with_a_page_costs_one_point(accounts: Stand) -> None:
    """A night in which nothing moved: one request of two points for each account, its coin and its tokens together."""
    wallets = list_accounts(accounts.sandbox)
    for night in range(3):
        accounts.sandbox.control.mine("ethereum", blocks=100)
        accounts.sandbox.control.requests(clear=True)
        report = accounts.pipeline.sync(wallets, str(night), lambda _: None, Progress(), with_tokens=True)
        accounts.pipeline.settings = accounts.pipeline.settings.model_copy(update={"exact_wei": "never"})
        accounts.pipeline.sync_tokens(wallets, Progress(), report.outcomes)
    log = accounts.sandbox.control.requests()
    assert (log["count"], log["points"]) == (len(wallets), 2 * len(wallets))
    for wallet in wallets:
        check(accounts, wallet)


def test_what_moves_is_read_incrementally(alice: Stand) -> None:
    """Two requests for one new transfer: the list and the newest page of that token."""
    cat, dog = add_token(alice, "Cat"), add_token(alice, "Dog")
    move(alice, cat, *range(1, 40), blocks=100)
    move(alice, dog, 10**60, blocks=100)
    sync(alice, ALICES)
    check(alice, ALICES)
    alice.sandbox.control.requests(clear=True)
    move(alice, dog, -(10**59), blocks=100)
    report = sync(alice, ALICES)
    assert alice.sandbox.control.requests()["count"] == 2
    assert report.outcomes[ALICES.wallet_id].rows_added == 1
    check(alice, ALICES)
    assert balances(alice, ALICES)[dog].balance == 9 * 10**59


def test_tokens_lag_and_catch_up(alice: Stand) -> None:
    """A transfer above ``state_layer_2`` is neither stored nor missed."""
    cat = add_token(alice, "Cat")
    move(alice, cat, 5, blocks=0)
    sync(alice, ALICES)
    assert stored_tokens(alice, ALICES) == {}
    alice.sandbox.control.mine("ethereum", blocks=20)
    sync(alice, ALICES)
    check(alice, ALICES)
    assert balances(alice, ALICES)[cat].proof == "yes"


@pytest.mark.parametrize("fate", ["drop", "move", "replace"])
def test_a_reorganisation_takes_its_transfers_along(alice: Stand, fate: str) -> None:
    """Transfers that leave the chain leave, those that move are where they are now."""
    cat = add_token(alice, "Cat")
    move(alice, cat, 5, 7, 11, blocks=16)
    sync(alice, ALICES)
    alice.sandbox.control.reorganise("ethereum", depth=17, fate=fate)  # type: ignore[arg-type]
    alice.sandbox.control.mine("ethereum", blocks=20)
    sync(alice, ALICES)
    check(alice, ALICES)


def test_a_rebasing_token_is_shown_with_what_is_unexplained(alice: Stand) -> None:
    """Its balance is its contract's; once read, it costs nothing more until the list says something new."""
    token = add_token(alice, "Rebase", rebases=True)
    move(alice, token, 700, blocks=100)
    sync(alice, ALICES)
    one = balances(alice, ALICES)[token]
    assert (one.balance, one.transfers_sum, one.unexplained, one.proof) == (801, 700, 101, "NO")
    check(alice, ALICES)
    alice.sandbox.control.requests(clear=True)
    sync(alice, ALICES)
    assert alice.sandbox.control.requests()["count"] == 1


def test_lists_of_people_decide(alice: Stand) -> None:
    """An allowed token that no list of the service shows is found; a blocked one is not read."""
    hidden, cat = add_token(alice, "Hidden", listed=False), add_token(alice, "Cat")
    move(alice, hidden, 5)
    move(alice, cat, 7)
    sync(alice, ALICES, tokens_allow=hidden.upper().replace("0X", "0x"), tokens_block=cat)
    assert (balances(alice, ALICES)[hidden].proof, balances(alice, ALICES)[cat].status) == ("yes", "blocked")
    sync(alice, ALICES, tokens="listed", tokens_allow=cat, tokens_block="")
    assert balances(alice, ALICES)[cat].proof == "yes"
    assert balances(alice, ALICES)[hidden].status == "left out"
    alice.sandbox.control.requests(clear=True)
    sync(alice, ALICES, tokens="none")
    assert alice.sandbox.control.requests()["count"] == 0


def test_scaled_columns_are_exact(accounts: Stand) -> None:
    """For notebooks: what is scaled is the amount in whole tokens, to the last place."""
    sync(accounts)
    with accounts.pipeline.warehouse.transaction() as connection:
        rows = connection.execute(
            "select change, change_scaled, change_tokens, decimals from token_transfers_display "
            "join (select wallet_id, token_address, decimals from token_balances) using (wallet_id, token_address)"
        ).fetchall()
    assert any(scaled is not None for _, scaled, _, _ in rows)
    for change, scaled, shown, decimals in rows:
        whole = shown.replace(".", "").lstrip("-0") or "0"
        assert whole == change.lstrip("-")
        assert scaled is None or Decimal(shown) == scaled
        assert decimals is None or decimals == 0 or len(shown.partition(".")[2]) == decimals
