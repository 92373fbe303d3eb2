"""Several wallets, brought up to date by one request."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cointracker_pipeline.domain.balance import WalletBalance, confirmed_figures
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import Cursor, Step, advance
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage, Summary
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    SIDE,
    Change,
    Connection,
    Differences,
    drop_side,
    read_cursors,
    replace_by_side,
    write_counters,
)
from cointracker_pipeline.sync.ask import Ask, BalancesAsk, SetAsk
from cointracker_pipeline.sync.desk import Arrival, Desk, Outcome, Result, Work
from cointracker_pipeline.sync.need import Need

WalletPage = tuple[Wallet, HistoryPage, Step]


def refresh_set(desk: Desk, wallets: Sequence[Wallet], chain: Blockchain, *, full: bool = False) -> Work:
    """Ask for the newest rows of all wallets together, store them, and prove those whose history is complete.

    Each wallet keeps a stop condition of its own: the merged list is newest first over all of them, so a wallet is
    done when the list reaches below what can no longer change, or shows its first transaction. Of the others the
    answer tells the length; what it shows of those too long to share a request is stored as a walk in progress.
    With ``full`` a complete history is read again beside the stored one, which it replaces once it is proven.
    """
    pages, connection = yield from _ask(desk, wallets, chain)
    sorting = _sort(desk, wallets, chain, pages, connection, full=full)
    result = Result(needs=sorting.needs)
    for step, (change, balance) in zip(sorting.live, desk.store(connection, sorting.live), strict=True):
        desk.progress.rows += change.added
        _end(result, step, change, balance, None)
    compared = [balance for _, balance in desk.store(connection, sorting.side, SIDE)]
    _end_side(desk, result, sorting.side, compared, connection)
    return result


@dataclass(slots=True)
class _Sorting:
    """The steps to store where people read, those for the side copy, and what the other wallets need."""

    live: list[WalletPage] = field(default_factory=list)
    side: list[WalletPage] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


def _ask(
    desk: Desk, wallets: Sequence[Wallet], chain: Blockchain
) -> Generator[Ask, Arrival, tuple[Mapping[str, HistoryPage], Connection]]:
    """Return each address's own page."""
    addresses = tuple(wallet.address for wallet in wallets)
    answer, connection = yield SetAsk(chain, addresses, chain.page_limit, confirmed_only=False)
    if not isinstance(answer, SetPage):
        raise TypeError("the answer to a set is a set")
    desk.progress.add_page(0, answer.millipoints)
    pages = answer.pages(chain.block_seconds)
    if pages:
        return pages, connection
    # None was ever seen, and such an answer has no height: that of the balances serves.
    balances, connection = yield BalancesAsk(chain, addresses)
    if not isinstance(balances, Balances):
        raise TypeError("the answer to balances is balances")
    desk.progress.add_check(balances.millipoints)
    nothing = Summary(0, 0, 0, 0, 0, 0, confirmed_only=False)  # nor does anything wait any more
    return {
        one: HistoryPage(balances.tip_height, replace(nothing, balance=balances.by_address[one]), (), 0, 1, 0)
        for one in addresses
    }, connection


def _sort(
    desk: Desk,
    wallets: Sequence[Wallet],
    chain: Blockchain,
    pages: Mapping[str, HistoryPage],
    connection: Connection,
    *,
    full: bool,
) -> _Sorting:
    cursors = read_cursors(connection, [wallet.wallet_id for wallet in wallets])
    sorting, unfinished = _Sorting(), {}
    for wallet in wallets:
        page, cursor = pages[wallet.address], cursors[wallet.wallet_id]
        beside = full and cursor.complete_height is not None
        cursor = Cursor(wallet.wallet_id) if beside else replace(cursor, walk=None)
        step = advance(cursor, page, reorg_limit=chain.reorg_limit, is_end=False)
        if not step.finished:
            if cursors[wallet.wallet_id].complete_height is None:  # else the sweep would take the news for stored
                unfinished[wallet.wallet_id] = confirmed_figures(page.tip_height, page.summary, page.pending)
            read = step.cursor.walk.rows_read if step.cursor.walk else 0
            is_long = page.summary.most_rows >= chain.page_limit and read > 0
            sorting.needs.append(Need(wallet, page.summary.most_rows, read if is_long else 0))
            if not is_long:
                continue
        (sorting.side if beside else sorting.live).append((wallet, page, step))
    known = {wallet_id: figures for wallet_id, figures in unfinished.items() if figures.counters}
    write_counters(connection, known, desk.clock())
    return sorting


def _end(
    result: Result, step: WalletPage, change: Change, balance: WalletBalance | None, differences: Differences | None
) -> None:
    wallet, page, _ = step
    if balance is None:
        return
    if balance.proven:
        outcome = Outcome(wallet, balance, change.added, change.removed, 1, page.millipoints, differences)
        result.outcomes.append(outcome)
    else:
        result.needs.append(Need(wallet, page.summary.most_rows, alone=True))


def _end_side(
    desk: Desk,
    result: Result,
    steps: Sequence[WalletPage],
    compared: Sequence[WalletBalance | None],
    connection: Connection,
) -> None:
    """Let proven side copies replace the stored rows; a wallet whose copy is not proven is read again by itself."""
    ended = [(step, balance) for step, balance in zip(steps, compared, strict=True) if balance]
    proven = [step for step, balance in ended if balance.proven]
    for step, balance in ended:
        if not balance.proven:
            drop_side(connection, [step[0].wallet_id])
            _end(result, step, Change(0, 0), balance, None)
    differences = replace_by_side(connection, [wallet.wallet_id for wallet, _, _ in proven])
    balances = desk.write_balances(connection, [(wallet, page) for wallet, page, _ in proven])
    for step, balance in zip(proven, balances, strict=True):
        found = differences[step[0].wallet_id]
        desk.progress.rows += found.missing + found.changed
        moved = Change(found.missing + found.changed, found.surplus + found.changed)
        _end(result, step, moved, balance, found)
