"""What people are told of what Dagster does: each event once, and nothing when there is no news."""

import pytest

from cointracker_pipeline.blockchair.budget import name_account
from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS


def alerts(stage: Stage, kind: str) -> list[Alert]:
    """Return every alert of a kind."""
    with stage.opened() as pipeline:
        waiting = pipeline.registry.waiting_alerts("nobody").values()
    return [one for one in waiting if one.kind == kind]


def spend(stage: Stage, millipoints: int) -> None:
    """Let the books say that so much is spent today."""
    with stage.opened() as pipeline:
        pipeline.registry.ledger.adjust(name_account(None), millipoints, pipeline.clock())


def test_a_first_sync_of_many_is_two_alerts(wide_stage: Stage) -> None:
    """One names the first of those that are complete, one says what the run did; the wallets are not told again."""
    stage = wide_stage
    wallets = stage.add_all()
    assert stage.refresh().success
    (first,) = alerts(stage, "first-sync")
    assert (first.title, first.subject) == ("6 wallets have their first complete history", "")
    lines = first.text.splitlines()
    assert lines[5:] == ["And 1 more."]
    assert {line.rpartition(": ")[0] for line in lines[:5]} < set(wallets)
    assert all(line.endswith(", proven") for line in lines[:5])
    (run,) = alerts(stage, "refresh")
    assert run.title == "Refresh: 6 wallets up to date, 6 changed, 0 failed"
    rows = sum(one.transaction_count for one in stage.balances())
    assert run.text.startswith(f"{rows} rows added for ")
    assert stage.refresh(wallets[0]).success
    assert (len(alerts(stage, "first-sync")), len(alerts(stage, "refresh"))) == (1, 1)


def test_one_new_wallet_is_named_with_what_it_holds(stage: Stage) -> None:
    """Its alert is about it, so that it leaves with it; without a limit no points are worth a word."""
    (wallet,) = stage.add(stage.known_wallets()[0])
    spend(stage, 10_000_000)
    assert stage.refresh().success
    (first,) = alerts(stage, "first-sync")
    (balance,) = stage.balances()
    assert (first.title, first.subject) == ("1 wallet has its first complete history", wallet)
    assert first.text.startswith(f"{wallet}: {balance.transaction_count} transactions, ")
    assert alerts(stage, "quota") == []


def test_failures_are_told_with_their_reasons(stage: Stage) -> None:
    """Also of a name that is no wallet; a failed run after it is another alert."""
    wallets = stage.add_all()
    stage.fail(wallets[0])
    for runs in (1, 2):
        assert not stage.refresh(wallets[0], "bitcoin:nonsense").success
        told = alerts(stage, "refresh")
        assert len(told) == runs
        assert told[-1].title == "Refresh: 0 wallets up to date, 0 changed, 2 failed"
        assert f"\n{wallets[0]}: " in told[-1].text
        assert "code 400" in told[-1].text
        assert "\nbitcoin:nonsense: " in told[-1].text
    assert alerts(stage, "first-sync") == []


def test_a_run_that_ends_before_it_reaches_wallets_is_told(stage: Stage) -> None:
    """The service fails while it is asked who changed: why is in the alert."""
    stage.add_all()
    for chain in ("bitcoin", "litecoin", "dogecoin"):
        stage.sandbox.control.mine(chain, blocks=200)
    stage.refresh()
    stage.sandbox.control.set_faults(kinds=["500"], path="*/addresses/balances*")
    assert not stage.refresh().success
    told = alerts(stage, "refresh")[-1]
    assert told.title == "Refresh: it ended early"
    assert "Blockchair has a fault (code 500)" in told.text


def test_a_block_is_told_once_until_it_ends(stage: Stage) -> None:
    """However many requests and runs meet it, and again when it comes back after a success."""
    (wallet,) = stage.add(stage.known_wallets()[0])
    for blocks in (1, 2):
        stage.sandbox.control.set_faults(kinds=["430"], path="*")
        for _ in range(2):
            assert not stage.refresh(wallet).success
            told = alerts(stage, "blocked")
            assert len(told) == blocks
        assert "code 430" in told[-1].text
        assert "BLOCKCHAIR_API_KEY" in told[-1].text
        stage.heal()
        assert stage.refresh(wallet).success


def test_a_block_after_a_night_without_news_is_told(stage: Stage) -> None:
    """The service answered that nothing had changed, so the block was over although no wallet was synced."""
    stage.add_all()
    assert stage.refresh().success
    for blocks in (1, 2):
        stage.sandbox.control.set_faults(kinds=["430"], path="*")
        assert not stage.refresh().success
        assert len(alerts(stage, "blocked")) == blocks
        stage.heal()
        assert "Refreshing 0 wallets" in stage.log_of(stage.refresh())


def test_a_day_of_points_is_told_at_80_percent_and_at_its_end(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, however many runs there are; the end is told when what comes next needs more than is left."""
    monkeypatch.setenv("BLOCKCHAIR_POINTS_PER_DAY", "1000")
    wallets = stage.add_all()
    assert stage.refresh().success
    assert alerts(stage, "quota") == []
    spend(stage, 810_000)
    for _ in range(2):
        assert stage.refresh(*wallets).success
        (warning,) = alerts(stage, "quota")
    assert warning.title == "80 % of today's points are spent"
    assert " of 1000 points are spent" in warning.text
    spend(stage, 999_900)
    for _ in range(2):
        stage.refresh(*wallets)
        assert [one.title for one in alerts(stage, "quota")] == [warning.title, "Today's points are spent"]


def test_a_spreadsheet_is_told_with_its_first_refused_rows(stage: Stage) -> None:
    """Counts, five reasons, where the report lies; the same content again is the same event."""
    good = stage.known_wallets()[0].replace(":", ",", 1)
    content = f"chain,address\n{good}\n" + "".join(f"bitcoin,wrong{place}\n" for place in range(7))
    for name in ("mine.csv", "again.csv"):
        stage.drop(name, content)
        assert [one.success for one in stage.take_inbox()] == [True]
    (told,) = alerts(stage, "spreadsheet")
    assert (told.subject, told.title) == ("mine.csv", "mine.csv is taken: 1 rows accepted, 7 refused")
    lines = told.text.splitlines()
    assert lines[0] == "Rows: 1 added, 7 refused."
    assert [line.partition(" is refused: ")[0] for line in lines[1:6]] == [f"Line {line}" for line in range(3, 8)]
    assert "is not an address of Bitcoin" in lines[1]
    assert lines[6:] == ["And 2 more.", f"Report: {stage.settings.processed / 'mine.report.csv'}"]


def test_a_rejected_file_is_told_with_the_reason(stage: Stage) -> None:
    """And with the place of its report."""
    stage.drop("mine.csv", "who,knows\n1,2\n")
    stage.take_inbox()
    (told,) = alerts(stage, "spreadsheet")
    assert told.title == "mine.csv is rejected"
    assert "address" in told.text
    assert told.text.endswith(f"Report: {stage.settings.rejected / 'mine.report.csv'}")
