"""One wallet, brought up to date and proven; what does not match is healed from a side copy."""

from collections.abc import Generator

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.balance import WalletBalance, confirmed_figures
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import MismatchError
from cointracker_pipeline.storage.warehouse import (
    SIDE,
    Connection,
    Differences,
    compare_balances,
    drop_side,
    forget_mismatches,
    is_known_mismatch,
    keep_older_rows,
    note_mismatch,
    read_cursor,
    replace_by_side,
)
from cointracker_pipeline.sync.ask import Ask
from cointracker_pipeline.sync.desk import Arrival, Desk, Outcome, Result, Work
from cointracker_pipeline.sync.walk import Arrived, Tally, Walker


def refresh_wallet(
    desk: Desk,
    wallet: Wallet,
    chain: Blockchain,
    connection: Connection,
    tally: Tally,
    *,
    full: bool = False,
) -> Work:
    """Read what is new, store it page by page, and prove the balance.

    A balance that does not match is read again from the last final row, confirmed rows only (news may have arrived
    between two pages, or an unconfirmed row may be hidden below the first page), and then once from scratch into a
    side copy, which replaces the stored rows if it is proven. ``full`` begins with that. A history that was never
    complete is read where it belongs. A difference that was read from scratch in vain is left for some days.

    Raises: MismatchError when it still differs; the old rows stay, marked as not proven.
    """
    cursor = read_cursor(connection, wallet.wallet_id)
    side = read_cursor(connection, wallet.wallet_id, SIDE)
    walker = Walker(desk, wallet, chain, tally)
    if full and cursor.complete_height is not None:
        outcome = yield from _rebuild(walker, side, confirmed_only=False)
        return Result([outcome])
    end = yield from _look_twice(walker, cursor)
    if end.balance.matches or not end.balance.reachable:
        return Result([_to_outcome(walker, end.balance)])
    if is_known_mismatch(end.connection, end.balance, desk.clock()) and not full:
        raise MismatchError(explain_mismatch(end.balance, chain), is_new=False)
    outcome = yield from _rebuild(walker, side, confirmed_only=True)
    return Result([outcome])


def _look_twice(walker: Walker, cursor: Cursor) -> Generator[Ask, Arrival, Arrived]:
    end = yield from walker.walk(cursor, confirmed_only=False)
    if not end.balance.matches and end.balance.reachable:
        end = yield from walker.walk(end.cursor, confirmed_only=True)
    return end


def _rebuild(live: Walker, side: Cursor, *, confirmed_only: bool) -> Generator[Ask, Arrival, Outcome]:
    """Walk from scratch into the side copy, or go on where such a walk stopped, and let it replace what people read.

    Rows that can no longer be reached are kept from what was stored; a history that never was whole replaces the old
    one as well: nothing better can be had.

    Raises: MismatchError when the side copy is not what the chain reports either.
    """
    desk, wallet = live.desk, live.wallet
    walker = Walker(desk, wallet, live.chain, live.tally, SIDE)
    end = yield from walker.walk(side, confirmed_only=confirmed_only)
    compared = end.balance if end.balance.reachable else _keep_older(walker, end)
    if not compared.matches and compared.reachable:
        _give_up(walker, end)
        raise MismatchError(explain_mismatch(compared, live.chain))
    differences = replace_by_side(end.connection, [wallet.wallet_id])[wallet.wallet_id]
    desk.progress.rows += differences.missing + differences.changed
    live.tally.rows_added += differences.missing + differences.changed
    live.tally.rows_removed += differences.surplus + differences.changed
    (balance,) = desk.write_balances(end.connection, [(wallet, end.page)])
    forget_mismatches(end.connection, [wallet.wallet_id])
    return _to_outcome(live, balance, differences)


def _keep_older(walker: Walker, end: Arrived) -> WalletBalance:
    """Complete the side copy by what was stored when more could be reached, and compare it again."""
    keep_older_rows(end.connection, walker.wallet.wallet_id)
    cursor = read_cursor(end.connection, walker.wallet.wallet_id, SIDE)
    figures = confirmed_figures(end.page.tip_height, end.page.summary, end.page.pending)
    (balance,) = compare_balances(end.connection, [(walker.wallet, cursor, figures)], walker.desk.clock(), SIDE)
    return balance


def _give_up(walker: Walker, end: Arrived) -> None:
    """Mark the stored rows as not proven, remember what differed, and forget the side copy."""
    drop_side(end.connection, [walker.wallet.wallet_id])
    (balance,) = walker.desk.write_balances(end.connection, [(walker.wallet, end.page)])
    note_mismatch(end.connection, balance, walker.desk.clock())


def _to_outcome(walker: Walker, balance: WalletBalance, differences: Differences | None = None) -> Outcome:
    tally = walker.tally
    return Outcome(
        walker.wallet,
        balance,
        tally.rows_added,
        tally.rows_removed,
        tally.pages,
        tally.millipoints,
        differences,
        holdings=tally.holdings,
    )


def explain_mismatch(balance: WalletBalance, chain: Blockchain) -> str:
    """Return in a sentence what differs, in coins."""
    stored = render_amount(balance.balance, chain.decimals)
    reported = render_amount(balance.chain_balance, chain.decimals)
    difference = render_amount(balance.balance - balance.chain_balance, chain.decimals)
    return (
        f"{balance.wallet_id}: the {balance.transaction_count} stored transactions sum to {stored} {chain.symbol}, "
        f"the chain reports {reported} {chain.symbol} from {balance.chain_transaction_count} transactions at "
        f"height {balance.tip_height}; the difference is {difference} {chain.symbol}. It was read again from "
        "scratch and still differs; the balance is marked as not proven."
    )
