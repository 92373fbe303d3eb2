"""What a request for an Ethereum dashboard asks for, or the reason it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from cointracker_pipeline.sandbox.query import (
    LIMIT_DEFAULT,
    LIMIT_MOST,
    OFFSET_MOST,
    RefusedError,
    check_names,
    read_choice,
    read_number,
)


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """The options of an account's dashboard (Blockchair API v2.0.80, section Address info of Ethereum).

    ``erc_20`` is ``""``, ``approximate``, ``precise`` or ``list``; ``tokens`` are the addresses of such a list.
    """

    limit: int = LIMIT_DEFAULT
    offset: int = 0
    erc_20: str = ""
    tokens: tuple[str, ...] = ()
    nonce: bool = False
    latest: bool = False
    in_dollars: bool = False

    @property
    def millipoints(self) -> int:
        """What the request costs: a point, and its options."""
        lists = {"": 0, "approximate": 1_000, "precise": 2_000, "list": 750 + 10 * len(self.tokens)}
        return 1_000 + lists[self.erc_20] + (1_000 if self.nonce else 0)


def read_account_query(params: Mapping[str, str]) -> AccountQuery:
    """Read the query of an account's dashboard.

    Raises: RefusedError with code 400 for an unknown parameter or a value that cannot be.
    """
    check_names(params, {"limit", "offset", "erc_20", "nonce", "state", "assets_in_usd"})
    erc_20, tokens = _read_tokens(params.get("erc_20", ""))
    return AccountQuery(
        limit=read_number(params, "limit", LIMIT_DEFAULT, LIMIT_MOST),
        offset=read_number(params, "offset", 0, OFFSET_MOST),
        erc_20=erc_20,
        tokens=tokens,
        nonce=read_choice(params, "nonce", {"true": True, "false": False}),
        latest=read_choice(params, "state", {"latest": True}),
        in_dollars=read_choice(params, "assets_in_usd", {"true": True, "false": False}),
    )


def read_paging(params: Mapping[str, str], most: int = LIMIT_MOST) -> tuple[int, int]:
    """Read limit and offset, and nothing else.

    Raises: RefusedError with code 400 for an unknown parameter or a value that cannot be.
    """
    check_names(params, {"limit", "offset"})
    return read_number(params, "limit", LIMIT_DEFAULT, most), read_number(params, "offset", 0, OFFSET_MOST)


def _read_tokens(text: str) -> tuple[str, tuple[str, ...]]:
    if text in {"", "false"}:
        return "", ()
    if text in {"true", "approximate"}:
        return "approximate", ()
    if text == "precise":
        return "precise", ()
    tokens = tuple(part for part in text.lower().split(",") if part)
    if not tokens or not all(is_address(token) for token in tokens):
        raise RefusedError(400, "Wrong erc_20: use true, approximate, precise or token addresses divided by commas")
    return "list", tokens


def is_address(text: str) -> bool:
    """Whether a text looks like an Ethereum address, in any case."""
    return len(text) == 42 and text.startswith("0x") and all(digit in "0123456789abcdef" for digit in text[2:].lower())
