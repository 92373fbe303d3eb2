"""Spreadsheets dropped into the inbox are taken once, when they are complete."""

from dagster import DagsterRunStatus

from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage, load

pytestmark = REAL_RUNS


def sheet(*wallet_ids: str) -> str:
    """Return a spreadsheet of wallets."""
    return "chain,address\n" + "".join(f"{one.replace(':', ',', 1)}\n" for one in wallet_ids)


def list_tracked(stage: Stage) -> list[str]:
    """Return the wallets in the registry."""
    with stage.opened() as pipeline:
        return sorted(one.wallet_id for one in pipeline.registry.list_wallets())


def test_a_complete_file_is_taken_once(stage: Stage) -> None:
    """It is left at the first look and taken at the second; its wallets are asked for, and the inbox is empty."""
    wallets = stage.known_wallets()[:2]
    stage.drop("mine.csv", sheet(*wallets))
    (result,) = stage.take_inbox()
    assert result.success
    assert list_tracked(stage) == sorted(wallets)
    assert list(stage.settings.inbox.iterdir()) == []
    assert {one.name for one in stage.settings.processed.glob("mine*")} == {"mine.csv", "mine.report.csv"}
    assert stage.tick("inbox") == []
    assert len(stage.tick("requests")) == 1


def test_a_file_being_written_is_left(stage: Stage) -> None:
    """A file that grew between two looks is not taken, one that rests is."""
    path = stage.drop("mine.csv", "chain,addr")
    assert stage.tick("inbox") == []
    stage.settle()
    path.write_text(sheet(stage.known_wallets()[0]))
    tick = stage.evaluate("inbox")
    assert (tick.run_requests, tick.skip_message) == ([], "1 files are still being written")
    stage.settle()
    assert [result.success for result in stage.tick("inbox")] == [True]


def test_an_unchanged_file_starts_no_second_run(stage: Stage) -> None:
    """A file that a failed run left where it is has the run key it had."""
    stage.drop("mine.csv", sheet(stage.known_wallets()[0]))
    stage.evaluate("inbox")
    stage.settle()
    first, second = (stage.evaluate("inbox").run_requests or [] for _ in range(2))
    assert [one.run_key for one in first] == [one.run_key for one in second]


def test_no_second_run_while_one_is_under_way(stage: Stage) -> None:
    """A second file that arrives meanwhile waits; otherwise both runs would want the first."""
    first, second, *_ = stage.known_wallets()
    stage.drop("first.csv", sheet(first))
    stage.evaluate("inbox")
    stage.drop("second.csv", sheet(second))
    job = load().resolve_job_def("import_spreadsheets")
    running = stage.instance.create_run_for_job(
        job,
        status=DagsterRunStatus.STARTED,
        run_config={"ops": {"take_each_file": {"config": {"files": ["first.csv"]}}}},
    )
    stage.evaluate("inbox")
    stage.settle()
    assert stage.evaluate("inbox").skip_message == "A run that takes files is under way"
    stage.instance.report_run_canceled(running)
    assert [result.success for result in stage.tick("inbox")] == [True]
    assert list_tracked(stage) == sorted([first, second])


def test_two_files_of_one_name_are_both_kept(stage: Stage) -> None:
    """The later one gets a number, and each has its report."""
    first, second, *_ = stage.known_wallets()
    for wallet in (first, second):
        stage.drop("mine.csv", sheet(wallet))
        assert [result.success for result in stage.take_inbox()] == [True]
    assert list_tracked(stage) == sorted([first, second])
    assert {one.name for one in stage.settings.processed.glob("mine*")} == {
        "mine.csv",
        "mine.report.csv",
        "mine (2).csv",
        "mine (2).report.csv",
    }


def test_the_same_content_again_changes_nothing(stage: Stage) -> None:
    """It is filed away with a report, and nothing is asked for."""
    text = sheet(stage.known_wallets()[0])
    stage.drop("mine.csv", text)
    stage.take_inbox()
    stage.tick("requests")
    stage.drop("again.csv", text)
    (result,) = stage.take_inbox()
    assert result.success
    assert "taken before" in (stage.settings.processed / "again.report.csv").read_text()
    assert stage.tick("requests") == []


def test_an_empty_inbox_is_nothing_to_do(stage: Stage) -> None:
    """The sensor says so, and a folder or a temporary file is no spreadsheet."""
    assert stage.evaluate("inbox").skip_message == "The inbox is empty"
    stage.drop("~$mine.xlsx", "x")
    (stage.settings.inbox / "folder").mkdir()
    assert stage.take_inbox() == []
