"""Which column holds what, by the names people give their columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.mask import HIDDEN, holds_secret, show_text

# Compared without case, spaces and punctuation; docs/spreadsheets.md lists the same names.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "chain": (
        "chain", "blockchain", "network", "coin", "currency", "symbol", "ticker", "asset", "crypto",
        "cryptocurrency", "coin symbol", "chain name",
    ),
    "address": (
        "address", "wallet", "wallet address", "public address", "public key", "extended public key", "xpub",
        "account", "account address", "addr",
    ),
    "label": (
        "label", "name", "title", "description", "wallet name", "wallet label", "account name", "note", "notes",
        "comment",
    ),
    "tags": ("tags", "tag", "category", "categories", "group", "groups"),
    "owner": (
        "owner", "holder", "person", "belongs to", "owned by", "owner name", "wallet owner", "account owner",
        "account holder",
    ),
}  # fmt: skip
EXPECTED_HEADER = "chain,address,label,tags"
_REQUIRED = ("chain", "address")
_SHOWN_COLUMNS = 8
_LONGEST_PHRASE = 30  # a seed phrase has up to 24 words; a wider header is none


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each meaning stands, counted from 0, and how many columns a row must have."""

    chain: int
    address: int
    label: int | None
    tags: int | None
    owner: int | None
    width: int


def find_columns(header: Sequence[str], is_secret: Callable[[str], bool]) -> Columns:
    """Return where the columns stand.

    Raises: SpreadsheetError when chain or address has no column, or any meaning has several; what it shows of
    the header holds no secret, since a file without header may begin with one.
    """
    places = {meaning: _places(header, meaning) for meaning in SYNONYMS}
    for meaning, found in places.items():
        if len(found) > 1:
            names = " and ".join(repr(header[place].strip()) for place in found)
            raise SpreadsheetError(f"Several columns mean the {meaning}: {names}. Keep one, rename the others.")
        if not found and meaning in _REQUIRED:
            raise SpreadsheetError(_explain_missing(meaning, header, is_secret))
    return Columns(
        chain=places["chain"][0],
        address=places["address"][0],
        label=next(iter(places["label"]), None),
        tags=next(iter(places["tags"]), None),
        owner=next(iter(places["owner"]), None),
        width=_width(header),
    )


def _places(header: Sequence[str], meaning: str) -> list[int]:
    names = {_simplify(name) for name in SYNONYMS[meaning]}
    return [place for place, name in enumerate(header) if _simplify(name) in names]


def _simplify(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _width(header: Sequence[str]) -> int:
    """Count the columns up to the last one that has a name."""
    return max(place for place, name in enumerate(header, start=1) if name.strip())


def _explain_missing(meaning: str, header: Sequence[str], is_secret: Callable[[str], bool]) -> str:
    return (
        f"No column holds the {meaning}. The first line has: {_show_header(header, is_secret)}. It must name the "
        f"columns, like {EXPECTED_HEADER}; accepted names of the {meaning} are: {', '.join(SYNONYMS[meaning])}."
    )


def _show_header(header: Sequence[str], is_secret: Callable[[str], bool]) -> str:
    examined = header if len(header) <= _LONGEST_PHRASE else header[:_SHOWN_COLUMNS]
    if holds_secret(" ".join(examined), is_secret) and len(header) > 1:
        return HIDDEN
    shown = [show_text(name, is_secret) for name in header[:_SHOWN_COLUMNS]]
    return ", ".join(shown) + (", …" if len(header) > _SHOWN_COLUMNS else "")
