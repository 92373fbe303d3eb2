"""Uploads: one record for each content."""

from datetime import UTC, datetime
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
    assert registry.list_waiting_files(ann) == [InboxFile("0f.csv", ann, "My wallets.csv", NOW)]
    assert registry.find_inbox_file("other.csv") is None
    registry.forget_inbox_file("0f.csv")
    assert registry.list_waiting_files(ann) == []
