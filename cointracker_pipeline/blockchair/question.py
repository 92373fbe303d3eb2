"""Questions: their parameters, what is refused before it is sent, and which answers mean that nothing is there."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.shapes import bare
from cointracker_pipeline.blockchair.transport import Request
from cointracker_pipeline.errors import RequestRefusedError

# Above this many addresses a URL grows longer than servers and proxies take: they go as a form.
MOST_ADDRESSES_IN_URL = 100

KEY_LIKE = re.compile(r"[1-9A-HJ-NP-Za-km-z]{100}")
"""No address and no hash has so many letters and digits in a row; an extended key has 111."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request, what it is expected to cost, and which answers without data mean "nothing is there"."""

    request: Request
    millipoints: int
    means_nothing: Callable[[Envelope], bool]


def page_params(offset: int, limit: int, confirmed_only: bool) -> dict[str, str]:
    """Ask for transactions and no unspent outputs: the second number of a pair is theirs."""
    params = {"limit": f"{limit},0", "offset": f"{offset},0"}
    if limit:
        params["transaction_details"] = "true"
    if confirmed_only:
        params["state"] = "latest"
    return params


def unprefixed(addresses: Iterable[str]) -> list[str]:
    """Drop ``bitcoincash:``, which the balances do not know; other prefixes belong to the address."""
    return [bare(one) if one.startswith("bitcoincash:") else one for one in addresses]


def says_nothing(envelope: Envelope) -> bool:
    """Return that an answer without data never means that nothing is there."""
    return False


def is_unknown_set(envelope: Envelope) -> bool:
    """Return whether this is how a set answers of which no address was ever seen: a proper 404 without data."""
    return envelope.status in (200, 404) and envelope.context_code == 404 and envelope.data in (None, b"[]", b"{}")


def is_empty_map(envelope: Envelope) -> bool:
    """Return whether this is a map that says it has no results and is null instead of empty."""
    is_success = envelope.status == 200 and envelope.context_code == 200 and not envelope.error
    return is_success and envelope.data is None and envelope.results == 0


def refuse_beyond(what: str, value: int, most: int) -> None:
    """Raise RequestRefusedError for a number that the API does not take: asking would cost a point."""
    if not 0 <= value <= most:
        raise RequestRefusedError(f"A {what} of {value:,} was not asked for: the API takes up to {most:,}.")


def refuse_none(addresses: Sequence[str]) -> None:
    """Raise RequestRefusedError for a question about nothing."""
    if not addresses:
        raise RequestRefusedError("No addresses to ask about: nothing was sent. Name at least one.")


def refuse_keys(request: Request) -> None:
    """Raise RequestRefusedError for a request that holds what may be an extended key: it would show a whole wallet."""
    texts = (request.path, *(request.params or {}).values(), *(request.form or {}).values())
    if any(KEY_LIKE.search(text) for text in texts):
        raise RequestRefusedError("A request that holds an extended key was not sent: only addresses ever are.")
