"""``cointracker balances``."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import count, print_table, table_options
from cointracker_pipeline.cli.worths import shorten_worths, sum_up_worths, tell_worth, worth_cells
from cointracker_pipeline.domain.amount import render_amount

if TYPE_CHECKING:
    from cointracker_pipeline.domain.chain import Blockchain
    from cointracker_pipeline.reports.wallet_balances import BalanceRow, Proof
    from cointracker_pipeline.reports.worth import Worth

COLUMNS = (
    *("wallet_id", "label", "balance", "symbol", "pending", "proven", "transactions", "height", "checked_at"),
    *("price_usd", "price_day", "worth_usd", "worth_second", "second_currency"),
    *("on_chain", "unexplained"),
)
SHOWN = ("wallet_id", "label", "balance", "symbol", "proven", "transactions")

NOT_EXACT = "not exact yet"
WORDS: "dict[Proof, str]" = {
    "NO": "NOT PROVEN",
    "incomplete": "INCOMPLETE",
    "inexact": "not exact yet",
    "unexplained": "partly unexplained",
}
"""What is said of wallets that are not proven."""


@click.command()
@click.argument("wallet_ids", metavar="[WALLET]...", nargs=-1)
@table_options
def balances(wallet_ids: tuple[str, ...], form: str | None) -> None:
    """Print each wallet's balance, whether it is proven, and what each chain sums to.

    Proven means: the stored transactions sum to the balance that the chain itself reports at the same height. A
    wallet is incomplete when the API cannot show its oldest transactions: it can never be proven. One of Ethereum is
    inexact while some amounts are rounded, and unexplained when all are exact and the chain has another balance all
    the same: the API does not show everything that changes one.
    """
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.reports.portfolio import write_chains
    from cointracker_pipeline.reports.wallet_balances import read_balances
    from cointracker_pipeline.reports.worth import read_worths

    with open_pipeline() as pipeline:
        names = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id).wallet_id for name in wallet_ids]
        labels = {one.wallet_id: one.label for one in pipeline.registry.list_wallets()}
        with pipeline.warehouse.transaction() as connection:
            write_chains(connection, pipeline.chains.values())
            found = read_balances(connection, names or None)
            worths = read_worths(connection, names or None)
        chains = pipeline.chains
    rows = [_to_row(one, labels.get(one.wallet_id, ""), chains[one.chain], worths[one.wallet_id]) for one in found]
    if form is None:
        rows = [shorten_worths(row) for row in rows]
    beside = ("on_chain", "unexplained") if any(row["unexplained"] for row in rows) else ()
    extra = [name for name in ("pending", "worth_usd", "worth_second") if any(row[name] for row in rows)]
    shown = (*SHOWN[:4], *beside, *extra, *SHOWN[4:])
    empty = "No balances yet. Run: cointracker sync"
    print_table(COLUMNS, rows, form, empty=empty, shown=shown, long="wallet_id")
    if form is None:
        _print_totals(found, chains, worths)
        for line in sum_up_worths([(chains[one.chain].symbol, worths[one.wallet_id]) for one in found]):
            click.echo(line)


def _to_row(one: "BalanceRow", label: str, chain: "Blockchain", worth: "Worth") -> dict[str, object]:
    return {
        "wallet_id": one.wallet_id,
        "label": label,
        "balance": render_amount(one.balance, chain.decimals),
        "symbol": chain.symbol,
        "pending": render_amount(one.pending_change, chain.decimals) if one.pending_change else "",
        "proven": one.proof,
        "transactions": one.transaction_count,
        "height": one.tip_height,
        "checked_at": f"{one.checked_at:%Y-%m-%d %H:%M}",
        "on_chain": render_amount(one.chain_balance, chain.decimals),
        "unexplained": _tell_unexplained(one, chain),
        **worth_cells(worth),
    }


def _tell_unexplained(one: "BalanceRow", chain: "Blockchain") -> str:
    """Return what no row explains; while amounts are rounded that cannot be told from what these lack."""
    if not one.exact:
        return NOT_EXACT
    return render_amount(one.unexplained, chain.decimals) if one.unexplained else ""


def _print_totals(
    found: Sequence["BalanceRow"], chains: Mapping[str, "Blockchain"], worths: Mapping[str, "Worth"]
) -> None:
    for name in dict.fromkeys(one.chain for one in found):
        mine = [one for one in found if one.chain == name]
        total = render_amount(sum(one.whole for one in mine), chains[name].decimals)
        unexplained = sum(one.unexplained for one in mine)
        part = f", {render_amount(unexplained, chains[name].decimals)} of it without rows" if unexplained else ""
        worth = tell_worth(worths[one.wallet_id] for one in mine)
        click.echo(f"Total {total} {chains[name].symbol}{worth}{part} in {count(len(mine), 'wallet')}, {_sum_up(mine)}")


def _sum_up(rows: Sequence["BalanceRow"]) -> str:
    proofs = [one.proof for one in rows]
    counted = {text: proofs.count(word) for word, text in WORDS.items()}
    return ", ".join(f"{number:,} {what}" for what, number in counted.items() if number) or "all proven"
