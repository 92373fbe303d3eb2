"""What happens on a chain while a client reads: something after every so many requests."""

from dataclasses import dataclass
from typing import Literal

from cointracker_pipeline.sandbox.changes import drop_pending, mine
from cointracker_pipeline.sandbox.ethereum import changes as on_ethereum
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.forks import reorganise_ethereum
from cointracker_pipeline.sandbox.forks import Fate, reorganise
from cointracker_pipeline.sandbox.world import Chain, ChainState

Happening = Literal["block", "forget"] | Fate
"""A block is found, all that waits is forgotten, or a reorganisation gives rows this fate."""


@dataclass(slots=True)
class Tick:
    """Something happens after every ``every`` requests for a chain, ``most`` times in all.

    A block brings ``per_block`` random payments, a reorganisation gives up ``depth`` blocks.
    """

    every: int
    per_block: int = 1
    among: tuple[str, ...] = ()
    happening: Happening = "block"
    depth: int = 1
    most: int | None = None
    seen: int = 0

    def count(self, chain: Chain) -> None:
        """Count a request that was answered."""
        self.seen += 1
        if self.seen % self.every == 0 and (self.most is None or self.seen <= self.every * self.most):
            self._happen(chain)

    def _happen(self, chain: Chain) -> None:
        if isinstance(chain, EthereumChain):
            self._happen_on_ethereum(chain)
        else:
            self._happen_on_bitcoin_like(chain)

    def _happen_on_ethereum(self, chain: EthereumChain) -> None:
        if self.happening == "block":
            on_ethereum.mine(chain, per_block=self.per_block, among=self.among)
        elif self.happening == "forget":
            on_ethereum.drop_pending(chain)
        else:
            reorganise_ethereum(chain, self.depth, self.happening)

    def _happen_on_bitcoin_like(self, chain: ChainState) -> None:
        if self.happening == "block":
            mine(chain, per_block=self.per_block, among=self.among)
        elif self.happening == "forget":
            drop_pending(chain)
        else:
            reorganise(chain, self.depth, self.happening)
