"""The dashboards of Ethereum transactions (Blockchair API v2.0.80, section Transaction info of Ethereum)."""

from collections.abc import Mapping

from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context
from cointracker_pipeline.sandbox.ethereum.account import CALLS_LAG
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Deed, balance_changes, sort_path
from cointracker_pipeline.sandbox.ethereum.rows import call_row, transaction_row, transfer_part
from cointracker_pipeline.sandbox.query import RefusedError, check_names, read_choice

HASHES_MOST = 10
_OPTIONS = ("erc_20", "effects", "events")


def answer_transactions(chain: EthereumChain, names: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``dashboards/transactions``: unknown hashes are left out, and when none is left data is a list.

    Raises: RefusedError with code 400 for more than ten.
    """
    hashes = [name.lower() for name in names.split(",") if name]
    if not 0 < len(hashes) <= HASHES_MOST:
        raise RefusedError(400, f"Wrong number of transactions: from 1 to {HASHES_MOST}")
    check_names(params, set(_OPTIONS))
    options = {name for name in _OPTIONS if read_choice(params, name, {"true": True, "false": False})}
    found = {tx_hash: deed for tx_hash in hashes if (deed := chain.find_deed(tx_hash))}
    data = {tx_hash: _render(chain, deed, options) for tx_hash, deed in found.items()}
    cost = 1_000 + 100 * (len(hashes) - 1) + 1_000 * len(options) * len(hashes)
    context = render_context(
        chain.facts, cost, now, results=len(found), state=chain.height, state_layer_2=chain.height_layer_2
    )
    return render_answer(data or [], context, cost)


def answer_transaction(chain: EthereumChain, name: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``dashboards/transaction``, for one hash."""
    return answer_transactions(chain, name.replace(",", ""), params, now)


def _render(chain: EthereumChain, deed: Deed, options: set[str]) -> dict[str, object]:
    """Return one transaction; its calls are not known while it waits and in the newest six blocks."""
    price = chain.facts.price_usd
    traced = not deed.waits and deed.block_id <= chain.height - CALLS_LAG
    calls = sorted(deed.calls, key=lambda call: sort_path(call.path))
    found: dict[str, object] = {
        "transaction": transaction_row(deed, price),
        "calls": [call_row(deed, call, price) for call in calls] if traced else None,
    }
    if "effects" in options:
        found["effects"] = {address: str(change) for address, change in balance_changes(deed).items()}
    if "events" in options:
        found["events"] = []
    if "erc_20" in options:
        told = deed.transfers if not deed.waits and deed.block_id <= chain.height_layer_2 else ()
        found["layer_2"] = {"erc_20": [transfer_part(one, chain.tokens[one.token]) for one in told]}
    return found
