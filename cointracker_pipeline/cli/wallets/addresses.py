"""``cointracker wallets addresses``."""

from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import print_table, table_options
from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.errors import InputError

if TYPE_CHECKING:
    from cointracker_pipeline.domain.chain import Blockchain
    from cointracker_pipeline.storage.warehouse import Member

BRANCHES = ("receive", "change")
COLUMNS = ("branch", "index", "path", "address", "balance", "symbol", "transactions", "used")
SHOWN = ("path", "branch", "address", "balance", "symbol", "transactions")


@click.command()
@click.argument("wallet_id", metavar="WALLET")
@click.option("--all", "everything", is_flag=True, help="Unused addresses as well, which are watched.")
@table_options
def addresses(wallet_id: str, everything: bool, form: str | None) -> None:
    """Print the used addresses behind WALLET, an extended public key, and the next unused one to receive at.

    A path such as 0/7 follows the key: branch 0 receives, branch 1 is change. Programs get all watched addresses.
    """
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        wallet = pipeline.registry.find_wallet(pipeline.parse_wallet(wallet_id).wallet_id).wallet
        if not wallet.is_key:
            raise InputError(f"{wallet.wallet_id} is one address, not an extended public key: nothing is behind it.")
        members = pipeline.list_addresses(wallet.wallet_id)
        chain = pipeline.chains[wallet.chain]
    rows = [_to_row(one, chain) for one in members if everything or form or one.is_used]
    empty = "None of its addresses is used." if members else "Its addresses are not read yet. Run: cointracker sync"
    print_table(COLUMNS, rows, form, empty=empty, shown=SHOWN)
    if form is None and members:
        _print_next(members)


def _to_row(member: "Member", chain: "Blockchain") -> dict[str, object]:
    return {
        "branch": BRANCHES[member.branch],
        "index": member.index,
        "path": f"{member.branch}/{member.index}",
        "address": member.wallet.address,
        "balance": render_amount(member.balance, chain.decimals),
        "symbol": chain.symbol,
        "transactions": member.transactions or 0,
        "used": member.is_used,
    }


def _print_next(members: "list[Member]") -> None:
    """Tell the first address to receive at that follows the last used one."""
    receive = [one for one in members if one.branch == 0]
    last = max((one.index for one in receive if one.is_used), default=-1)
    following = next((one for one in receive if one.index > last), None)
    if following:
        click.echo(f"Next unused address to receive at: {following.wallet.address} (0/{following.index})")
