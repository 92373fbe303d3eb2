"""Uploads: one record for each content."""

from datetime import UTC, datetime
from pathlib import Path

from cointracker_pipeline.storage.registry import Registry, Upload

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
