"""The desk at which the addresses behind keys are read."""

from dataclasses import replace

from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.key_books import KeyBooks
from cointracker_pipeline.sync.progress import PartProgress


def open_key_desk(desk: Desk, gap_limit: int) -> tuple[Desk, KeyBooks]:
    """Return a desk like the one of wallets, in whose store the addresses are, and the books that follow from it."""
    books = KeyBooks(gap_limit, desk.derivations)
    members = desk.warehouse.of_members()
    return replace(desk, warehouse=members, derivations=(books,), progress=PartProgress(whole=desk.progress)), books
