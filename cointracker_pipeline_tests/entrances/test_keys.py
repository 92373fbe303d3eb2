"""Extended keys at every entrance: public ones are wallets, private ones and seed phrases leave no trace."""

import logging
from pathlib import Path

import pytest

from cointracker_pipeline_tests.addresses.encodings import encode_with_checksum
from cointracker_pipeline_tests.addresses.test_secrets import PHRASE, XPRV, XPUB, ZPRV
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage
from cointracker_pipeline_tests.entrances.conftest import Command

pytestmark = REAL_RUNS

YPRV = encode_with_checksum(bytes.fromhex("049d7878") + bytes(9) + b"\x07" * 32 + b"\0" + b"\x05" * 32)
SECRETS = {
    "xprv": XPRV,
    "yprv": YPRV,
    "zprv": ZPRV,
    "mistyped xprv": XPRV[:-1] + "j",
    "seed phrase": PHRASE,
}


def find_traces(folder: Path, text: str, given: Path | None = None) -> list[Path]:
    """Return the files below a folder that hold the middle of a text, but for the file a person gave."""
    part = text[20:50].encode()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if path.name != getattr(given, "name", "") and part in path.read_bytes()]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_leaves_no_trace(
    stage: Stage, command: Command, tmp_path: Path, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    """By command, by spreadsheet, as a wallet's id, and in the inbox: no file, log or message has any of it."""
    caplog.set_level(logging.DEBUG)
    sheet = tmp_path / "given.csv"
    sheet.write_text(f'chain,address\nbitcoin,"{secret}"\n')
    ended = [
        command("wallets", "add", "bitcoin", secret),
        command("wallets", "import", sheet),
        command("wallets", "addresses", f"bitcoin:{secret}"),
        command("sync", f"bitcoin:{secret}"),
    ]
    stage.drop(sheet.name, sheet.read_bytes())
    (result,) = stage.take_inbox()
    assert result.success
    assert [one.status for one in ended] == [1, 0, 1, 1]
    said = "".join(one.out + one.err for one in ended) + caplog.text
    assert secret[20:50] not in said
    assert find_traces(stage.settings.home, secret, sheet) == []
    for run in stage.instance.get_runs():
        assert not [entry for entry in stage.instance.all_logs(run.run_id) if secret[20:50] in repr(entry)]


@pytest.mark.usefixtures("unchanged")
def test_a_mistyped_key_is_refused_unseen(stage: Stage, command: Command) -> None:
    """A public key shows a whole wallet: one that cannot be used is not kept either."""
    mistyped = XPUB[:-1] + "9"
    ended = command("wallets", "add", "bitcoin", mistyped)
    assert ended.status == 1
    assert "it is an extended public key, but its checksum is wrong" in ended.err
    assert mistyped[20:50] not in ended.err
    assert find_traces(stage.settings.home, mistyped) == []


def test_a_key_from_a_spreadsheet_is_one_wallet_in_dagster(stage: Stage, command: Command) -> None:
    """One partition, green assets and checks, no link to the explorer; its addresses are told by command."""
    key = str(stage.sandbox.control.add_key("bitcoin", 3, 2, 30)["key"])
    stage.drop("keys.csv", f"chain,address,label\nbitcoin,{key},savings\n".encode())
    (result,) = stage.take_inbox()
    assert result.success
    wallet_id = f"bitcoin:{key}"
    assert stage.refresh(wallet_id).success
    assert wallet_id in stage.instance.get_dynamic_partitions("wallets")
    entries = [entry for run in stage.instance.get_runs() for entry in stage.instance.all_logs(run.run_id)]
    found = [entry.asset_materialization for entry in entries if entry.asset_materialization]
    mine = [one for one in found if one.partition == wallet_id]
    assert {one.asset_key.to_user_string() for one in mine} == {"transactions", "wallet_balances", "daily_balances"}
    assert not [one for one in mine if "explorer" in one.metadata]
    assert stage.sandbox.control.requests()["count"] > 0
    assert not [one for one in stage.sandbox.control.requests()["requests"] if key[10:30] in str(one)]
    shown = command("wallets", "addresses", wallet_id)
    assert shown.status == 0
    assert "Next unused address to receive at:" in shown.out
    assert shown.out.count("receive  ") == 3
    rows = command("wallets", "addresses", wallet_id, "--csv").out.splitlines()
    assert rows[0] == "branch,index,path,address,balance,symbol,transactions,used"
    assert len(rows) > 40
    assert "savings" in command("balances", wallet_id).out
    assert len(command("transactions", wallet_id, "--limit", "0", "--csv").out.splitlines()) == 31
    single = stage.known_wallets()[0]
    assert "nothing is behind it" in command("wallets", "addresses", single).err
