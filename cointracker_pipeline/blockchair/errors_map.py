"""What every code and every odd answer means: which error it is, and whether another try can help.

Codes: Blockchair API v2, sections "API rate limits, API keys, and Premium API" and "Basic API response", and what
clients have reported since. Whatever is not the promised envelope is an error, never "empty".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.scrub import Scrubber
from cointracker_pipeline.blockchair.transport import Request
from cointracker_pipeline.errors import (
    BlockedError,
    KeyRefusedError,
    ProviderError,
    QuotaError,
    RequestRefusedError,
    TransientError,
    UnreadableAnswerError,
)

_SHOWN_CHARACTERS = 200


class Retry(Enum):
    """When to ask the same again."""

    NEVER = "never"
    SOON = "after some seconds, longer each time"
    NEXT_MINUTE = "once, in the next minute"


@dataclass(frozen=True, slots=True)
class Failure:
    """An error, when to try again, and the error to raise instead once every try has failed."""

    error: ProviderError
    retry: Retry = Retry.NEVER
    in_the_end: ProviderError | None = None

    @property
    def final_error(self) -> ProviderError:
        """The error to raise when nothing more is tried."""
        return self.in_the_end or self.error


@dataclass(frozen=True, slots=True)
class Case:
    """An answer together with what was asked, by whom and when."""

    request: Request
    envelope: Envelope
    scrub: Scrubber
    has_key: bool
    now: datetime

    def tell(self, what: str, advice: str) -> str:
        """Return a message: what was tried, on what, what the server said, what to do; never with the key."""
        said = " ".join(self.scrub(self.envelope.text).split())[:_SHOWN_CHARACTERS]
        quoted = f' It said: "{said}".' if said and self.envelope.code != 200 else ""
        return self.scrub(f"{self.request}: {what} (code {self.envelope.code}).{quoted} {advice}")


def judge(case: Case) -> Failure | None:
    """Return what is wrong with an answer, or ``None`` when it has data to decode."""
    code = case.envelope.code
    if code == 200:
        return _judge_success(case)
    if code in _CODES:
        return _CODES[code](case)
    if 400 <= code < 500:
        return _refused(case)
    if 500 <= code < 600:
        return _server_error(case)
    return _unreadable(case, "an answer that is none", "Check BLOCKCHAIR_BASE_URL and any proxy between.")


def next_midnight(now: datetime) -> datetime:
    """Return the next 00:00 UTC, when a day's points are given anew."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def _judge_success(case: Case) -> Failure | None:
    envelope = case.envelope
    if envelope.is_cut:
        return Failure(_unreadable(case, "the body ends too early", "Try again later.").error, Retry.SOON)
    if not envelope.is_json:
        return _unreadable(case, "the body is not JSON", "Check BLOCKCHAIR_BASE_URL and any proxy between.")
    if envelope.error:
        what = f'success and the error "{case.scrub(envelope.error)[:_SHOWN_CHARACTERS]}" at once'
        return _unreadable(case, what, "Try again later.")
    if not envelope.has_context or envelope.data is None:
        return _unreadable(case, "the answer has no data or no context", "Try again later.")
    return None


def _unreadable(case: Case, what: str, advice: str) -> Failure:
    return Failure(UnreadableAnswerError(case.tell(what, advice)))


def _refused(case: Case) -> Failure:
    advice = "Asking again gives the same answer; check the chain and the address."
    return Failure(RequestRefusedError(case.tell("Blockchair refused the request", advice)))


def _not_found(case: Case) -> Failure:
    advice = "The chain may have been dropped, or BLOCKCHAIR_BASE_URL is not that of the API."
    return Failure(RequestRefusedError(case.tell("Blockchair does not know this", advice)))


def _payment(case: Case) -> Failure:
    """Tell an unknown key from a spent day: both are 402, only the words differ."""
    words = case.envelope.text.lower()
    if "token" in words or "invalid" in words:
        advice = "Check BLOCKCHAIR_API_KEY, or remove it to go on without a key."
        return Failure(KeyRefusedError(case.tell("Blockchair does not accept the API key", advice)))
    return Failure(_spent_day(case))


def _spent_day(case: Case) -> QuotaError:
    resume_at = next_midnight(case.now)
    advice = f"The rest waits until {resume_at:%Y-%m-%d %H:%M} UTC; a larger plan would go on at once."
    return QuotaError(case.tell("today's points are spent", advice), resume_at)


def _complexity(case: Case) -> Failure:
    return Failure(_spent_day(case), Retry.NEXT_MINUTE)


def _too_fast(case: Case) -> Failure:
    resume_at = case.now + timedelta(hours=1)
    advice = f"Wait until {resume_at:%H:%M} UTC, and lower BLOCKCHAIR_REQUESTS_PER_MINUTE."
    return Failure(QuotaError(case.tell("too many requests in a minute", advice), resume_at), Retry.NEXT_MINUTE)


def _blocked_error(case: Case) -> BlockedError:
    advice = "Wait for the next scheduled run." if case.has_key else "Set BLOCKCHAIR_API_KEY: a key unblocks."
    return BlockedError(case.tell("Blockchair blocks this machine's address", advice))


def _blocked(case: Case) -> Failure:
    return Failure(_blocked_error(case))


def _crowded(case: Case) -> Failure:
    advice = "Ask less at the same time."
    return Failure(TransientError(case.tell("too many requests at once", advice)), Retry.SOON)


def _server_error(case: Case) -> Failure:
    advice = "Several tries failed; another one may succeed in some minutes."
    return Failure(TransientError(case.tell("Blockchair has a fault", advice)), Retry.SOON)


def _unavailable(case: Case) -> Failure:
    """Take a lasting 503 without a key for a block: the section on limits lists it beside 430 and 434."""
    failure = _server_error(case)
    return failure if case.has_key else Failure(failure.error, Retry.SOON, _blocked_error(case))


_CODES: dict[int, Callable[[Case], Failure]] = {
    402: _payment,
    404: _not_found,
    408: _server_error,
    429: _too_fast,
    430: _blocked,
    434: _blocked,
    435: _crowded,
    436: _complexity,
    437: _complexity,
    503: _unavailable,
}
