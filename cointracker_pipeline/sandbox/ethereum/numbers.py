"""Numbers as the live service prints them: wei as PHP numbers, rounded sums, dollars."""

LARGEST_INTEGER = 2**63
"""Values from here on do not fit PHP's integers and are printed as floats (Blockchair API, section Address info)."""

_ROUNDED = 10**12


def render_number(value: int) -> str:
    """Return wei as a JSON number: digit by digit below 2^63, else the shortest float, ``2.0e+19``."""
    if value < LARGEST_INTEGER:
        return str(value)
    mantissa, _, exponent = repr(float(value)).partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}"


def render_rounded(value: int) -> str:
    """Return wei rounded to a millionth of an ether, as the ``…_approximate`` figures of recorded answers are."""
    return str((value + _ROUNDED // 2) // _ROUNDED * _ROUNDED)


def approximate(value: int, decimals: int) -> int | float:
    """Return a token amount in whole tokens, a whole number without a point."""
    try:
        number = value / 10**decimals
    except OverflowError:
        return 0
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def price_value(value: int, price_usd: float) -> float:
    """Return what wei are worth, to four places."""
    return round(value / 10**18 * price_usd, 4)


def dollars_of(value: int, price_usd: float) -> int | float:
    """Return what wei are worth, not rounded; nothing is a whole zero."""
    return value / 10**18 * price_usd if value else 0


def render_dollars(dollars: float) -> int | float:
    """Return dollars to four places, a whole number without a point."""
    rounded = round(dollars, 4)
    return int(rounded) if rounded == int(rounded) else rounded
