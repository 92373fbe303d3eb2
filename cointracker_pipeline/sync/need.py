"""What a wallet needs to be made current, as far as it is known."""

from dataclasses import dataclass

from cointracker_pipeline.domain.wallet import Wallet


@dataclass(frozen=True, slots=True)
class Need:
    """A wallet that is due.

    ``rows`` is the most its whole answer from the top can have, ``None`` while nothing is known of a wallet that was
    never read. ``read`` is how many of them an unfinished walk has stored. ``alone`` says that it must not share a
    request: it needs a closer look. ``owner`` is whose it is, empty when nobody said.
    """

    wallet: Wallet
    rows: int | None = None
    read: int = 0
    alone: bool = False
    owner: str = ""
