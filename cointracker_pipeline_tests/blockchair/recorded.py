"""Answers that the service really gave, and those its documentation prints: what is checked of each, and its text.

They lie beside the checkout where they exist; tests of one are skipped with a reason where its folder is absent.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cointracker_pipeline.settings import CHECKOUT

SHARED = CHECKOUT.parent / "shared"
FOLDERS = {"recorded": SHARED / "recorded", "examples": SHARED / "blockchair" / "examples"}

CHECKED = {
    "recorded/agent_prompt_btc_period/bc1q48a_period.json": "page",
    "recorded/arizen_blockchair_client/address.json": "page of hashes",
    "recorded/arizen_blockchair_client/transaction.json": "envelope",
    "recorded/arizen_blockchair_client/transactions.json": "envelope",
    "recorded/blockchair_infinitable_csv/eth_transactions_0xd8da6b.csv": "table",
    "recorded/blockchair_infinitable_csv/eth_transactions_0xde0b29.csv": "table",
    "recorded/blockchair_issues/200_doge_balances_stale_2026_issue1737.json": "balances",
    "recorded/blockchair_issues/200_empty_data_list_2021_issue614.json": "balances",
    "recorded/blockchair_issues/402_invalid_key_2025_truncated.txt": "error",
    "recorded/blockchair_issues/404_html_unsupported_chain_2026_issue1735.txt": "error",
    "recorded/blockchair_issues/430_2019_issue154_btc_rpc_explorer.json": "error",
    "recorded/blockchair_issues/430_2022_issue934.json": "error",
    "recorded/blockchair_issues/430_2023_issue1147.json": "error",
    "recorded/cordialsys_crosschain/1_mpjwFvP88ZwAt3wEHY6irKkGhxcsv22BP6.json": "page of hashes",
    "recorded/cordialsys_crosschain/2_blocks.json": "stats of one chain",
    "recorded/cordialsys_crosschain/3_transaction_hash.json": "envelope",
    "recorded/cordialsys_crosschain/4_227178d784150211e8ea5a586ee75bc97655e61f.json": "envelope",
    "recorded/crypto_com_wallet/eth_0xa976_limit5_offset1.json": "envelope",
    "recorded/metamask_snap/blockchair.json#broadcastTransactionResp": "envelope",
    "recorded/metamask_snap/blockchair.json#getBalanceResp": "balances",
    "recorded/metamask_snap/blockchair.json#getDashboardTransaction": "envelope",
    "recorded/metamask_snap/blockchair.json#getStatsResp": "stats of one chain",
    "recorded/metamask_snap/blockchair.json#getUtxoResp": "page",
    "recorded/networth_calculator/result3_1_set.json": "set of hashes",
    "recorded/networth_calculator/result4_1_0x4b4276d6ae2c79064989d14dc6f03f33fa3cf8f7.json": "envelope",
    "recorded/networth_calculator/result4_2_0x88282deedf2884274dae445ef1f22f87cf61bfed.json": "envelope",
    "recorded/networth_calculator/result4_3_0x335d2d7a806243901172aa676ad36e0bbdf0bd01.json": "envelope",
    "examples/aux-btc-stats.json": "stats of one chain",
    "examples/aux-error-400.json": "error",
    "examples/aux-eth-stats.json": "stats of one chain",
    "examples/aux-full-context.json": "envelope",
    "examples/btc-address-details.json": "page",
    "examples/btc-addresses-balances.json": "balances",
    "examples/btc-addresses.json": "set of hashes",
    "examples/btc-state-changes-block.json": "envelope",
    "examples/btc-transaction.json": "envelope",
    "examples/btc-xpub.json": "envelope",
    "examples/eth-address-erc20.json": "envelope",
    "examples/eth-calls-table.json": "envelope",
    "examples/eth-erc20-holder.json": "envelope",
    "examples/eth-transaction-erc20.json": "envelope",
    "examples/eth-transactions-table.json": "envelope",
    "examples/multi-addresses.json": "envelope",
    "examples/premium-stats.json": "usage",
    "examples/stats-multi.json": "stats",
}
"""What is checked of each answer beside its envelope and amounts; ``envelope`` where the product decodes no more.

A file of several answers has a line for each. Lists of bare hashes are never asked for: figures are checked alone.
"""


def named(*kinds: str) -> pytest.MarkDecorator:
    """Give a test every answer of these kinds as ``name``."""
    return pytest.mark.parametrize("name", [name for name, kind in CHECKED.items() if kind in kinds])


def list_files(folder: str) -> set[str]:
    """Return the names of all answers in a folder, or skip where it is absent."""
    root = find_folder(folder)
    paths = [path for path in root.rglob("*") if path.is_file() and _is_answer(folder, path)]
    return {name for path in paths for name in _split(f"{folder}/{path.relative_to(root).as_posix()}", path)}


def find_folder(folder: str) -> Path:
    """Return where a folder is, or skip."""
    if not FOLDERS[folder].is_dir():
        pytest.skip(f"the {folder} answers lie beside the checkout only, at {FOLDERS[folder]}")
    return FOLDERS[folder]


def read_text(name: str) -> bytes:
    """Return an answer as it came, without what its recorder wrote around it."""
    folder, _, rest = name.partition("/")
    place, _, part = rest.partition("#")
    text = (find_folder(folder) / place).read_bytes()
    if place.endswith(".txt"):
        return text.partition(b"\n")[2]
    if not place.endswith(".json"):
        return text
    fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    return bytes(fields.get(part or "response", text))


def read_independently(text: bytes) -> Any:
    """Return JSON read by the standard library, every number that is no integer as a Decimal."""
    return json.loads(text, parse_float=Decimal)


def render(value: object) -> bytes:
    """Return JSON again, every number as it was."""
    return msgspec.json.Encoder(decimal_format="number").encode(value)


def _is_answer(folder: str, path: Path) -> bool:
    """Whether a file is an answer: beside the recordings lie histories and vectors, among the examples a page."""
    return path.suffix == ".json" if folder == "examples" else path.parent != FOLDERS[folder]


def _split(name: str, path: Path) -> list[str]:
    """Return the name of each answer in a file."""
    fields = json.loads(path.read_bytes()) if path.suffix == ".json" else {"data": None}
    return [name] if {"data", "response"} & set(fields) else [f"{name}#{part}" for part in fields]
