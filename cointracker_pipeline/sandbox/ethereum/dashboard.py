"""The dashboard of an Ethereum account (Blockchair API v2.0.80, section Address info of Ethereum)."""

from collections.abc import Mapping

import msgspec

from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context
from cointracker_pipeline.sandbox.ethereum.account import Account
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import change_of
from cointracker_pipeline.sandbox.ethereum.holdings import list_holdings
from cointracker_pipeline.sandbox.ethereum.numbers import (
    price_value,
    render_dollars,
    render_number,
    render_rounded,
)
from cointracker_pipeline.sandbox.ethereum.query import AccountQuery, read_account_query
from cointracker_pipeline.sandbox.ethereum.sums import Entry, Sums
from cointracker_pipeline.sandbox.rows import render_time, render_times

CACHE_SECONDS = 180


def answer_account(chain: EthereumChain, name: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``dashboards/address``: an unknown address, or garbage, gives a stub and 200."""
    query, address = read_account_query(params), name.lower()
    account = chain.find(address) or Account(address)
    waiting = [] if query.latest else [deed for deed in chain.pending if account.calls_of(deed)]
    fresh = account.fresh(chain.height)
    fresh += [entry for deed in waiting for entry in account.calls_of(deed) if not entry[1].internal]
    cut = account.shown_cut(chain.height)
    sums = account.sums(cut, chain.facts.price_usd)
    for entry in fresh:
        sums.add(entry)
    known = bool(account.deeds or waiting)
    balance = account.balance + sum(change_of(deed, address) for deed in waiting)
    data: dict[str, object] = {
        "address": _figures(chain, account, sums, query, balance if known else None),
        "calls": _render_calls(_page(account, fresh, cut, query), chain.facts.price_usd),
    }
    if query.erc_20:
        data["layer_2"] = {"erc_20": list_holdings(chain, account, query)}
    return render_answer({address: data}, _context(chain, query, now, int(known)), query.millipoints)


def _page(account: Account, fresh: list[Entry], cut: int, query: AccountQuery) -> list[Entry]:
    """Return the asked page, newest first: what is fresh, then what lies deep."""
    start, stop = query.offset, query.offset + query.limit
    page = fresh[::-1][start:stop]
    low, high = max(0, cut - max(0, stop - len(fresh))), max(0, cut - max(0, start - len(fresh)))
    return page + account.entries[low:high][::-1]


def _figures(
    chain: EthereumChain, account: Account, sums: Sums, query: AccountQuery, balance: int | None
) -> dict[str, object]:
    """Return the figures of an account; one never seen has no type and no balance."""
    price = chain.facts.price_usd
    kind = "contract" if account.contract else "account"
    holdings = list_holdings(chain, account, query) if query.erc_20 and query.in_dollars else []
    return {
        "type": None if balance is None else kind,
        "contract_code_hex": None,
        "contract_created": None,
        "contract_destroyed": None,
        "balance": None if balance is None else str(balance),
        "balance_usd": (balance or 0) / 10**18 * price,
        **({"asset_balance_usd": sum(_dollars(item) for item in holdings)} if query.in_dollars else {}),
        "received_approximate": render_rounded(sums.received),
        "received_usd": render_dollars(sums.received_usd),
        "spent_approximate": render_rounded(sums.spent),
        "spent_usd": render_dollars(sums.spent_usd),
        "fees_approximate": render_rounded(sums.fees),
        "fees_usd": price_value(sums.fees, price),
        "receiving_call_count": sums.receiving,
        "spending_call_count": sums.spending,
        "call_count": sums.calls,
        "transaction_count": sums.deeds,
        **_spans(sums),
        "nonce": sums.sent if query.nonce else None,
    }


def _spans(sums: Sums) -> dict[str, str | None]:
    """Return when value first and last came and went; never is null here."""
    return {
        f"{side}_seen_{way}": None if span is None else render_time(span[end])
        for way, span in (("receiving", sums.seen), ("spending", sums.spent_at))
        for end, side in enumerate(("first", "last"))
    }


def _dollars(item: Mapping[str, object]) -> float:
    dollars = item.get("balance_usd")
    return float(dollars) if isinstance(dollars, (int, float)) else 0.0


def _render_calls(entries: list[Entry], price: float) -> msgspec.Raw:
    """Return calls as JSON text, made by hand: values are numbers as PHP prints them."""
    times = render_times([deed.time for deed, _ in entries])
    texts = (_render_call(entry, time, price) for entry, time in zip(entries, times, strict=True))
    return msgspec.Raw(f"[{','.join(texts)}]".encode())


def _render_call(entry: Entry, time: str, price: float) -> str:
    deed, call = entry
    tx_hash = "null" if deed.tx_hash is None else f'"{deed.tx_hash}"'
    sender = "null" if call.sender is None else f'"{call.sender}"'
    usd = render_dollars(price_value(call.value, price) if call.usd is None else call.usd)
    return (
        f'{{"block_id":{deed.block_id},"transaction_hash":{tx_hash},"index":"{call.path}","time":"{time}",'
        f'"sender":{sender},"recipient":"{call.recipient}","value":{render_number(call.value)},"value_usd":{usd},'
        f'"transferred":{"true" if call.transferred else "false"}}}'
    )


def _context(chain: EthereumChain, query: AccountQuery, now: float, results: int) -> dict[str, object]:
    return render_context(
        chain.facts,
        query.millipoints,
        now,
        CACHE_SECONDS,
        limit=f"{query.limit},{query.limit}",
        offset=f"{query.offset},{query.offset}",
        results=results,
        state=chain.height,
        state_layer_2=chain.height_layer_2,
    )
