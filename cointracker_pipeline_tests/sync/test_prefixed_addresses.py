"""Addresses with a prefix, whose wallet ids have two colons, and addresses whose prefix answers leave out."""

from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import Wallet, parse_wallet_id
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.sync.world import standing


@pytest.mark.parametrize(("chain", "prefix"), [("ecash", "ecash:"), ("bitcoin-cash", "bitcoincash:")])
@pytest.mark.parametrize(("count", "endpoint"), [(1, "/dashboards/address/"), (4, "/dashboards/addresses/")])
def test_a_wallet_is_synced_alone_and_in_a_set(
    tmp_path: Path, chain: str, prefix: str, count: int, endpoint: str
) -> None:
    """Its rows are stored under its id, whether it was given with the prefix or without."""
    with running_sandbox(wallets=count, transactions=(3, 9), chains=(chain,)) as sandbox:
        addresses = [str(known["address"]).removeprefix(prefix) for known in sandbox.control.wallets(chain)]
        with standing(sandbox, tmp_path) as stand:
            wallets = [stand.pipeline.parse_wallet(f"{chain}:{address}") for address in addresses]
            assert wallets == [stand.pipeline.parse_wallet(f"{chain}:{prefix}{address}") for address in addresses]
            assert wallets == [parse_wallet_id(one.wallet_id) for one in wallets]
            assert wallets[0] == Wallet(chain, prefix + addresses[0] if chain == "ecash" else addresses[0])
            stand.track(*wallets)
            assert stand.sync(wallets).failures == []
            assert any(endpoint in one["path"] for one in sandbox.control.requests()["requests"])
            assert all(stand.stored_rows(one) == stand.true_rows(one) != [] for one in wallets)
            assert stand.breaches() == {}
