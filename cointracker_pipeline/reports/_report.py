"""What a module of this folder holds as ``REPORT``: one table that is derived, checked, shown and exported."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.storage.warehouse import Connection

Derive = Callable[[Connection], Iterable[Sequence[object]]]
Draw = Callable[[Connection], str]


@dataclass(frozen=True, slots=True)
class Report:
    """One report; its name is that of its table, its asset and its export.

    ``columns`` has the column ``chain``. ``rows`` is a select that gives them, or a function that makes them in
    Python; a select may call ``worth_of(amount, price, decimals)``. ``order`` is total: exports are the same twice.
    ``depends_on`` names assets, other reports among them. ``draw`` returns a picture as SVG, empty without rows.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    order: str
    depends_on: tuple[str, ...]
    rows: str | Derive
    checks: tuple[Check, ...]
    draw: Draw | None = None
