"""Uploads: one record for each content."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cointracker_pipeline.storage.registry import OPERATOR, InboxFile, Registry, Upload

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_content_is_recorded_once(registry: Registry) -> None:
    """The same content under another name adds nothing, and the first record stays."""
    assert registry.record_upload("wallets.csv", "aa", 3, 1, Path("processed/wallets.txt"), NOW)
    assert not registry.record_upload("copy.csv", "aa", 3, 1, "processed/copy.txt", NOW)
    assert registry.list_uploads() == [Upload(1, "wallets.csv", "aa", 3, 1, "processed/wallets.txt", NOW)]


def test_an_upload_is_found_by_its_content(registry: Registry) -> None:
    """A content that never came is none."""
    registry.record_upload("wallets.csv", "aa", 3, 1, "report", NOW)
    found = registry.find_upload("aa")
    assert found is not None
    assert found.file_name == "wallets.csv"
    assert registry.find_upload("bb") is None


def test_the_newest_uploads_come_first(registry: Registry) -> None:
    """No more than asked."""
    for name in "abc":
        registry.record_upload(name, name * 2, 0, 0, "", NOW)
    assert [one.file_name for one in registry.list_uploads(2)] == ["c", "b"]


def test_uploads_are_each_persons_own(registry: Registry) -> None:
    """The same content of two people is two records, and neither learns of the other's."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    assert registry.record_upload("mine.csv", "aa", 1, 0, "", NOW)
    assert registry.find_upload("aa", ann) is None
    assert registry.record_upload("hers.csv", "aa", 1, 0, "", NOW, ann)
    assert [one.file_name for one in registry.list_uploads(person_id=ann)] == ["hers.csv"]
    assert [one.person_id for one in registry.list_uploads()] == [ann, OPERATOR]


def test_whose_a_file_in_the_inbox_is_is_known_until_it_is_taken(registry: Registry) -> None:
    """By its name there, which tells nothing; one that nobody announced is the operator's."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    registry.expect_file("0f.csv", ann, "My wallets.csv", NOW)
    assert registry.find_inbox_file("0f.csv") == InboxFile("0f.csv", ann, "My wallets.csv", NOW)
    assert registry.find_inbox_file("other.csv") is None
    registry.forget_inbox_file("0f.csv")
    assert registry.list_files(ann, 1) == []


def test_every_spreadsheet_is_listed_once_whichever_way_it_came(registry: Registry) -> None:
    """One that waits, one that was taken, one whose content came before, and one that was dropped into the inbox."""
    names = [f"{number:032x}.csv" for number in range(3)]
    for hours, name in enumerate(names):
        registry.expect_file(name, OPERATOR, f"sent {hours}.csv", NOW + timedelta(hours=hours))
    registry.record_upload("sent 1.csv", "aa", 3, 1, f"/home/processed/{names[1][:32]}.report.csv", NOW)
    for name in names[1:]:
        registry.close_inbox_file(name, NOW + timedelta(hours=9))
    registry.record_upload("dropped.csv", "bb", 2, 0, "/home/processed/dropped.report.csv", NOW + timedelta(minutes=1))
    registry.record_upload("hers.csv", "cc", 2, 0, "", NOW, registry.add_person("Ann", "member", NOW).person_id)
    files = registry.list_files(OPERATOR, 10)
    told = [(one.file_name, one.taken_at is not None, one.accepted, one.refused) for one in files]
    assert told == [
        ("sent 2.csv", True, None, None),
        ("sent 1.csv", True, 3, 1),
        ("dropped.csv", True, 2, 0),
        ("sent 0.csv", False, None, None),
    ]
    assert [one.key for one in files] == [names[2], names[1], "2", names[0]]
    for place, one in enumerate(files):
        assert registry.find_file(OPERATOR, one.key) == one
        assert registry.list_files(OPERATOR, 1, (one.uploaded_at, one.key)) == files[place + 1 : place + 2]
    assert registry.find_file(OPERATOR, "3") is None
