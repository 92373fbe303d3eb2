"""How a chain is asked: each kind of chain has endpoints and answers of its own."""

from typing import Protocol, runtime_checkable

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.paging import Window
from cointracker_pipeline.blockchair.question import Question
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.exact import AmountQuestion, ExactAmounts
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.errors import RequestRefusedError


@runtime_checkable
class PageAdapter(Protocol):
    """Asks for histories of one kind of chain."""

    def ask_page(self, address: str, window: Window) -> Question:
        """Return the request for one page of an address's history."""

    def read_page(self, envelope: Envelope, address: str, window: Window, millipoints: int) -> HistoryPage:
        """Return its answer. Raises: ValueError when the data is not what the API promises."""


@runtime_checkable
class AmountAdapter(Protocol):
    """Asks for exact amounts of one kind of chain."""

    def ask_amounts(self, question: AmountQuestion) -> Question:
        """Return the request for exact amounts."""

    def read_amounts(self, envelope: Envelope, question: AmountQuestion, millipoints: int) -> ExactAmounts:
        """Return its answer. Raises: ValueError when the data is not what the API promises."""


def page_adapter_of(chain: Blockchain) -> PageAdapter:
    """Return how a chain's histories are asked for. Raises: RequestRefusedError when that is not known."""
    if isinstance(chain, PageAdapter):
        return chain
    raise RequestRefusedError(f"Histories of {chain.name} were not asked for: nobody told how.")


def amount_adapter_of(chain: Blockchain) -> AmountAdapter:
    """Return how a chain's exact amounts are asked for. Raises: RequestRefusedError when that is not known."""
    if isinstance(chain, AmountAdapter):
        return chain
    raise RequestRefusedError(f"Exact amounts of {chain.name} were not asked for: its pages tell them.")
