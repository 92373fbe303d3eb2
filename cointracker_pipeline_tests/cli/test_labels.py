"""Labels go out and in by command."""

import json
from pathlib import Path

import pytest

from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import BITCOIN, DOGECOIN, LITECOIN

LABELS = {BITCOIN: "cold, storage", LITECOIN: '=HYPERLINK("http://x")', DOGECOIN: "Größe 📈"}


def add(command: Command, wallet_id: str, *options: str) -> None:
    """Track a wallet."""
    assert command("wallets", "add", *wallet_id.split(":"), *options).status == 0


def labels_of(command: Command) -> dict[str, str]:
    """Return each wallet's label."""
    return {row["wallet_id"]: row["label"] for row in command("wallets", "list", "--json").rows()}


def test_labels_go_from_home_to_home(offline: Command, tmp_path: Path) -> None:
    """What one home wrote gives another with the same wallets the same labels; a dry run gives it none."""
    for wallet_id, label in LABELS.items():
        add(offline, wallet_id, "--label", label)
    file = tmp_path / "labels.jsonl"
    ended = offline("labels", "export", str(file))
    assert (ended.status, ended.out.strip()) == (0, f"{file}: 3 labels")
    assert offline("labels", "export").out == file.read_text("utf-8")
    other = Command(tmp_path / "other", offline.settings)
    for wallet_id in LABELS:
        add(other, wallet_id)
    assert "3 labelled" in other("labels", "import", str(file), "--dry-run").out
    assert set(labels_of(other).values()) == {""}
    ended = other("labels", "import", str(file))
    assert ended.out.startswith("3 lines: 3 labelled, 0 unchanged, 0 added")
    assert labels_of(other) == LABELS
    assert "0 labelled, 3 unchanged" in other("labels", "import", str(file)).out


def test_a_file_with_good_and_bad_lines(offline: Command, tmp_path: Path) -> None:
    """Good lines count, bad ones are told with their numbers, unknown wallets are added when asked for."""
    add(offline, BITCOIN)
    records = [
        {"type": "addr", "ref": BITCOIN.partition(":")[2], "label": "mine"},
        {"type": "tx", "ref": "ab" * 32, "label": "rent"},
        {"type": "addr", "ref": "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX", "label": "other"},
    ]
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join([*map(json.dumps, records), "nonsense"]))
    ended = offline("labels", "import", str(file))
    assert ended.status == 0
    assert "Line 3 not tracked" in ended.out
    assert "Line 4 refused" in ended.out
    assert "4 lines: 1 labelled, 0 unchanged, 0 added, 1 not tracked, 0 duplicate, 1 ignored, 1 refused." in ended.out
    assert "1 added" in offline("labels", "import", str(file), "--add").out
    assert labels_of(offline) == {BITCOIN: "mine", "bitcoin:12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX": "other"}


@pytest.mark.parametrize(
    "arguments",
    [("import", "none.jsonl"), ("import", "."), ("export", "/dev/null/x"), ("export", "--chain", "floofcoin")],
)
def test_what_cannot_be_done_is_one_message(offline: Command, arguments: tuple[str, ...]) -> None:
    """The status is 1 and no traceback is shown."""
    ended = offline("labels", *arguments)
    assert ended.status == 1
    assert ended.err.startswith("Error: ")
    assert "Traceback" not in ended.err
