"""What a form is: its columns, and how one movement fills them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cointracker_pipeline.domain.movement import Movement

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Form:
    """The columns that one tool reads; each movement is one row.

    ``render`` is given the number of the movement's transaction, counted from 1, and the movement. Its cells may hold
    any text: what would be a formula is disarmed when it is written. ``currency`` is the one the columns are in, or
    ``None`` where any can be asked for.
    """

    name: str
    title: str
    header: tuple[str, ...]
    render: Callable[[int, Movement, str], Cells]
    currency: str | None = None
