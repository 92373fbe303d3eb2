"""The use cases of wallets that are extended public keys, beside those of single addresses."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet, parse_wallet_id
from cointracker_pipeline.storage.warehouse import Warehouse, delete_members, delete_wallet_rows, read_members
from cointracker_pipeline.sync.check import Checked, find_due
from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.key_check import check_keys, open_states
from cointracker_pipeline.sync.key_desk import open_key_desk
from cointracker_pipeline.sync.key_run import Due, KeyRun
from cointracker_pipeline.sync.report import Failure, Report, Watcher
from cointracker_pipeline.sync.run import sync_wallets
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import Subject


def split_keys(subjects: Sequence[Subject]) -> tuple[list[Subject], list[Subject]]:
    """Return the single addresses and the keys."""
    return [one for one in subjects if not one.wallet.is_key], [one for one in subjects if one.wallet.is_key]


def find_due_with_keys(
    desk: Desk,
    subjects: Sequence[Subject],
    chains: Mapping[str, Blockchain],
    sharing: Sharing,
    sweep_fraction: float,
    gap_limit: int,
) -> tuple[Checked, dict[Wallet, set[Wallet]]]:
    """Return which wallets are due, in the given order, and of each key which addresses are.

    Raises: ProviderError when the API fails, but for points that are spent.
    """
    single, keys = split_keys(subjects)
    checked = find_due(desk, single, chains, sharing=sharing, sweep_fraction=sweep_fraction)
    if not keys:
        return checked, {}
    key_desk, books = open_key_desk(desk, gap_limit)
    found = check_keys(key_desk, books, open_states(key_desk, keys, chains), chains, sharing, sweep_fraction)
    due = {*checked.due, *found.due}
    wallets = [one.wallet for one in subjects if one.wallet in due]
    return Checked(wallets, checked.stopped or found.stopped), {} if found.stopped else found.due


def sync_with_keys(
    desk: Desk,
    subjects: Sequence[Subject],
    chains: Mapping[str, Blockchain],
    watcher: Watcher,
    sharing: Sharing,
    gap_limit: int,
    *,
    full: bool,
    due: Due,
) -> Report:
    """Bring addresses and keys up to date; whose longest waiting wallet has waited longer comes first.

    When the first stops early, the second is not reached.
    """
    single, keys = split_keys(subjects)
    key_desk, books = open_key_desk(desk, gap_limit)
    run = KeyRun(key_desk, books, chains, watcher, sharing, desk.progress)
    parts: list[tuple[Sequence[Subject], Callable[[], Report]]] = [
        (single, lambda: sync_wallets(single, chains, desk, watcher, full=full, sharing=sharing)),
        (keys, lambda: run.run(keys, full=full, due=due)),
    ]
    report = Report()
    present = [part for part in parts if part[0]]
    for mine, sync in sorted(present, key=lambda part: min(one.since for one in part[0])):
        _join(report, _leave(mine, desk, watcher, report.stopped) if report.stopped else sync())
    return report


def delete_rows(warehouse: Warehouse, wallet_id: str) -> int:
    """Remove all that is stored of a wallet, a key's addresses included; return how many transactions that were."""
    is_key = parse_wallet_id(wallet_id).is_key
    with ExitStack() as held:
        names = [wallet_id]
        if is_key:
            with warehouse.transaction() as connection:
                names += [one.wallet.wallet_id for one in read_members(connection, [wallet_id])[wallet_id]]
        held.enter_context(warehouse.hold_wallets(names))
        with warehouse.transaction() as connection:
            if is_key:
                delete_members(connection, wallet_id)
            return delete_wallet_rows(connection, wallet_id)


def _leave(subjects: Sequence[Subject], desk: Desk, watcher: Watcher, why: str) -> Report:
    """Report wallets whose turn did not come."""
    wallets = list(dict.fromkeys(one.wallet for one in subjects))
    desk.progress.wallets_total += len(wallets)
    report = Report(failures=[Failure.waiting(wallet, why) for wallet in wallets])
    for _ in wallets:
        desk.progress.add_wallet(failed=True)
    watcher.end(report.failures)
    return report


def _join(whole: Report, part: Report) -> None:
    """Add a part's results; the first reason to stop stays."""
    whole.outcomes += part.outcomes
    whole.failures += part.failures
    if part.stopped and not whole.stopped:
        whole.stopped, whole.resume_at = part.stopped, part.resume_at
