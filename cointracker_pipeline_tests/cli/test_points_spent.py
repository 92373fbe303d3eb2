"""What a sync says and keeps when the day's points end in the middle of it."""

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.cli.command import Command

pytestmark = pytest.mark.dagster

OWNERS = ["0x" + digit * 40 for digit in "abc"]


def test_only_what_was_read_is_called_up_to_date(offline: Command) -> None:
    """The rest is counted as waiting, and lists of tokens that were paid for are kept."""
    with running_sandbox(wallets=0, chains=("ethereum",)) as sandbox:
        token = sandbox.control.add_token(name="Cat", symbol="CAT", decimals=6)["address"]
        for owner in OWNERS:
            moved = {"token": token, "to": owner, "value": "7"}
            sandbox.control.mine("ethereum", transactions=[{"to": owner, "value": 1, "tokens": [moved]}])
        sandbox.control.mine("ethereum", blocks=100)
        limits = {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "COINTRACKER_PRICES": "off"}
        command = Command(offline.home, {**limits, "BLOCKCHAIR_POINTS_PER_DAY": "5"})
        for owner in OWNERS:
            command("wallets", "add", "ethereum", owner)
        ended = command("sync")
        assert ended.status == 0
        assert "2 wallets up to date" in ended.out
        assert "1 wallet not read to the end" in ended.out
        assert [row["balance"] for row in command("tokens", "--json").rows()] == ["0.000007"] * 2
        later = Command(offline.home, {**limits, "BLOCKCHAIR_POINTS_PER_DAY": "100"})
        assert later("sync").status == 0
        assert [row["proven"] for row in later("tokens", "--json").rows()] == ["yes"] * 3
