"""Decides every row of a table: a wallet to follow, or a named reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.inbox.cells import clean_text, is_excel_number, parse_label, parse_owner, parse_tags
from cointracker_pipeline.inbox.columns import Columns, find_columns
from cointracker_pipeline.inbox.mask import WITHHELD_REASON, holds_secret, show_text
from cointracker_pipeline.inbox.table import Row, Table

_LEFT_OUT = (
    "Label, tags and owner are left out: they may hold a private key or seed phrase, or are too long to tell. If "
    "they do, remove it from the spreadsheet and its copies."
)


class Outcome(StrEnum):
    """What a row comes to."""

    ADDED = "added"
    UPDATED = "updated"  # already tracked; the row gives a label, tags or an owner, which replace those there were
    ALREADY_TRACKED = "already tracked"  # and the row gives none of them: nothing changes
    DUPLICATE = "duplicate"  # of an earlier line of the same file, which decides: nothing changes
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one row.

    ``chain`` and ``address_as_given`` are fit to be shown: they never hold a secret. ``reason`` is why the row
    is refused, or a note on an accepted one, often empty. ``wallet`` is ``None`` exactly when it is refused.
    """

    line: int
    outcome: Outcome
    chain: str
    address_as_given: str
    wallet: TrackedWallet | None
    reason: str

    @property
    def accepted(self) -> bool:
        """Whether the row names a wallet that is tracked from now on, or was already."""
        return self.outcome is not Outcome.REFUSED

    @property
    def wallet_id(self) -> str | None:
        """The wallet's id, ``None`` for a refused row."""
        return self.wallet.wallet_id if self.wallet else None

    @property
    def changes_something(self) -> bool:
        """Whether the wallet must be saved."""
        return self.outcome in (Outcome.ADDED, Outcome.UPDATED)


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that names a wallet, before it is known whether that is new."""

    tracked: TrackedWallet
    note: str


def decide(
    table: Table,
    *,
    find_chain: Callable[[str], Blockchain],
    is_tracked: Callable[[str], bool],
    is_secret: Callable[[str], bool],
) -> list[Decision]:
    """Return a decision for each row, in order; only duplicates depend on other rows.

    ``find_chain`` raises UnknownChainError; ``is_tracked`` is asked with wallet ids; ``is_secret`` says whether a
    text is a private key or seed phrase. Raises: SpreadsheetError when the header does not fit.
    """
    columns = find_columns(table.header, is_secret)
    first_lines: dict[str, int] = {}
    decisions = []
    for row in table.rows:
        try:
            found = _find_wallet(row.cells, columns, find_chain, is_secret)
        except InputError as error:
            decisions.append(_refuse(row, columns, str(error), is_secret))
        else:
            decisions.append(_accept(row, columns, found, first_lines, is_tracked))
    return decisions


def _find_wallet(
    cells: tuple[str, ...],
    columns: Columns,
    find_chain: Callable[[str], Blockchain],
    is_secret: Callable[[str], bool],
) -> _Found:
    """Return the wallet a row names; Raises: InputError with the reason why it names none."""
    _check_width(cells, columns.width)
    chain = _read_chain(cells[columns.chain], find_chain)
    address = _read_address(cells[columns.address], chain)
    said = [_cell(cells, place) for place in (columns.label, columns.tags, columns.owner)]
    if any(holds_secret(text, is_secret) for text in said):
        return _Found(TrackedWallet(Wallet(chain.name, address)), _LEFT_OUT)
    return _describe(Wallet(chain.name, address), *said)


def _describe(wallet: Wallet, label: str, tags: str, owner: str) -> _Found:
    kept_label, label_note = parse_label(label)
    kept_tags, tags_note = parse_tags(tags)
    kept_owner, owner_note = parse_owner(owner)
    note = " ".join(filter(None, (label_note, tags_note, owner_note)))
    return _Found(TrackedWallet(wallet, kept_label, kept_tags, owner=kept_owner), note)


def _check_width(cells: tuple[str, ...], width: int) -> None:
    filled = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    if len(cells) < width:
        raise InputError(f"The row has {len(cells)} columns, the first line has {width}; fill it up.")
    if filled > width:
        raise InputError(
            f"The row has {filled} columns, the first line has {width}; put cells that hold the delimiter in quotes."
        )


def _read_chain(cell: str, find_chain: Callable[[str], Blockchain]) -> Blockchain:
    text = clean_text(cell)
    if not text:
        raise InputError("The chain is missing; it is never guessed from the address. Name it, such as bitcoin.")
    return find_chain(text)


def _read_address(cell: str, chain: Blockchain) -> str:
    text = clean_text(cell)
    if not text:
        raise InputError("The address is missing.")
    if is_excel_number(text):
        raise InputError(
            f"{text} is a number that a spreadsheet program rounded, the address is lost. Format the column as "
            "text, then enter the address again."
        )
    return chain.parse_address(text)


def _cell(cells: tuple[str, ...], place: int | None) -> str:
    """Return a cell; empty where the row or the table does not have it."""
    return cells[place] if place is not None and place < len(cells) else ""


def _refuse(row: Row, columns: Columns, reason: str, is_secret: Callable[[str], bool]) -> Decision:
    chain, address = _cell(row.cells, columns.chain), _cell(row.cells, columns.address)
    if holds_secret(chain, is_secret) or holds_secret(address, is_secret):
        reason = WITHHELD_REASON  # whatever the reason was, it might repeat the cell
    return Decision(
        line=row.line,
        outcome=Outcome.REFUSED,
        chain=show_text(chain, is_secret),
        address_as_given=show_text(address, is_secret),
        wallet=None,
        reason=reason,
    )


def _accept(
    row: Row, columns: Columns, found: _Found, first_lines: dict[str, int], is_tracked: Callable[[str], bool]
) -> Decision:
    wallet = found.tracked
    first = first_lines.setdefault(wallet.wallet_id, row.line)
    outcome = Outcome.DUPLICATE if first != row.line else _compare(wallet, is_tracked)
    duplicate_note = f"The same wallet as in line {first}, which decides; this line changes nothing."
    return Decision(
        line=row.line,
        outcome=outcome,
        chain=wallet.wallet.chain,
        address_as_given=clean_text(row.cells[columns.address]),
        wallet=wallet,
        reason=duplicate_note if outcome is Outcome.DUPLICATE else found.note,
    )


def _compare(wallet: TrackedWallet, is_tracked: Callable[[str], bool]) -> Outcome:
    if not is_tracked(wallet.wallet_id):
        return Outcome.ADDED
    says_something = wallet.label or wallet.tags or wallet.owner
    return Outcome.UPDATED if says_something else Outcome.ALREADY_TRACKED
