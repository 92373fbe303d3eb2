"""One spreadsheet is taken whole, whatever interrupts it."""

import csv
import os
import resource
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import HomeError, SpreadsheetError
from cointracker_pipeline.inbox.filing import choose_place
from cointracker_pipeline.inbox.find import fingerprint
from cointracker_pipeline.inbox.report import report_path, write_row_report
from cointracker_pipeline.inbox.rows import Outcome
from cointracker_pipeline.inbox.take import Taken, preview, take_file
from cointracker_pipeline_tests.inbox.fakes import SECRET, FakeRegistry, is_secret

SHEET = f"chain,address,label\nbitcoin,b1,One\nbitcoin,oops,\nbtc,B1,\ndoge,d5,\ndoge,{SECRET},\n"


@dataclass
class Home:
    """A home folder with its registry."""

    folder: Path
    registry: FakeRegistry = field(default_factory=FakeRegistry)

    def drop(self, text: str, name: str = "w.csv") -> Path:
        """Put a file into the inbox."""
        path = self.folder / "inbox" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def take(
        self,
        path: Path,
        save: Callable[[Iterable[TrackedWallet]], None] | None = None,
        record: Callable[[Taken], None] | None = None,
    ) -> Taken:
        """Take a file as the pipeline does, and remember its content."""
        return take_file(
            path,
            processed=self.folder / "processed",
            rejected=self.folder / "rejected",
            judge=self.registry.judge(),
            save=save or self.registry.save,
            delete=self.registry.delete,
            already_seen=self.registry.saw,
            record=record or self.remember,
        )

    def remember(self, taken: Taken) -> None:
        """Remember the content of a file that is not rejected."""
        if taken.error is None:
            self.registry.contents.add(taken.sha256)

    def files(self) -> set[str]:
        """Return every file below the home, hidden ones left out."""
        found = (path for path in self.folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {str(path.relative_to(self.folder)) for path in found}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home of its own for each test."""
    return Home(tmp_path)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_is_taken(home: Home) -> None:
    """Its wallets are saved, and the file lies in processed beside its report."""
    path = home.drop(SHEET)
    sha256 = fingerprint(path)
    taken = home.take(path)
    assert set(home.registry.wallets) == {"bitcoin:b1", "doge:d5"}
    assert home.files() == {"processed/w.csv", "processed/w.report.csv"}
    assert (taken.file.read_text(), taken.sha256, taken.error) == (SHEET, sha256, None)
    assert [(row["line"], row["outcome"], row["wallet_id"]) for row in _read(taken.report_path)] == [
        ("2", "added", "bitcoin:b1"),
        ("3", "refused", ""),
        ("4", "duplicate", "bitcoin:b1"),
        ("5", "added", "doge:d5"),
        ("6", "refused", ""),
    ]


def test_the_same_sheet_with_two_rows_changed(home: Home) -> None:
    """Two wallets are updated, and of all others the report says that they were tracked already."""
    lines = [f"bitcoin,b{number},Wallet {number}\n" for number in range(10)]
    home.take(home.drop("chain,address,label\n" + "".join(lines)))
    lines[3], lines[7] = "bitcoin,b3,Savings\n", "bitcoin,b7,Cold\n"
    taken = home.take(home.drop("chain,address,label\n" + "".join(lines)))
    outcomes = {one.wallet_id: str(one.outcome) for one in taken.decisions}
    assert {one for one, outcome in outcomes.items() if outcome == "updated"} == {"bitcoin:b3", "bitcoin:b7"}
    assert sorted(outcomes.values()) == ["already tracked"] * 8 + ["updated"] * 2
    assert [home.registry.wallets[f"bitcoin:b{one}"].label for one in (3, 6, 7)] == ["Savings", "Wallet 6", "Cold"]


def test_only_a_row_that_says_so_deletes(home: Home) -> None:
    """A wallet whose row is gone stays; one whose action is delete goes, and its report says so."""
    home.take(home.drop("chain,address\nbitcoin,b1\nbitcoin,b2\n"))
    home.take(home.drop("chain,address\nbitcoin,b3\n"))
    taken = home.take(home.drop("chain,address,action\nbitcoin,b1,delete\nbitcoin,b9,delete\n"))
    assert set(home.registry.wallets) == {"bitcoin:b2", "bitcoin:b3"}
    assert [row["outcome"] for row in _read(taken.report_path)] == ["deleted", "not tracked"]


def test_no_secret_reaches_the_report(home: Home) -> None:
    """The report says that there is one, not what it is."""
    report = home.take(home.drop(SHEET)).report_path.read_text()
    assert SECRET not in report
    assert "private key" in report


def test_the_same_content_changes_nothing(home: Home) -> None:
    """A second copy is filed under its own name, with a report that says so."""
    home.take(home.drop(SHEET))
    home.registry.wallets.clear()
    again = home.take(home.drop(SHEET, "copy.csv"))
    assert (again.already_seen, again.decisions, again.error, home.registry.wallets) == (True, (), None, {})
    assert again.file == home.folder / "processed" / "copy.csv"
    assert [row["outcome"] for row in _read(again.report_path)] == ["already taken"]


def test_what_cannot_be_read_is_rejected(home: Home) -> None:
    """The file lies in rejected, its report holds the reason, and no wallet is saved."""
    taken = home.take(home.drop("%PDF-1.7"))
    assert home.files() == {"rejected/w.csv", "rejected/w.report.csv"}
    assert (taken.decisions, home.registry.wallets) == ((), {})
    assert taken.error is not None
    assert _read(taken.report_path)[0]["reason"] == taken.error


def test_a_header_alone_is_rejected_without_its_secret(home: Home) -> None:
    """A list of keys without a header is refused, and its report repeats none."""
    taken = home.take(home.drop(f"bitcoin,{SECRET}\nbitcoin,{SECRET}2\n"))
    assert taken.error is not None
    assert SECRET not in taken.report_path.read_text()


def test_killed_before_saving(home: Home) -> None:
    """Without its wallets saved a file stays in the inbox, and is taken the next time."""
    path = home.drop(SHEET)
    home.registry.fail_next = True
    with pytest.raises(InterruptedError):
        home.take(path)
    assert home.files() == {"inbox/w.csv"}
    assert home.take(path).decisions[0].outcome is Outcome.ADDED


def test_killed_after_saving(home: Home) -> None:
    """Saved wallets are found tracked; nothing is lost or there twice."""
    path = home.drop(SHEET)

    def save_and_die(wallets: Iterable[TrackedWallet]) -> None:
        home.registry.save(wallets)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        home.take(path, save_and_die)
    taken = home.take(path)
    accepted = [one.outcome for one in taken.decisions if one.accepted]
    assert accepted == ["already tracked", "duplicate", "already tracked"]
    assert set(home.registry.wallets) == {"bitcoin:b1", "doge:d5"}
    assert home.files() == {"processed/w.csv", "processed/w.report.csv"}


def test_killed_after_the_report(home: Home) -> None:
    """A report whose file never came is written anew, under the same name."""
    path = home.drop(SHEET)
    write_row_report(report_path(choose_place(path, home.folder / "processed")), [])
    assert len(_read(home.take(path).report_path)) == 5
    assert home.files() == {"processed/w.csv", "processed/w.report.csv"}


def test_killed_within_the_move(home: Home) -> None:
    """A file that lies in both folders keeps its place and its report."""
    path = home.drop(SHEET)
    place = choose_place(path, home.folder / "processed")
    write_row_report(report_path(place), [])
    place.hardlink_to(path)
    taken = home.take(path)
    assert (taken.file, _read(taken.report_path)) == (place, [])
    assert home.files() == {"processed/w.csv", "processed/w.report.csv"}


@pytest.mark.parametrize("text", [SHEET, "%PDF-1.7"], ids=["taken", "rejected"])
def test_killed_once_recorded(home: Home, text: str) -> None:
    """Whatever ends it then, the file is recorded before it leaves, and the next time keeps its place and report."""
    path = home.drop(text)

    def record_and_die(taken: Taken) -> None:
        home.remember(taken)
        assert path.exists()
        assert taken.file.read_text() == text
        raise InterruptedError

    with pytest.raises(HomeError, match="cannot be filed away"):
        home.take(path, record=record_and_die)
    (report,) = home.folder.rglob("*.report.csv")
    written = report.read_text()
    taken = home.take(path)
    assert (taken.report_path, report.read_text()) == (report, written)
    assert home.files() == {f"{taken.file.parent.name}/w.csv", f"{taken.file.parent.name}/w.report.csv"}


def test_a_file_still_written_stays(home: Home) -> None:
    """A file that changes while it is decided is left for later, and nothing is saved."""
    path = home.drop(SHEET)

    def is_secret_and_grow(text: str) -> bool:
        path.write_text(SHEET + "doge,d6,\n")
        return is_secret(text)

    with pytest.raises(HomeError, match="still being written"):
        take_file(
            path,
            processed=home.folder / "processed",
            rejected=home.folder / "rejected",
            judge=replace(home.registry.judge(), is_secret=is_secret_and_grow),
            save=home.registry.save,
            delete=home.registry.delete,
            already_seen=home.registry.saw,
            record=home.remember,
        )
    assert (home.files(), home.registry.wallets) == ({"inbox/w.csv"}, {})


def test_what_is_gone_or_no_file_stays_untouched(home: Home) -> None:
    """A file taken meanwhile, a link and a folder are named errors that leave everything alone."""
    real = home.drop(SHEET)
    link, folder = real.with_name("link.csv"), real.with_name("folder.csv")
    link.symlink_to(real)
    folder.mkdir()
    for path, says in ((real.with_name("none.csv"), "cannot be opened"), (link, "is a link"), (folder, "a folder")):
        with pytest.raises(HomeError, match=says):
            home.take(path)
    assert home.files() == {"inbox/w.csv", "inbox/link.csv"}


def test_a_pipe_is_not_waited_on(home: Home) -> None:
    """Nobody writes to it: opening it would last for ever."""
    pipe = home.drop(SHEET).with_name("pipe.csv")
    os.mkfifo(pipe)
    with pytest.raises(HomeError, match="a device"):
        home.take(pipe)
    with pytest.raises(SpreadsheetError, match="is not a file"):
        preview(pipe, home.registry.judge())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 64 KB, or where that is not allowed limit the size of files, which ends in a like error."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(command, check=False, capture_output=True).returncode == 0:
        yield disk
        subprocess.run(["umount", "-l", str(disk)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64_000, before[1]))
    yield disk
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("rows", [3_000, 400])
def test_a_full_disk_keeps_the_file_in_the_inbox(tmp_path: Path, small_disk: Path, rows: int) -> None:
    """Without room for the report, or for the copy beside it, nothing half is left; with room it is taken as usual."""
    home = Home(small_disk)
    inbox, text = tmp_path / "elsewhere", "chain,address\n" + "".join(f"bitcoin,b{one}\n" for one in range(rows))
    inbox.mkdir()
    path = inbox / "w.csv"
    path.write_text(text + "," * (60_000 - len(text)))
    with pytest.raises(HomeError, match=r"w.csv cannot be filed away: .*Make room; .* stays there"):
        home.take(path)
    assert path.exists()
    assert not list((small_disk / "processed").glob(".*.draft"))
    assert home.files() == (set() if rows == 3_000 else {"processed/w.report.csv"})
    taken = Home(tmp_path, home.registry).take(path)
    assert {one.outcome for one in taken.decisions if one.accepted} == {"already tracked"}
    assert len(_read(taken.report_path)) == len(taken.decisions) >= rows
    assert not path.exists()


def test_what_cannot_leave_is_not_taken(home: Home) -> None:
    """From an inbox that is mounted read-only nothing is copied and no wallet is saved, however often it is tried."""
    path = home.drop(SHEET)
    mount = ["mount", "-o", "bind", str(path.parent), str(path.parent)]
    is_mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        if is_mounted:
            subprocess.run(["mount", "-o", "remount,bind,ro", str(path.parent)], check=True)
        else:
            path.parent.chmod(0o500)
        if os.access(path.parent, os.W_OK):
            pytest.skip("this user may write everywhere, and may not mount")
        for _ in range(2):
            with pytest.raises(HomeError, match=r"w.csv cannot leave .*inbox; let this program write there"):
                home.take(path)
    finally:
        if is_mounted:
            subprocess.run(["umount", str(path.parent)], check=True)
        path.parent.chmod(0o700)
    assert (home.files(), home.registry.wallets) == ({"inbox/w.csv"}, {})


def test_a_preview_changes_nothing(home: Home) -> None:
    """It decides as taking would, writes no file and saves no wallet."""
    path = home.drop(SHEET)
    shown = preview(path, home.registry.judge())
    assert (home.files(), home.registry.wallets) == ({"inbox/w.csv"}, {})
    assert tuple(shown) == home.take(path).decisions


def test_a_preview_of_what_would_be_rejected_raises(home: Home) -> None:
    """The reason is the error."""
    with pytest.raises(SpreadsheetError, match="is empty"):
        preview(home.drop(""), home.registry.judge())
