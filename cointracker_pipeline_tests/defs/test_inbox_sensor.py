"""Spreadsheets dropped into the inbox are taken once, when they are complete."""

import os
import sqlite3
from contextlib import closing
from io import BytesIO

import dagster as dg
from dagster import DagsterRunStatus

from cointracker_pipeline.defs.spreadsheets import SHOWN_ROWS, SPREADSHEETS, TAKEN_TAG
from cointracker_pipeline.pipeline.uploading import put_into_inbox
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage, load

pytestmark = REAL_RUNS


def sheet(*wallet_ids: str) -> str:
    """Return a spreadsheet of wallets."""
    return "chain,address\n" + "".join(f"{one.replace(':', ',', 1)}\n" for one in wallet_ids)


def metadata_of(result: dg.ExecuteInProcessResult) -> list[dict[str, object]]:
    """Return what a run shows of each file it took."""
    events = result.get_asset_materialization_events()
    return [
        {
            key: one if isinstance(one, dg.TableMetadataValue) else one.value
            for key, one in event.materialization.metadata.items()
        }
        for event in events
    ]


def refused_of(shown: dict[str, object]) -> list[tuple[object, object]]:
    """Return line and address of the refused rows that are shown."""
    table = shown["refused_rows"]
    assert isinstance(table, dg.TableMetadataValue)
    return [(row.data["line"], row.data["address"]) for row in table.records]


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
    """Files that a failed run left where they are have the run key they had, a short one however many they are."""
    for number in range(30):
        stage.drop(f"mine-{number}.csv", sheet(stage.known_wallets()[0]))
    stage.evaluate("inbox")
    stage.settle()
    first, second = (stage.evaluate("inbox").run_requests or [] for _ in range(2))
    assert [one.run_key for one in first] == [one.run_key for one in second]
    assert [len(one.run_key or "") < 100 for one in first] == [True]


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


def test_a_fault_of_ours_with_one_file_keeps_no_other_back(stage: Stage) -> None:
    """The run fails with it at the end; the file stays where it is."""
    trigger = "create trigger fault before insert on uploads when new.file_name = 'a.csv'"
    assert list_tracked(stage) == []  # makes the registry
    with closing(sqlite3.connect(stage.settings.home / "registry.sqlite")) as registry:
        registry.execute(f"{trigger} begin select raise(abort, 'no'); end")
    first, second, *_ = stage.known_wallets()
    stage.drop("a.csv", sheet(first))
    stage.drop("b.csv", sheet(second))
    (result,) = stage.take_inbox()
    assert not result.success
    assert [one.name for one in stage.settings.inbox.iterdir()] == ["a.csv"]
    assert (stage.settings.processed / "b.csv").exists()


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


def test_what_became_of_each_row_is_told_in_dagster(stage: Stage) -> None:
    """The run shows the counts and the refused rows of its file; the next tick of the sensor and a tag sum them up."""
    first, second, *_ = stage.known_wallets()
    stage.drop("mine.csv", sheet(first, second, first, "bitcoin:oops", "floofcoin:x"))
    (result,) = stage.take_inbox()
    (shown,) = metadata_of(result)
    assert (shown["file"], shown["fate"], shown["rows"], shown["rows_accepted"]) == ("mine.csv", "processed", 5, 3)
    assert [shown[f"rows_{one}"] for one in ("added", "duplicate", "refused", "updated")] == [2, 1, 2, 0]
    assert refused_of(shown) == [(5, "oops"), (6, "x")]
    assert shown["report"] == str(stage.settings.processed / "mine.report.csv")
    tags = stage.instance.get_run_by_id(result.run_id).tags  # type: ignore[union-attr]
    counts = "1 of 1 files taken: 3 rows accepted, 2 refused (2 added, 1 duplicate)"
    assert (tags[TAKEN_TAG], tags["cointracker/files"].partition(" (")[0]) == (counts, "mine.csv")
    told = stage.evaluate("inbox").skip_message or ""
    assert told.startswith("The inbox is empty. Last, at ")
    assert counts in told


