"""The answers of the address endpoints of Bitcoin-like chains, shaped like Blockchair API v2.0.95."""

from collections.abc import Sequence

import msgspec

from cointracker_pipeline.sandbox.addresses import is_legacy
from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context
from cointracker_pipeline.sandbox.facts import ChainFacts
from cointracker_pipeline.sandbox.figures import address_figures, set_figures
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.merged import merge_histories
from cointracker_pipeline.sandbox.query import Query, RefusedError
from cointracker_pipeline.sandbox.rows import Row, render_times
from cointracker_pipeline.sandbox.unspent import list_unspent
from cointracker_pipeline.sandbox.world import ChainState

ADDRESSES_MOST, BALANCES_MOST = 100, 25_000


def answer_address(chain: ChainState, asked: str, query: Query, now: float) -> Answer:
    """Answer ``dashboards/address``: an unknown address, or garbage, gives a stub of zeros and 200."""
    facts, address = chain.facts, _bare(chain.facts, asked)
    history = chain.find(asked) or History()
    totals = history.totals(query.latest)
    rows = history.rows(query.offset.transactions, _end(query), query.latest)
    known = totals.count > 0
    data = {
        "address": {
            **address_figures(facts, address, totals, known=known),
            "transaction_count": totals.count if query.limit.transactions else None,
            "scripthash_type": None,
        },
        "transactions": render_rows(rows, None) if query.details else [row.tx_hash for row in rows],
        "utxo": list_unspent(history, query),
    }
    cost = 1_000 + query.extra_millipoints
    return render_answer({address: data}, dashboard_context(chain, query, cost, now, int(known)), cost)


def answer_addresses(chain: ChainState, asked: Sequence[str], query: Query, now: float) -> Answer:
    """Answer ``dashboards/addresses``: one merged list; addresses never seen are left out.

    Raises: RefusedError with code 404 when none is known, 400 for more than 100.
    """
    if not 0 < len(asked) <= ADDRESSES_MOST:
        raise RefusedError(400, f"Wrong number of addresses: from 1 to {ADDRESSES_MOST}")
    facts = chain.facts
    known = _known(chain, asked, query.latest)
    if not known:
        raise RefusedError(404, "No addresses were found")
    totals = {address: history.totals(query.latest) for address, history in known.items()}
    merged = merge_histories(known, query)
    data = {
        "set": set_figures(
            facts, list(totals.values()), merged.transaction_count if query.limit.transactions else None
        ),
        "addresses": {address: address_figures(facts, address, total, known=True) for address, total in totals.items()},
        "transactions": render_rows(merged.rows, merged.owners)
        if query.details
        else [row.tx_hash for row in merged.rows],
        "utxo": merged.unspent,
    }
    cost = 1_000 + 100 * (len(asked) - 1) + query.extra_millipoints
    return render_answer(data, dashboard_context(chain, query, cost, now, len(known)), cost)


def answer_balances(chain: ChainState, asked: Sequence[str], now: float) -> Answer:
    """Answer ``addresses/balances``: confirmed only, zeros left out, nothing left is an empty list.

    Raises: RefusedError with code 400 for none or more than 25,000 addresses.
    """
    if not 0 < len(asked) <= BALANCES_MOST:
        raise RefusedError(400, f"Wrong number of addresses: from 1 to {BALANCES_MOST}")
    known = _known(chain, asked, latest=True)
    balances = {address: history.totals(latest=True).balance for address, history in known.items()}
    left = {address: balance for address, balance in balances.items() if balance}
    cost = 1_000 + len(asked)
    context = render_context(chain.facts, cost, now, results=len(left), state=chain.height)
    return render_answer(left or [], context, cost)


def render_rows(rows: Sequence[Row], owners: Sequence[str] | None) -> msgspec.Raw:
    """Return detailed rows as JSON text, made by hand: ten thousand take a few milliseconds."""
    times = render_times([row.time for row in rows])
    texts = [
        f'{{"block_id":{row.block_id},"hash":"{row.tx_hash}","time":"{time}","balance_change":{row.change}'
        for row, time in zip(rows, times, strict=True)
    ]
    if owners is not None:
        texts = [f'{text},"address":"{owner}"' for text, owner in zip(texts, owners, strict=True)]
    return msgspec.Raw(("[" + "},".join(texts) + ("}]" if texts else "]")).encode())


def _known(chain: ChainState, asked: Sequence[str], latest: bool) -> dict[str, History]:
    found: dict[str, History] = {}
    for text in asked:
        history = None if is_legacy(chain.facts, text) else chain.find(text)
        if history and history.count(latest):
            found[_bare(chain.facts, text)] = history
    return found


def _bare(facts: ChainFacts, address: str) -> str:
    """Bitcoin Cash addresses come back without their prefix."""
    return address.removeprefix("bitcoincash:") if facts.name == "bitcoin-cash" else address


def _end(query: Query) -> int:
    return query.offset.transactions + query.limit.transactions


def dashboard_context(chain: ChainState, query: Query, cost: int, now: float, results: int) -> dict[str, object]:
    """Return the context of a dashboard's answer."""
    return render_context(
        chain.facts,
        cost,
        now,
        limit=str(query.limit),
        offset=str(query.offset),
        results=results,
        state=chain.height,
    )
