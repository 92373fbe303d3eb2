"""Amounts: integers in base units, and their text in coins."""


def render_amount(amount: int, decimals: int) -> str:
    """Return an amount in coins with every decimal place, never in scientific notation: ``-0.00010000``."""
    if decimals == 0:
        return str(amount)
    digits = str(abs(amount)).rjust(decimals + 1, "0")
    return f"{'-' if amount < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def render_points(millipoints: int) -> str:
    """Return points as text without needless zeros: ``1.003``, ``2``."""
    return render_amount(millipoints, 3).rstrip("0").rstrip(".")
