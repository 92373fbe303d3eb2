"""How long one question is asked again: seconds here, minutes in the pipeline."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_result, stop_never, wait_exponential_jitter

from cointracker_pipeline.blockchair.errors_map import Failure, Retry

T = TypeVar("T")

MOST_TRIES = 5
LONGEST_WAIT_SECONDS = 60
# A minute window and a little, wherever in it we are.
NEXT_MINUTE_SECONDS = 60.25


class Patience:
    """Decides for one question whether to try again and when: five tries, of which one after a full minute."""

    def __init__(self, retry_seconds: float) -> None:
        self._tries = 0
        self._waited_a_minute = False
        self._backoff = wait_exponential_jitter(
            multiplier=retry_seconds, max=LONGEST_WAIT_SECONDS, jitter=retry_seconds
        )

    def allows_another(self, result: object) -> bool:
        """Return whether to try again after this result."""
        self._tries += 1
        if not isinstance(result, Failure) or self._tries >= MOST_TRIES:
            return False
        if result.retry is Retry.NEXT_MINUTE:
            allowed, self._waited_a_minute = not self._waited_a_minute, True
            return allowed
        return result.retry is Retry.SOON

    def choose_wait(self, state: RetryCallState) -> float:
        """Return the seconds until the next try."""
        result = state.outcome.result() if state.outcome else None
        if isinstance(result, Failure) and result.retry is Retry.NEXT_MINUTE:
            return NEXT_MINUTE_SECONDS
        return float(self._backoff(state))


def ask_patiently(attempt: Callable[[], T | Failure], retry_seconds: float, sleep: Callable[[float], None]) -> T:
    """Return what an attempt gives at last.

    Raises: the failure's error when no further try is allowed.
    """
    patience = Patience(retry_seconds)
    retrying = Retrying(
        retry=retry_if_result(patience.allows_another), wait=patience.choose_wait, stop=stop_never, sleep=sleep
    )
    result = retrying(attempt)
    if isinstance(result, Failure):
        raise result.final_error
    return result
