"""Decides every row of a table: a wallet to follow, or a named reason why not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.inbox.action import Action, parse_action
from cointracker_pipeline.inbox.cells import (
    clean_text,
    is_excel_number,
    parse_label,
    parse_note,
    parse_owner,
    parse_tags,
)
from cointracker_pipeline.inbox.columns import SYNONYMS, Columns, find_columns
from cointracker_pipeline.inbox.mask import WITHHELD_REASON, holds_secret, show_text
from cointracker_pipeline.inbox.row_form import check_kinds, check_width
from cointracker_pipeline.inbox.table import ColumnNames, Row, Table

_LEFT_OUT = (
    "Label, tags, owner and note are left out: they may hold a private key or seed phrase, or are too long to tell. If "
    "they do, remove it from the spreadsheet and its copies."
)


class Outcome(StrEnum):
    """What a row comes to."""

    ADDED = "added"
    UPDATED = "updated"  # already tracked; the row gives another label, tags, owner or note, which replace the old
    ALREADY_TRACKED = "already tracked"  # and the row gives nothing that is new: nothing changes
    DUPLICATE = "duplicate"  # of an earlier line of the same file, which decides: nothing changes
    DELETED = "deleted"  # the row asks to delete a tracked wallet
    NOT_TRACKED = "not tracked"  # the row asks to delete a wallet that is gone already: nothing changes
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
        """Whether the row names a wallet and asks what can be done."""
        return self.outcome is not Outcome.REFUSED

    @property
    def wallet_id(self) -> str | None:
        """The wallet's id, ``None`` for a refused row."""
        return self.wallet.wallet_id if self.wallet else None

    @property
    def changes_something(self) -> bool:
        """Whether the wallet must be saved."""
        return self.outcome in (Outcome.ADDED, Outcome.UPDATED)

    @property
    def deletes(self) -> bool:
        """Whether the wallet must be deleted."""
        return self.outcome is Outcome.DELETED


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that names a wallet, before it is known whether that is new."""

    tracked: TrackedWallet
    action: Action
    remark: str


@dataclass(frozen=True, slots=True)
class Judge:
    """What decides about cells.

    ``find_chain`` raises UnknownChainError; ``infer_chain`` is asked with an address of no named chain and raises
    AddressError; ``find_tracked`` returns by their ids those of many wallets that are tracked and stay; ``is_secret``
    says whether a text is a private key or seed phrase; ``names`` is what columns may be called.
    """

    find_chain: Callable[[str], Blockchain]
    infer_chain: Callable[[str], Blockchain]
    find_tracked: Callable[[Iterable[str]], Mapping[str, TrackedWallet]]
    is_secret: Callable[[str], bool]
    names: ColumnNames = field(default_factory=lambda: SYNONYMS)


def decide(table: Table, judge: Judge) -> list[Decision]:
    """Return a decision for each row, in order; only duplicates depend on other rows.

    Raises: SpreadsheetError when the header does not fit.
    """
    columns = find_columns(table.header, judge.is_secret, judge.names)
    found = [_find_or_refuse(row, columns, judge) for row in table.rows]
    # All at once: asked row by row, the registry would take most of the time of a long sheet.
    tracked = judge.find_tracked({one.tracked.wallet_id for one in found if isinstance(one, _Found)})
    first_lines: dict[str, int] = {}
    return [
        one if isinstance(one, Decision) else _accept_or_refuse(row, columns, one, first_lines, tracked, judge)
        for row, one in zip(table.rows, found, strict=True)
    ]


def _find_or_refuse(row: Row, columns: Columns, judge: Judge) -> _Found | Decision:
    try:
        return _find_wallet(row, columns, judge)
    except InputError as error:
        return _refuse(row, columns, str(error), judge.is_secret)


def _accept_or_refuse(
    row: Row,
    columns: Columns,
    found: _Found,
    first_lines: dict[str, int],
    tracked: Mapping[str, TrackedWallet],
    judge: Judge,
) -> Decision:
    try:
        return _accept(row, columns, found, first_lines, tracked.get(found.tracked.wallet_id))
    except InputError as error:
        return _refuse(row, columns, str(error), judge.is_secret)


def _find_wallet(row: Row, columns: Columns, judge: Judge) -> _Found:
    """Return the wallet a row names; Raises: InputError with the reason why it names none."""
    cells = row.cells
    check_width(cells, columns.width)
    check_kinds(row, columns)
    action = parse_action(_cell(cells, columns.action))
    chain = _read_chain(_cell(cells, columns.chain), judge.find_chain)
    address = _read_address(cells[columns.address], chain, judge.infer_chain)
    said = [_cell(cells, place) for place in (columns.label, columns.tags, columns.owner, columns.note)]
    if any(holds_secret(text, judge.is_secret) for text in said):
        return _Found(TrackedWallet(address), action, _LEFT_OUT)
    return _describe(address, action, *said)


def _describe(wallet: Wallet, action: Action, label: str, tags: str, owner: str, note: str) -> _Found:
    kept_label, label_note = parse_label(label)
    kept_tags, tags_note = parse_tags(tags)
    kept_owner, owner_note = parse_owner(owner)
    kept_note, note_note = parse_note(note)
    remark = " ".join(filter(None, (label_note, tags_note, owner_note, note_note)))
    kept = TrackedWallet(wallet, kept_label, kept_tags, owner=kept_owner, note=kept_note)
    return _Found(kept, action, remark)


def _read_chain(cell: str, find_chain: Callable[[str], Blockchain]) -> Blockchain | None:
    text = clean_text(cell)
    return find_chain(text) if text else None


def _read_address(cell: str, chain: Blockchain | None, infer_chain: Callable[[str], Blockchain]) -> Wallet:
    text = clean_text(cell)
    if not text:
        raise InputError("The address is missing.")
    if is_excel_number(text):
        raise InputError(
            f"{text} is a number that a spreadsheet program rounded, the address is lost. Format the column as "
            "text, then enter the address again."
        )
    found = chain or infer_chain(text)
    return Wallet(found.name, found.parse_address(text))


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
    row: Row, columns: Columns, found: _Found, first_lines: dict[str, int], tracked: TrackedWallet | None
) -> Decision:
    wallet = found.tracked
    is_duplicate = wallet.wallet_id in first_lines
    outcome = Outcome.DUPLICATE if is_duplicate else _compare(found, tracked)
    first = first_lines.setdefault(wallet.wallet_id, row.line)
    duplicate_note = f"The same wallet as in line {first}, which decides; this line changes nothing."
    return Decision(
        line=row.line,
        outcome=outcome,
        chain=wallet.wallet.chain,
        address_as_given=clean_text(row.cells[columns.address]),
        wallet=wallet,
        reason=duplicate_note if is_duplicate else found.remark,
    )


def _compare(found: _Found, tracked: TrackedWallet | None) -> Outcome:
    """Return what a row comes to; Raises: InputError when it would update what is not tracked."""
    if found.action is Action.DELETE:
        return Outcome.DELETED if tracked else Outcome.NOT_TRACKED
    if not tracked and found.action is Action.UPDATE:
        raise InputError("It is not tracked, so nothing can be updated; to track it, leave the action empty.")
    if not tracked:
        return Outcome.ADDED
    return Outcome.ALREADY_TRACKED if tracked.take_over(found.tracked) == tracked else Outcome.UPDATED
