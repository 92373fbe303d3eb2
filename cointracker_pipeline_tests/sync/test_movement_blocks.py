"""Blocks with many rows, hashes that came twice, and changes that come to nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.domain.cursor import OVERLAP_ROWS
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.sync.moving import (
    CHAIN,
    add_wallets,
    check_truth,
    pay,
    quiet_night,
    settle,
    trade,
)
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, standing

PAGE = SMALL_BITCOIN.page_limit
COINBASES = (
    ("d5d27987d2a3dfc724e359870c6644b40e497bdc0589a033220fe15429d88599", 91_812, 91_842),
    ("e3bf3d07d4b0375638d5f1db5255fe07ba2c4cb067cd81b84ee974b6585fb468", 91_722, 91_880),
)
"""The two pairs of coinbase transactions of bitcoin that have the same hash, and their blocks."""


@pytest.mark.parametrize("above", [0, PAGE - 3])
@pytest.mark.parametrize("rows", [OVERLAP_ROWS + 2, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE + 4])
def test_a_block_with_many_rows_is_whole_wherever_pages_end(small: Stand, rows: int, above: int) -> None:
    """Fewer than a page holds, exactly as many, or several pages of them: on top of a history or inside it."""
    (wallet,) = add_wallets(small, 20)
    pay(small, wallet, *range(1, rows + 1))
    for amount in range(1, above + 1):
        pay(small, wallet, amount)
    assert small.sync([wallet]).failures == []
    check_truth(small, wallet)
    assert small.sync([wallet], full=True).failures == []
    check_truth(small, wallet)


@pytest.mark.parametrize("rows", [OVERLAP_ROWS + 2, PAGE, 2 * PAGE + 3])
def test_a_block_with_many_rows_arrives_on_top_of_what_is_stored(small: Stand, rows: int) -> None:
    """It is read as news; and again, as long as it may change."""
    (wallet,) = add_wallets(small, 40)
    quiet_night(small, wallet)
    for _ in range(2):
        pay(small, wallet, *range(1, rows + 1))
        quiet_night(small, wallet)
    settle(small, wallet)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_block_with_many_rows_is_shifted_while_it_is_paged(small: Stand, after: int) -> None:
    """Payments come between the pages of one block, in which all heights are the same."""
    (wallet,) = add_wallets(small, 20)
    pay(small, wallet, *range(1, 3 * PAGE))
    small.sandbox.control.set_tick(CHAIN, after, OVERLAP_ROWS - 1, [wallet.address], most=1)
    assert small.sync([wallet]).failures == []
    check_truth(small, wallet)


@pytest.mark.parametrize("rows", [4, 12, 30])
def test_a_block_of_several_wallets_is_cut_off_by_the_end_of_a_shared_page(small: Stand, rows: int) -> None:
    """Each wallet has all of its rows in that block."""
    wallets = add_wallets(small, 3, 6, 2, 0)
    payments = [{"address": one.address, "amount": 1 + number} for number in range(rows) for one in wallets]
    small.sandbox.control.mine(CHAIN, transactions=payments)
    trade(small, wallets, blocks=3, per_block=4)
    assert small.sync(wallets).failures == []
    check_truth(small, *wallets)
    quiet_night(small, *wallets)


def test_rows_of_one_address_in_one_block_stay_apart(small: Stand) -> None:
    """Equal amounts, there and back again: each transaction is a row."""
    wallets = add_wallets(small, 0, 4)
    for wallet in wallets:
        pay(small, wallet, 500, 500, -300, 500, -500, 7, -7, 500)
    assert small.sync(wallets).failures == []
    check_truth(small, *wallets)
    assert len(small.stored_rows(wallets[0])) == 8


def coinbase_rows(*blocks: int) -> list[dict[str, Any]]:
    """Return the rows of those coinbases in these blocks, newest first, as a wallet that mined them has them."""
    return [
        {
            "hash": tx_hash,
            "block_id": height,
            "time": f"2010-11-{14 + height % 2} 10:00:00",
            "balance_change": 5 * 10**9,
        }
        for height in sorted(blocks, reverse=True)
        for tx_hash, *pair in COINBASES
        if height in pair
    ]


def add_mined(stand: Stand, rows: list[dict[str, Any]]) -> Wallet:
    """Track a new wallet with these rows."""
    (wallet,) = add_wallets(stand, 0)
    stand.sandbox.control.add_wallet(CHAIN, wallet.address, rows)
    return wallet


@pytest.mark.parametrize("between", [0, OVERLAP_ROWS, PAGE + 3])
def test_a_coinbase_hash_in_two_blocks_is_two_rows(small: Stand, between: int) -> None:
    """Both are kept, on one page or on two."""
    blocks = sorted(height for _, *pair in COINBASES for height in pair)
    newest, others = coinbase_rows(blocks[-1]), coinbase_rows(*blocks[:-1])
    paid = [
        {"hash": f"{number:064x}", "block_id": 91_879, "time": "2010-11-15 09:00:00", "balance_change": 1}
        for number in range(between)
    ]
    wallet = add_mined(small, [*newest, *paid, *others])
    for full in (False, True):
        assert small.sync([wallet], full=full).failures == []
        check_truth(small, wallet)
    stored = [row[:2] for row in small.stored_rows(wallet)]
    assert {(tx_hash, height) for tx_hash, *pair in COINBASES for height in pair} <= set(stored)


def test_a_coinbase_hash_in_two_blocks_is_two_rows_in_a_shared_page(small: Stand) -> None:
    """Of two wallets, one for each pair; and of two that have one block each."""
    first, second = ([coinbase[1], coinbase[2]] for coinbase in COINBASES)
    for pairs in ((first, second), (first[:1] + second[:1], first[1:] + second[1:])):
        wallets = [add_mined(small, coinbase_rows(*blocks)) for blocks in pairs]
        assert small.sync(wallets).failures == []
        check_truth(small, *wallets)
        assert [len(small.stored_rows(wallet)) for wallet in wallets] == [2, 2]


def test_a_payment_to_oneself_that_changes_nothing_is_a_row(small: Stand) -> None:
    """Alone and among others; it does not touch the balance, and counts."""
    wallets = add_wallets(small, 0, 6)
    for wallet in wallets:
        pay(small, wallet, 1_000)
    quiet_night(small, *wallets)
    for wallet in wallets:
        pay(small, wallet, 0)
        pay(small, wallet, 0, 0)
    assert small.sync(wallets).failures == []
    check_truth(small, *wallets)
    assert [row[3] for row in small.stored_rows(wallets[0])] == [1_000, 0, 0, 0]


@pytest.mark.parametrize("batch_addresses", ["always", "never"])
def test_a_payment_between_two_tracked_wallets_is_a_row_of_each(tmp_path: Path, batch_addresses: str) -> None:
    """Of the same hash, in one request or in two; also while it waits."""
    with (
        running_sandbox(wallets=0) as sandbox,
        standing(sandbox, tmp_path, SMALL_BITCOIN, batch_addresses=batch_addresses) as stand,
    ):
        payer, payee = wallets = add_wallets(stand, 3, 2)
        pay(stand, payer, 10_000)
        changes = {payer.address: -4_000, payee.address: 3_900}
        paid = stand.sandbox.control.mine(CHAIN, transactions=[{"changes": changes}])[CHAIN]
        waiting = stand.sandbox.control.add_pending(CHAIN, changes=changes)["hash"]
        assert stand.sync(wallets).failures == []
        check_truth(stand, *wallets)
        assert isinstance(paid, dict)
        for wallet, change in zip(wallets, (-4_000, 3_900), strict=True):
            assert [row[0] for row in stand.stored_pending(wallet)] == [waiting]
            assert [row[3] for row in stand.stored_rows(wallet) if row[0] in paid["transactions"]] == [change]
        stand.sandbox.control.mine(CHAIN)
        quiet_night(stand, *wallets)


@pytest.mark.parametrize("amounts", [(-300, 300), (0,), (5, -5)], ids=["refilled", "to itself", "passed on"])
@pytest.mark.parametrize("count", [1, 5])
def test_movements_that_come_to_nothing_are_caught_by_a_sweep(
    tmp_path: Path, amounts: tuple[int, ...], count: int
) -> None:
    """A wallet empties and is filled to the same balance between two nights: its counters tell, in the same night."""
    with (
        running_sandbox(wallets=0) as sandbox,
        standing(sandbox, tmp_path, SMALL_BITCOIN, sweep_fraction=1) as stand,
    ):
        wallets = add_wallets(stand, *[0] * count)
        for wallet in wallets:
            pay(stand, wallet, 300)
        settle(stand, *wallets)
        for amount in amounts:
            pay(stand, wallets[0], amount)
        stand.sandbox.control.mine(CHAIN, blocks=20)
        due, report = stand.sync_due()
        assert due == [wallets[0]]
        assert report.failures == []
        check_truth(stand, *wallets)
        assert stand.sync_due()[0] == []


def test_movements_that_come_to_nothing_are_seen_while_rows_may_change(small: Stand) -> None:
    """Until then the wallet is read every night anyway."""
    (wallet,) = add_wallets(small, 0)
    pay(small, wallet, 300)
    quiet_night(small, wallet)
    pay(small, wallet, -300)
    pay(small, wallet, 300)
    quiet_night(small, wallet)


def test_wallets_of_a_chain_with_another_page_size_end_alike(tmp_path: Path) -> None:
    """A block of forty rows is the same rows in pages of 12 as of 10,000."""
    with running_sandbox(wallets=0) as sandbox:
        for number, page_limit in enumerate((12, 40, 10_000)):
            chain = replace(SMALL_BITCOIN, page_limit=page_limit)
            with standing(sandbox, tmp_path / str(number), chain) as stand:
                (wallet,) = add_wallets(stand, 15)
                pay(stand, wallet, *range(1, 41))
                quiet_night(stand, wallet)