def test_many_refused_rows_are_cut_with_a_word_about_the_rest(stage: Stage) -> None:
    """Dagster shows the first, and where all of them stand."""
    stage.drop("mine.csv", sheet(*(f"bitcoin:oops{one}" for one in range(SHOWN_ROWS + 1))))
    (result,) = stage.take_inbox()
    (shown,) = metadata_of(result)
    assert len(refused_of(shown)) == SHOWN_ROWS
    assert f"of {SHOWN_ROWS + 1}; all stand in" in str(shown["refused_rows_shown"])


def test_a_rejected_file_and_one_taken_before_are_told_as_well(stage: Stage) -> None:
    """They have no rows, and say what they are."""
    good = sheet(stage.known_wallets()[0])
    for name, content in (("a.csv", good), ("b.csv", good), ("c.csv", "")):
        stage.drop(name, content)
    (result,) = stage.take_inbox()
    shown = metadata_of(result)
    assert [one["fate"] for one in shown] == ["processed", "taken before", "rejected"]
    assert "is empty" in str(shown[2]["why_rejected"])
    assert {event.asset_key for event in result.get_asset_materialization_events()} == {SPREADSHEETS}


def test_names_that_are_no_text_are_taken(stage: Stage) -> None:
    """Whatever a file is called, it does not stop the others: control characters, and bytes that are no UTF-8."""
    first, second, third, *_ = stage.known_wallets()
    names = ["new\nline\x07.csv", os.fsdecode(b"caf\xe9.csv"), "plain.csv"]
    for name, wallet in zip(names, (first, second, third), strict=True):
        stage.drop(name, sheet(wallet))
    (result,) = stage.take_inbox()
    assert result.success
    assert list_tracked(stage) == sorted([first, second, third])
    assert list(stage.settings.inbox.iterdir()) == []


def test_a_file_renamed_before_its_run_is_taken_under_its_new_name(stage: Stage) -> None:
    """The run that was to take the old name says that it is gone; the file is taken once."""
    wallet = stage.known_wallets()[0]
    path = stage.drop("mine.csv", sheet(wallet))
    stage.evaluate("inbox")
    stage.settle()
    (wish,) = stage.evaluate("inbox").run_requests or []
    path.rename(path.with_name("renamed.csv"))
    late = stage.start(wish.job_name or "", wish.run_config["ops"], wish.tags)
    assert "mine.csv cannot be opened: No such file" in stage.failure_of(late)
    (result,) = stage.take_inbox()
    assert [one["file"] for one in metadata_of(result)] == ["renamed.csv"]
    assert list_tracked(stage) == [wallet]


def test_of_another_persons_file_dagster_tells_counts_alone(stage: Stage) -> None:
    """Admins see Dagster: neither rows, nor why a file is rejected, nor what it is told from others by."""
    with stage.opened() as pipeline:
        ann = pipeline.registry.add_person("Ann", "member", pipeline.clock()).person_id
        for content in (f"{sheet(stage.known_wallets()[0])}bitcoin,hers-alone\n", "hers-alone\n"):
            put_into_inbox(pipeline, ann, "her list.csv", BytesIO(content.encode()))
    results = stage.take_inbox()
    shown = sorted((one for result in results for one in metadata_of(result)), key=lambda one: str(one["fate"]))
    assert [(one["fate"], one.get("rows"), one.get("rows_refused")) for one in shown] == [
        ("processed", 2, 1),
        ("rejected", None, None),
    ]
    told = [str(one) for run in stage.instance.get_runs() for one in stage.instance.all_logs(run.run_id)]
    assert "refused_rows" not in shown[0]
    assert not [one for one in map(str, [*shown, *told]) if "hers-alone" in one or "her list" in one]
    with stage.opened() as pipeline:
        assert [one.label for one in pipeline.registry.list_tracked(ann)] == [""]
