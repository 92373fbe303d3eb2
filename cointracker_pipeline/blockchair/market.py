"""The prices that answers carry: every one tells its coin's price now, so today's costs no request."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.price import Sighting, check_price

_OTHER_COINS = ("erc-20",)
"""Endpoints of tokens below a chain's path: whose price their answers tell is not documented."""


class MarketPrices:
    """The newest price seen of each chain (``context.market_price_usd``); several threads may note what they see."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._seen: dict[str, Sighting] = {}

    def note(self, path: str, envelope: Envelope) -> None:
        """Remember the price that a good answer from this path tells, if it can be one."""
        chain_path = _chain_path(path)
        if envelope.code != 200 or envelope.market_price is None or chain_path is None:
            return
        try:
            sighting = Sighting(check_price(envelope.market_price), self._clock())
        except ValueError:
            return
        with self._lock:
            self._seen[chain_path] = sighting

    def newest(self, chain: Blockchain) -> Sighting | None:
        """Return what was seen last of a chain; of one whose coins have no worth nothing is.

        The answers about a test network tell the main network's price (seen in 2024).
        """
        with self._lock:
            return self._seen.get(chain.path) if chain.has_worth else None


def _chain_path(path: str) -> str | None:
    """Return which chain a request's path speaks of, ``None`` for one of its tokens."""
    first, _, rest = path.partition("/")
    second = rest.partition("/")[0]
    if second in _OTHER_COINS:
        return None
    return f"{first}/{second}" if second == "testnet" else first
