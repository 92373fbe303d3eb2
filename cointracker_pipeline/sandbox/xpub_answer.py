"""The answer of ``dashboards/xpub``, as D-addr describes it: the service derives and scans a key's addresses itself."""

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.answers import dashboard_context, render_rows
from cointracker_pipeline.sandbox.envelope import Answer, render_answer
from cointracker_pipeline.sandbox.extended_keys import ExtendedKey, read_key
from cointracker_pipeline.sandbox.figures import address_figures, set_figures
from cointracker_pipeline.sandbox.merged import merge_histories
from cointracker_pipeline.sandbox.query import Query, RefusedError
from cointracker_pipeline.sandbox.world import ChainState

STEP = 20
"""Addresses are looked at in steps of so many, until a whole step is unused."""

MOST_CHECKED = 250
"""Addresses of a branch that are looked at at most, without a premium plan (changelog of v.2.0.54)."""

Checked = list[tuple[str, str]]
"""Path and address, in the order of the scan."""


def answer_xpub(chain: ChainState, text: str, query: Query, now: float) -> Answer:
    """Answer ``dashboards/xpub``: everything stands under the key, and an unused key is an empty list.

    Raises: RefusedError with code 400 for what is no extended public key of the chain.
    """
    try:
        key = chain.keys.setdefault(text, read_key(chain.facts, text))
    except InputError as error:
        raise RefusedError(400, str(error)) from error
    checked, steps = scan(chain, key, query.latest)
    cost = 1_000 + 2_000 * steps - 100 + query.extra_millipoints
    paths = {address: path for path, address in checked}
    known = {
        address: history
        for address in paths
        if (history := chain.find(address)) is not None and history.count(query.latest)
    }
    context = dashboard_context(chain, query, cost, now, len(known))
    context["checked"] = [f"{path}: {address}" for path, address in checked]
    if not known:
        return render_answer([], context, cost)
    totals = {address: history.totals(query.latest) for address, history in known.items()}
    merged = merge_histories(known, query)
    data = {
        "xpub": set_figures(
            chain.facts, list(totals.values()), merged.transaction_count if query.limit.transactions else None
        ),
        "addresses": {
            address: {"path": paths[address], **address_figures(chain.facts, address, total, known=True)}
            for address, total in totals.items()
        },
        "transactions": render_rows(merged.rows, merged.owners)
        if query.details
        else [row.tx_hash for row in merged.rows],
        "utxo": merged.unspent,
    }
    return render_answer({text: data}, context, cost)


def scan(chain: ChainState, key: ExtendedKey, latest: bool) -> tuple[Checked, int]:
    """Return what is looked at, and in how many steps.

    The branch of change is left alone when nothing was ever received: an unused key costs the documented minimum.
    """
    checked, steps = _scan_branch(chain, key, 0, latest)
    if any(_is_used(chain, address, latest) for _, address in checked):
        change, more = _scan_branch(chain, key, 1, latest)
        checked, steps = checked + change, steps + more
    return checked, steps


def _scan_branch(chain: ChainState, key: ExtendedKey, branch: int, latest: bool) -> tuple[Checked, int]:
    checked, steps = Checked(), 0
    while len(checked) < MOST_CHECKED:
        indexes = range(len(checked), min(MOST_CHECKED, len(checked) + STEP))
        step = [(f"{branch}/{index}", key.address(branch, index)) for index in indexes]
        checked, steps = checked + step, steps + 1
        if not any(_is_used(chain, address, latest) for _, address in checked[-STEP:]):
            break
    return checked, steps


def _is_used(chain: ChainState, address: str, latest: bool) -> bool:
    history = chain.find(address)
    return history is not None and history.count(latest) > 0
