"""A wallet's balance over time as a small picture."""

from collections.abc import Sequence
from datetime import date

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.storage.warehouse import Connection

WIDTH, HEIGHT, MARGIN = 640, 180, 28
MOST_POINTS = 300
"""More points than this cannot be told apart at this width."""


def read_daily(connection: Connection, wallet_id: str) -> list[tuple[date, int]]:
    """Return a wallet's end-of-day balances in base units, oldest first, thinned to what a picture can show."""
    rows = connection.execute(
        """
        select day, balance from (
            select day, balance, row_number() over (order by day desc) - 1 as place, count(*) over () as total
            from daily_balances where wallet_id = $wallet
        )
        where place % greatest(1, ceil(total / $most)::bigint) = 0 order by day
        """,
        {"wallet": wallet_id, "most": MOST_POINTS},
    ).fetchall()
    return [(day, int(balance)) for day, balance in rows]


def render_chart(points: Sequence[tuple[date, int]], symbol: str, decimals: int) -> str:
    """Return a step chart as SVG: the balance holds until the day of the next movement."""
    if not points:
        return ""
    first, last = points[0][0].toordinal(), points[-1][0].toordinal()
    top = max(balance for _, balance in points)
    path = _steps([(_x(day, first, last), _y(balance, top)) for day, balance in points])
    bottom = HEIGHT - MARGIN
    label = f"{render_amount(top, decimals)} {symbol}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11" fill="#6b7280">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<path d="{path} V{bottom} H{MARGIN} Z" fill="#4f46e5" fill-opacity="0.12"/>'
        f'<path d="{path}" fill="none" stroke="#4f46e5" stroke-width="1.5"/>'
        f'<path d="M{MARGIN} {bottom} H{WIDTH - MARGIN}" stroke="#d1d5db"/>'
        f'<text x="{MARGIN}" y="16">{label}</text>'
        f'<text x="{MARGIN}" y="{HEIGHT - 8}">{points[0][0]}</text>'
        f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 8}" text-anchor="end">{points[-1][0]}</text></svg>'
    )


def _steps(corners: Sequence[tuple[int, int]]) -> str:
    x, y = corners[0]
    return f"M{x} {y} " + " ".join(f"H{x} V{y}" for x, y in corners[1:]) + f" H{WIDTH - MARGIN}"


def _x(day: date, first: int, last: int) -> int:
    return MARGIN + (WIDTH - 2 * MARGIN) * (day.toordinal() - first) // max(1, last - first)


def _y(balance: int, top: int) -> int:
    """Place a balance by integer arithmetic: amounts can pass what a float holds."""
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN - 6) * max(0, balance) // max(1, top)
