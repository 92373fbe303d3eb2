"""One question about each of many groups of wallets, several in flight."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from cointracker_pipeline.domain.chain import ChainReader
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import RequestRefusedError, UnreadableAnswerError
from cointracker_pipeline.sync.ask import Answer, Ask
from cointracker_pipeline.sync.flight import Flight

MOST_REFUSALS = 40
"""Refusals that are halved away; one bad wallet among 25,000 takes thirty, more mean that the question is wrong."""

Group = Sequence[Wallet]


def inquire(
    reader: ChainReader, groups: Sequence[Group], make: Callable[[Group], Ask]
) -> Iterator[tuple[Group, Answer | None]]:
    """Return groups with their answers, as they come back.

    A group that the service refuses is halved, so that one bad wallet does not hide all others: it comes by itself,
    with ``None`` for an answer.

    Raises: ProviderError and what is under it, for what concerns not only a wallet.
    """
    flight, waiting, refusals = Flight(reader), deque(groups), 0
    try:
        while waiting or flight.count:
            while waiting and flight.has_room:
                group = waiting.popleft()
                flight.send(make(group), group)
            for ticket in flight.collect():
                group = ticket.owner
                if ticket.answer is not None:
                    yield group, ticket.answer
                    continue
                refusals += 1
                _raise_unless_refused(ticket.error, refusals)
                if len(group) == 1:
                    yield group, None
                else:
                    middle = len(group) // 2
                    waiting.extend((group[:middle], group[middle:]))
    finally:
        flight.close()


def _raise_unless_refused(error: BaseException | None, refusals: int) -> None:
    if not isinstance(error, RequestRefusedError | UnreadableAnswerError) or refusals > MOST_REFUSALS:
        raise error or AssertionError("a question comes back with an answer or an error")
