"""Wallets are added, imported, listed and deleted by command."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, parse_wallet_id
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import BITCOIN, DOGECOIN, LITECOIN, write_spreadsheet


def test_added_twice_is_there_once(offline: Command) -> None:
    """Adding a wallet again changes nothing, a label given then is taken over, and each is said."""
    chain, _, address = BITCOIN.partition(":")
    assert "added" in offline("wallets", "add", chain, address).out
    assert "nothing changed" in offline("wallets", "add", "BTC", f" {address} ").out
    assert "updated" in offline("wallets", "add", chain, address, "--label", "mine").out
    assert [row["label"] for row in offline("wallets", "list", "--json").rows()] == ["mine"]


def test_an_owner_is_kept_until_another_is_named(offline: Command) -> None:
    """Whose a wallet is can be said when it is added and later; spaces around the name do not count."""
    chain, _, address = BITCOIN.partition(":")
    offline("wallets", "add", chain, address, "--owner", "Ann")
    assert "nothing changed" in offline("wallets", "add", chain, address, "--owner", " Ann ").out
    assert [row["owner"] for row in offline("wallets", "list", "--json").rows()] == ["Ann"]
    assert "updated" in offline("wallets", "add", chain, address, "--owner", "Bob").out
    assert "Bob" in offline("wallets", "list").out


@pytest.mark.parametrize("option", ["--label", "--tag", "--owner"])
def test_a_secret_in_a_label_is_refused(offline: Command, option: str) -> None:
    """Nothing is stored, and no part of it is shown."""
    chain, _, address = BITCOIN.partition(":")
    phrase = "abandon ability able about above absent absorb abstract absurd abuse access accident"
    ended = offline("wallets", "add", chain, address, option, phrase)
    assert ended.status == 1
    assert "abandon" not in ended.out + ended.err
    assert offline("wallets", "list", "--json").rows() == []


def test_dry_run_decides_and_changes_nothing(offline: Command, tmp_path: Path) -> None:
    """A dry run prints one object for each row, with exactly the promised keys, and tracks nothing."""
    rows = offline("wallets", "import", str(write_spreadsheet(tmp_path)), "--dry-run", "--json").rows()
    assert all(list(row) == ["line", "accepted", "wallet_id", "reason", "outcome"] for row in rows)
    assert [(row["line"], row["accepted"], row["wallet_id"]) for row in rows] == [
        (2, True, BITCOIN),
        (3, True, LITECOIN),
        (4, True, DOGECOIN),
        (5, False, None),
        (6, False, None),
        (7, True, BITCOIN),
    ]
    assert all(row["reason"] for row in rows if not row["accepted"])
    assert offline("wallets", "list", "--json").rows() == []


def test_import_counts_each_fate(offline: Command, tmp_path: Path) -> None:
    """An import says what became of the rows, and leaves the file where it is."""
    file = write_spreadsheet(tmp_path)
    first = offline("wallets", "import", str(file))
    assert first.status == 0
    assert "6 rows: 3 added, 0 updated, 0 already tracked, 1 duplicate, 2 refused." in first.out
    assert "Line 5 refused: " in first.out
    again = offline("wallets", "import", str(file))
    assert "6 rows: 0 added, 0 updated, 3 already tracked, 1 duplicate, 2 refused." in again.out
    assert file.exists()


def test_list_of_one_chain(offline: Command, tmp_path: Path) -> None:
    """A list can be of one chain, by any name of it; formulas in labels are harmless in CSV."""
    offline("wallets", "import", str(write_spreadsheet(tmp_path)))
    (row,) = offline("wallets", "list", "--chain", "LTC", "--csv").table()
    assert row["wallet_id"] == LITECOIN
    assert row["label"].startswith("'=")


def test_a_wallet_that_others_track_stays(offline: Command, tmp_path: Path) -> None:
    """Its deletion takes away what the operator says of it, and nothing else; the message says so."""
    offline("wallets", "import", str(write_spreadsheet(tmp_path)))
    with Registry(f"sqlite:///{offline.home / 'registry.sqlite'}") as registry:
        ann = registry.add_person("Ann", "member", datetime.now(UTC)).person_id
        wallet = TrackedWallet(parse_wallet_id(BITCOIN), "hers")
        registry.add_wallets([wallet], datetime.now(UTC), person_id=ann)
        assert "others track it" in offline("wallets", "delete", BITCOIN, "--yes").out
        assert [one.label for one in registry.list_tracked(ann)] == ["hers"]
        assert registry.find_wallet(BITCOIN).label == ""


@pytest.mark.dagster
def test_delete_several(offline: Command, tmp_path: Path) -> None:
    """Several wallets leave at once; an unknown one among them keeps all."""
    offline("wallets", "import", str(write_spreadsheet(tmp_path)))
    unknown = "bitcoin:12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"
    refused = offline("wallets", "delete", BITCOIN, unknown, "--yes")
    assert refused.status == 1
    assert "not tracked" in refused.err
    assert offline("wallets", "delete", BITCOIN, LITECOIN, "--yes").status == 0
    assert [row["wallet_id"] for row in offline("wallets", "list", "--json").rows()] == [DOGECOIN]
