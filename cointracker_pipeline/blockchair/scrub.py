"""Keeps the API key out of every text that leaves this folder."""

import logging
import re
from collections.abc import Collection
from urllib.parse import quote, quote_plus

HIDDEN = "***"
_KEY_PARAMETER = re.compile(r"""([?&]key=)[^&\s"'<>\\]*""")


class Scrubber:
    """Replaces a key, however it is quoted, and whatever stands behind ``key=`` in a URL."""

    __slots__ = ("_forms",)

    def __init__(self, key: str | None) -> None:
        self._forms = _forms_of(key) if key else ()

    def __repr__(self) -> str:
        return "Scrubber()"

    def joined(self, other: "Scrubber") -> "Scrubber":
        """Return what replaces the keys of both: the longest first, as one may be a part of the other."""
        both = Scrubber(None)
        both._forms = _longest_first({*self._forms, *other._forms})
        return both

    def __call__(self, text: str) -> str:
        """Return the text without the key."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return _KEY_PARAMETER.sub(rf"\g<1>{HIDDEN}", text)


def _forms_of(key: str) -> tuple[str, ...]:
    """Return every spelling of the key, the longest first, so that none is left in part."""
    quoted = {quote(key, safe=""), quote(key), quote_plus(key)}
    lowered = {re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), form) for form in quoted}
    # Heads of HTTP are read as Latin-1, whatever they hold.
    escaped = {key, repr(key)[1:-1], key.replace('"', '\\"'), key.replace("/", "\\/"), key.encode().decode("latin-1")}
    return _longest_first(quoted | lowered | escaped)


def _longest_first(forms: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(forms, key=len, reverse=True))


class _ScrubbingFilter(logging.Filter):
    """Lets every record pass, without any key in its message, arguments or error."""

    def __init__(self) -> None:
        super().__init__()
        self._scrub = Scrubber(None)

    def hide(self, scrub: Scrubber) -> None:
        """Hide one more key."""
        self._scrub = self._scrub.joined(scrub)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        record.msg, record.args = self._scrub(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = self._scrub(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


_FILTER = _ScrubbingFilter()
"""One for all keys of the process: of two, the second would not find its key where the first had cut it."""


def scrub_logs(scrub: Scrubber) -> None:
    """Keep the key out of what urllib3 and requests log from now on; asking twice changes nothing.

    A filter acts on its own logger only, never on those below it, so each existing one gets it.
    """
    _FILTER.hide(scrub)
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"urllib3", "requests"}:
            logging.getLogger(name).addFilter(_FILTER)
