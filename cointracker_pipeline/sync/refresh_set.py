"""Several wallets, brought up to date by one request."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import Cursor, advance
from cointracker_pipeline.domain.history import HistoryPage, Summary
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Connection, read_cursors
from cointracker_pipeline.sync.pack import Need
from cointracker_pipeline.sync.refresh import Outcome, Refresher


@dataclass(slots=True)
class SetResult:
    """What one request did for its wallets: those that are done, and what the others still need."""

    outcomes: list[Outcome] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


def refresh_set(refresher: Refresher, wallets: Sequence[Wallet], chain: Blockchain, *, full: bool = False) -> SetResult:
    """Ask for the newest rows of all wallets together, store them, and prove those whose history is complete.

    Each wallet keeps a stop condition of its own: the merged list is newest first over all of them, so a wallet is
    done when the list reaches below what can no longer change, or shows its first transaction. What is stored of the
    others is a walk in progress.

    Raises: ProviderError when the API fails; nothing has changed then.
    """
    with refresher.warehouse.hold_wallets([wallet.wallet_id for wallet in wallets]):
        pages = _fetch(refresher, wallets, chain)
        with refresher.warehouse.transaction() as connection:
            cursors = read_cursors(connection, [wallet.wallet_id for wallet in wallets])
            result = SetResult()
            for wallet in wallets:
                cursor = _from_the_top(cursors[wallet.wallet_id], full=full)
                _store(connection, refresher, wallet, chain, cursor, pages[wallet.address], result)
    return result


def _from_the_top(cursor: Cursor, *, full: bool) -> Cursor:
    """The newest rows begin every set, so a walk that an earlier set left in the middle begins again."""
    return cursor.restarted() if full else replace(cursor, walk=None)


def _fetch(refresher: Refresher, wallets: Sequence[Wallet], chain: Blockchain) -> dict[str, HistoryPage]:
    addresses = [wallet.address for wallet in wallets]
    answer = refresher.reader.fetch_set(chain, addresses, limit=chain.page_limit, confirmed_only=False)
    pages = answer.pages()
    if not pages:  # none was ever seen, and such an answer has no height: that of the balances serves
        balances = refresher.reader.fetch_balances(chain, addresses)
        nothing = Summary(0, 0, 0, 0, 0, 0, confirmed_only=False)  # nor does anything wait any more
        pages = {
            one: HistoryPage(balances.tip_height, replace(nothing, balance=balances.by_address[one]), (), 0, 1, 0)
            for one in addresses
        }
        refresher.progress.add_check(balances.millipoints)
    refresher.progress.add_page(0, answer.millipoints)
    return pages


def _store(
    connection: Connection,
    refresher: Refresher,
    wallet: Wallet,
    chain: Blockchain,
    cursor: Cursor,
    page: HistoryPage,
    result: SetResult,
) -> None:
    step = advance(cursor, page, reorg_limit=chain.reorg_limit, is_end=False)
    if not step.finished and not step.rows:  # others filled the page: nothing was learned but the length
        result.needs.append(Need(wallet, page.summary.most_rows))
        return
    change, balance = refresher.store(connection, wallet, page, step)
    refresher.progress.rows += change.added
    if balance and balance.proven:
        result.outcomes.append(Outcome(wallet, balance, change.added, change.removed, 1, page.millipoints))
    else:
        result.needs.append(Need(wallet, page.summary.most_rows, alone=step.finished))
