"""Cells merged over several rows: each row has the value that people see beside it."""

from collections.abc import Iterable

from cointracker_pipeline.inbox.table import CellKind

Range = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell, each as row and column counted from 0."""


class MergedCells:
    """Fills the rows of one sheet, asked for in their order.

    Only columns merged downward count: a title over several columns stays in the first.
    """

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._beginning: dict[int, list[tuple[int, int]]] = {}
        self._open: dict[int, tuple[int, str, CellKind | None]] = {}
        for (top, left), (bottom, _) in ranges:
            if bottom > top:
                self._beginning.setdefault(top, []).append((left, bottom))

    def fill(self, row: int, texts: list[str], kinds: dict[int, CellKind]) -> None:
        """Put in the values that reach down into a row; one that has nothing of its own stays blank."""
        self._open = {place: held for place, held in self._open.items() if row <= held[0]}
        if self._open and (kinds or any(text.strip() for text in texts)):
            self._put_in(texts, kinds)
        for place, last in self._beginning.get(row, ()):
            if place < len(texts):
                self._open[place] = (last, texts[place], kinds.get(place))

    def _put_in(self, texts: list[str], kinds: dict[int, CellKind]) -> None:
        for place, (_, text, kind) in self._open.items():
            if place < len(texts) and not texts[place] and place not in kinds:
                texts[place] = text
                kinds.update({place: kind} if kind else {})
