"""``cointracker tokens``."""

from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import count, print_table, table_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cointracker_pipeline.domain.token_balance import TokenBalance

COLUMNS = (
    *("wallet_id", "token", "symbol", "name", "balance", "decimals", "status", "reason"),
    *("proven", "unexplained", "transfers", "height", "checked_at"),
)
SHOWN = ("wallet_id", "symbol", "balance", "proven", "transfers", "token")
SHOWN_ALL = ("wallet_id", "symbol", "balance", "status", "reason", "proven", "transfers", "token")


@click.command()
@click.argument("wallet_ids", metavar="[WALLET]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Also spam, blocked tokens, and those of which none is left.")
@table_options
def tokens(wallet_ids: tuple[str, ...], everything: bool, form: str | None) -> None:
    """Print the tokens each wallet holds, exactly, and whether their transfers explain the balance.

    A token whose decimals are not known is told in base units. What looks like spam is not read, and shown with
    --all, with the reason; COINTRACKER_TOKENS_ALLOW and COINTRACKER_TOKENS_BLOCK decide otherwise.
    """
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.storage.warehouse import read_token_balances

    with open_pipeline() as pipeline:
        names = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id).wallet_id for name in wallet_ids]
        with pipeline.warehouse.transaction() as connection:
            found = read_token_balances(connection, names or None)
    shown = [one for one in found if everything or (one.status == "followed" and one.balance)]
    marked = ("unexplained",) if any(one.unexplained for one in shown) else ()
    columns = (*(SHOWN_ALL if everything else SHOWN), *marked)
    empty = "No tokens to show. Run: cointracker sync" + ("" if everything or not found else "; or see all with --all")
    print_table(COLUMNS, map(_to_row, shown), form, empty=empty, shown=columns, long="wallet_id")
    if form is None and shown:
        click.echo(_sum_up(found, len(found) - len(shown)))


def _to_row(one: "TokenBalance") -> dict[str, object]:
    from cointracker_pipeline.domain.token_amount import render_token_amount

    return {
        "wallet_id": one.wallet_id,
        "token": one.token_address,
        "symbol": one.symbol,
        "name": one.name,
        "balance": None if one.balance is None else render_token_amount(one.balance, one.decimals),
        "decimals": one.decimals,
        "status": one.status,
        "reason": one.reason,
        "proven": one.proof,
        "unexplained": render_token_amount(one.unexplained, one.decimals) if one.unexplained else "",
        "transfers": one.transfer_count,
        "height": one.height,
        "checked_at": f"{one.checked_at:%Y-%m-%d %H:%M}",
    }


def _sum_up(found: "Sequence[TokenBalance]", hidden: int) -> str:
    followed = [one for one in found if one.status == "followed"]
    counted = {
        "not proven": sum(one.proof == "NO" for one in followed),
        "not read yet": sum(one.proof == "not read" for one in followed),
        "spam": sum(one.status == "spam" for one in found),
    }
    parts = [f"{number:,} {what}" for what, number in counted.items() if number]
    return ", ".join([count(len(followed), "token") + " followed", *parts]) + (
        f"; {hidden:,} not shown, see them with --all" if hidden else ""
    )
