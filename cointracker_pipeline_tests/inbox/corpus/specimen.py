"""One file of the corpus, and what must come of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
LITECOIN = "LT2KVaAy1ppRuxRgrS5RNU3vBsy7RibPeA"
DOGECOIN = "DKix6fTygojRpBFbADfkYKDX9nZ2Y7Huqq"

HEADER = ("chain", "address", "label")
ROWS = (HEADER, ("bitcoin", BITCOIN, "Savings"), ("LTC", LITECOIN, "Old"))
"""A header and two good rows."""

GOOD = {2: f"bitcoin:{BITCOIN}", 3: f"litecoin:{LITECOIN}"}
"""What must come of them, by the line."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """``rows`` gives by its line each row's wallet id, or a pattern of the reason why it is refused.

    A file that is refused as a whole has none, and ``says`` is a pattern of the one message.
    """

    name: str
    make: Callable[[], bytes]
    rows: Mapping[int, str] = field(default_factory=dict)
    says: str = ""
