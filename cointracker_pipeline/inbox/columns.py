"""Which column holds what, by the names people give their columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cointracker_pipeline.errors import SettingsError, SpreadsheetError
from cointracker_pipeline.inbox.mask import HIDDEN, holds_secret, show_text
from cointracker_pipeline.inbox.table import ColumnNames

# Compared without case, spaces and punctuation; docs/spreadsheets.md lists the same names.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "chain": (
        "chain", "blockchain", "network", "coin", "currency", "symbol", "ticker", "asset", "crypto",
        "cryptocurrency", "coin symbol", "chain name",
    ),
    "address": (
        "address", "wallet", "wallet address", "public address", "public key", "extended public key", "xpub", "ypub",
        "zpub", "account", "account address", "addr",
    ),
    "label": (
        "label", "name", "title", "wallet name", "wallet label", "account name", "account label", "address label",
        "alias", "nickname",
    ),
    "tags": ("tags", "tag", "category", "categories", "group", "groups"),
    "owner": (
        "owner", "holder", "person", "belongs to", "owned by", "owner name", "wallet owner", "account owner",
        "account holder",
    ),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks", "memo", "description"),
    "action": ("action", "what to do"),
}  # fmt: skip
EXPECTED_HEADER = "chain,address,label,tags"
_SHOWN_COLUMNS = 8
_LONGEST_PHRASE = 30  # a seed phrase has up to 24 words; a wider header is none


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each meaning stands, counted from 0, and how many columns a row must have."""

    address: int
    chain: int | None
    label: int | None
    tags: int | None
    owner: int | None
    note: int | None
    action: int | None
    width: int

    def list_used(self) -> Iterable[tuple[str, int]]:
        """Return the meanings that have a column, and where."""
        places = {meaning: getattr(self, meaning) for meaning in SYNONYMS}
        return [(meaning, place) for meaning, place in places.items() if place is not None]


def extend_names(extra: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the names of columns with those a person adds, which then have the meaning given there alone.

    Raises: SettingsError for a meaning there is not.
    """
    for meaning in extra:
        if meaning not in SYNONYMS:
            raise SettingsError(
                f"COINTRACKER_COLUMN_NAMES gives a name to {meaning!r}, which no column means; a column is one of: "
                f"{', '.join(SYNONYMS)}."
            )
    given = {_simplify(name) for names in extra.values() for name in names}
    return {
        meaning: (*(name for name in names if _simplify(name) not in given), *extra.get(meaning, ()))
        for meaning, names in SYNONYMS.items()
    }


def name_meanings(header: Sequence[str], names: ColumnNames) -> set[str]:
    """Return what the columns of a row mean, if it is a header; what has no meaning is left out."""
    written = {_simplify(name) for name in header}
    return {meaning for meaning, known in names.items() if not written.isdisjoint(map(_simplify, known))}


def find_columns(header: Sequence[str], is_secret: Callable[[str], bool], names: ColumnNames = SYNONYMS) -> Columns:
    """Return where the columns stand.

    Raises: SpreadsheetError when the address has no column, or any meaning has several; what it shows of the
    header holds no secret, since a file without header may begin with one.
    """
    places = {meaning: _places(header, names[meaning]) for meaning in SYNONYMS}
    for meaning, found in places.items():
        if len(found) > 1:
            shown = " and ".join(repr(header[place].strip()) for place in found)
            raise SpreadsheetError(f"Several columns mean the {meaning}: {shown}. Keep one, rename the others.")
    if not places["address"]:
        raise SpreadsheetError(_explain_missing("address", header, is_secret, names))
    firsts = {meaning: next(iter(found), None) for meaning, found in places.items() if meaning != "address"}
    return Columns(address=places["address"][0], width=_width(header), **firsts)


def _places(header: Sequence[str], known: Sequence[str]) -> list[int]:
    simple = {_simplify(name) for name in known}
    return [place for place, name in enumerate(header) if _simplify(name) in simple]


def _simplify(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _width(header: Sequence[str]) -> int:
    """Count the columns up to the last one that has a name."""
    return max(place for place, name in enumerate(header, start=1) if name.strip())


def _explain_missing(meaning: str, header: Sequence[str], is_secret: Callable[[str], bool], names: ColumnNames) -> str:
    return (
        f"No column holds the {meaning}. The first line has: {_show_header(header, is_secret)}. It must name the "
        f"columns, like {EXPECTED_HEADER}; accepted names of the {meaning} are: {', '.join(names[meaning])}."
    )


def _show_header(header: Sequence[str], is_secret: Callable[[str], bool]) -> str:
    examined = header if len(header) <= _LONGEST_PHRASE else header[:_SHOWN_COLUMNS]
    if holds_secret(" ".join(examined), is_secret) and len(header) > 1:
        return HIDDEN
    shown = [show_text(name, is_secret) for name in header[:_SHOWN_COLUMNS]]
    return ", ".join(shown) + (", …" if len(header) > _SHOWN_COLUMNS else "")
