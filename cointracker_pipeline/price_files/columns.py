"""Which column of a file holds what, by the names that people and exchanges give them."""

from collections.abc import Mapping, Sequence

from cointracker_pipeline.errors import PriceFileError

# Compared without case, spaces and punctuation; docs/prices.md lists the same names.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "date": ("date", "day", "time", "timestamp", "snapped at", "utc date", "date utc"),
    "coin": ("coin", "chain", "symbol", "ticker", "asset", "blockchain", "network"),
    "price": ("price", "price usd", "usd", "close", "close usd", "closing price", "value"),
    "rate": ("rate", "exchange rate", "per usd"),
    "currency": ("currency", "quote currency", "fiat"),
}


def find_columns(header: Sequence[str], name: str) -> dict[str, int]:
    """Return where each meaning stands, counted from 0; what the file does not have is left out.

    Raises: PriceFileError when a meaning has several columns, or there is no date, or neither a price nor a rate.
    """
    found = {meaning: _places(header, words) for meaning, words in SYNONYMS.items()}
    for meaning, places in found.items():
        if len(places) > 1:
            names = " and ".join(repr(header[place].strip()) for place in places)
            raise PriceFileError(f"{name}, line 1: several columns mean the {meaning}: {names}. Keep one.")
    columns = {meaning: places[0] for meaning, places in found.items() if places}
    _check(columns, name)
    return columns


def _check(columns: Mapping[str, int], name: str) -> None:
    if "date" not in columns or ("price" in columns) == ("rate" in columns):
        raise PriceFileError(
            f"{name}, line 1: the first line must name the columns: date,coin,price for prices, or date,price in a "
            "file named like the coin; date,rate for what one USD buys, in a file named like the currency."
        )


def _places(header: Sequence[str], words: Sequence[str]) -> list[int]:
    names = {_simplify(word) for word in words}
    return [place for place, name in enumerate(header) if _simplify(name) in names]


def _simplify(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
