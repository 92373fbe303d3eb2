"""The same work by ours and by dlt, each in a process of its own, against the same sandbox."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.children import measure as measure_child
from benchmarks.homes import Done
from benchmarks.lines import Line
from benchmarks.sandbox_process import SandboxProcess
from benchmarks.stands import SMALL_WALLETS, Stands

TRANSACTIONS, CHANGED = 100_000, 10
PAGES = (100, 10_000)


def measure(stands: Stands) -> list[Line]:
    """Return ours and dlt's seconds and points for three pieces of work; both include the start of the process."""
    return [*_long_wallet(stands), *_small_wallets(stands)]


def _long_wallet(stands: Stands) -> list[Line]:
    address = stands.long_wallet(TRANSACTIONS)
    ours = stands.new_home(stands.long).sync_new([f"bitcoin:{address}"])
    theirs = {rows: _copy(stands.long, [address], stands.new_folder("dlt"), rows) for rows in PAGES}
    return _compare(f"first sync of {TRANSACTIONS:,} transactions", ours, theirs)


def _small_wallets(stands: Stands) -> list[Line]:
    sandbox, home = stands.small, stands.new_home(stands.small)
    addresses, folders = sandbox.addresses("bitcoin"), {rows: stands.new_folder("dlt") for rows in PAGES}
    ours = home.sync_new([f"bitcoin:{one}" for one in addresses])
    theirs = {rows: _copy(sandbox, addresses, folder, rows) for rows, folder in folders.items()}
    lines = _compare(f"first sync of {SMALL_WALLETS:,} wallets", ours, theirs)
    home.settle(["bitcoin"])
    sandbox.mine("bitcoin", paid=addresses[:CHANGED])
    ours = home.sync_due()
    theirs = {rows: _copy(sandbox, addresses, folder, rows) for rows, folder in folders.items()}
    return [*lines, *_compare(f"night of {SMALL_WALLETS:,} wallets, {CHANGED} changed", ours, theirs)]


def _copy(sandbox: SandboxProcess, addresses: Sequence[str], folder: Path, page_rows: int) -> Done:
    """Let dlt load what is new into its folder."""
    folder.mkdir(exist_ok=True)
    wallets = folder / "wallets.json"
    wallets.write_text(json.dumps(addresses))
    arguments = [sandbox.base_url, "bitcoin", str(wallets), str(folder), str(page_rows)]
    sandbox.forget_cost()
    measured = measure_child("benchmarks.tasks.copy_dlt", arguments, {})
    return Done(measured, sandbox.read_cost())


def _compare(what: str, ours: Done, theirs: dict[int, Done]) -> list[Line]:
    lines = [Line(f"{what}, whole process", _render(ours))]
    for rows, its in theirs.items():
        met = ours.measured.process_seconds < its.measured.process_seconds and ours.cost.points <= its.cost.points
        lines.append(Line(f"  dlt, pages of {rows:,}", _render(its), "ours faster, for no more points", met))
    return lines


def _render(done: Done) -> str:
    return f"{done.measured.process_seconds:.1f} s, {done.cost.points:,.4g} points"
