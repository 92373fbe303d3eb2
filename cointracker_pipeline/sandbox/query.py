"""What a request asks for: paging and options, or the reason it is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cointracker_pipeline.errors import InputError

LIMIT_DEFAULT, LIMIT_MOST = 100, 10_000
OFFSET_MOST = 1_000_000


class RefusedError(InputError):
    """A request the sandbox answers with an error ``code``."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Paging:
    """A limit or an offset: one figure for transactions and one for unspent outputs."""

    transactions: int
    utxo: int

    def __str__(self) -> str:
        return f"{self.transactions},{self.utxo}"


@dataclass(frozen=True, slots=True)
class Query:
    """The options of a dashboard (Blockchair API v2.0.80, section Address info)."""

    limit: Paging
    offset: Paging
    details: bool
    latest: bool

    def unspent_page(self, start: int, stop: int) -> "Query":
        """Return the same query for these unspent outputs."""
        return replace(
            self,
            limit=replace(self.limit, utxo=stop - start),
            offset=replace(self.offset, utxo=start),
        )

    @property
    def extra_millipoints(self) -> int:
        """What the options cost: details one point."""
        return 1_000 if self.details else 0


def read_query(params: Mapping[str, str]) -> Query:
    """Read the query of a dashboard.

    Raises: RefusedError with code 400 for an unknown parameter or a value that cannot be.
    """
    check_names(params, {"limit", "offset", "transaction_details", "state"})
    return Query(
        limit=_read_paging(params, "limit", LIMIT_DEFAULT, LIMIT_MOST),
        offset=_read_paging(params, "offset", 0, OFFSET_MOST),
        details=read_choice(params, "transaction_details", {"true": True, "false": False}),
        latest=read_choice(params, "state", {"latest": True}),
    )


def check_names(params: Iterable[str], known: set[str]) -> None:
    """Let only documented parameters pass.

    Raises: RefusedError with code 400.
    """
    unknown = sorted(set(params) - known - {"key"})
    if unknown:
        raise RefusedError(400, f"Unknown parameter: {', '.join(unknown)}")


def _read_paging(params: Mapping[str, str], name: str, default: int, most: int) -> Paging:
    parts = params.get(name, str(default)).split(",")
    if len(parts) > 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise RefusedError(400, f"Wrong {name}: use a number, or two divided by a comma")
    numbers = [int(part) for part in parts]
    if max(numbers) > most:
        raise RefusedError(400, f"Wrong {name}: the maximum is {most}")
    return Paging(numbers[0], numbers[-1])


def read_number(params: Mapping[str, str], name: str, default: int, most: int) -> int:
    """Read one number; the first of two divided by a comma.

    Raises: RefusedError with code 400.
    """
    return _read_paging(params, name, default, most).transactions


def read_choice(params: Mapping[str, str], name: str, choices: Mapping[str, bool]) -> bool:
    """Read an option that is absent or one of some words.

    Raises: RefusedError with code 400.
    """
    text = params.get(name)
    if text is None:
        return False
    if text not in choices:
        raise RefusedError(400, f"Wrong {name}: use {' or '.join(choices)}")
    return choices[text]
