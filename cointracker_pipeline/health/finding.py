"""What one check found."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cointracker_pipeline.errors import CointrackerError

Verdict = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and what to do unless it is well."""

    what: str
    verdict: Verdict
    text: str
    advice: str = ""


def guarded(what: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Give what a check finds; whatever it raises is a problem of one line, never a traceback."""
    try:
        yield from check()
    except CointrackerError as error:
        yield Finding(what, "problem", _one_line(str(error)))
    except Exception as error:
        yield Finding(
            what, "problem", _one_line(f"{type(error).__name__}: {error}"), "Report this; it is not expected."
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
