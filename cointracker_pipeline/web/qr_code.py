"""QR codes as the outline of an SVG, drawn here: the secret that one holds goes to no other service."""

from dataclasses import dataclass

import segno

_QUIET = 4
"""The light border that readers need, in modules (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of ``size`` modules with its border, and the ``path`` that draws the dark ones in it."""

    size: int
    path: str


def make_qr_code(text: str) -> QrCode:
    """Return the code of a text."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=_QUIET))
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return QrCode(len(rows), "".join(dark))
