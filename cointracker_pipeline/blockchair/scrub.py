"""Keeps the API key out of every text that leaves this folder."""

import logging
import re
from urllib.parse import quote, quote_plus

HIDDEN = "***"
_KEY_PARAMETER = re.compile(r"""([?&]key=)[^&\s"'<>\\]*""")


class Scrubber:
    """Replaces a key, however it is quoted, and whatever stands behind ``key=`` in a URL."""

    __slots__ = ("_forms",)

    def __init__(self, key: str | None) -> None:
        self._forms = _forms_of(key) if key else ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scrubber) and self._forms == other._forms

    def __hash__(self) -> int:
        return hash(self._forms)

    def __repr__(self) -> str:
        return "Scrubber()"

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
    return tuple(sorted(quoted | lowered | escaped, key=len, reverse=True))


class ScrubbingFilter(logging.Filter):
    """Lets every record pass, without the key in its message, arguments or error."""

    def __init__(self, scrub: Scrubber) -> None:
        super().__init__()
        self._scrub = scrub

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScrubbingFilter) and self._scrub == other._scrub

    def __hash__(self) -> int:
        return hash(self._scrub)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        record.msg, record.args = self._scrub(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:  # perhaps from the filter of another key
            record.exc_text = self._scrub(record.exc_text)
        return True


def scrub_logs(scrub: Scrubber) -> None:
    """Keep the key out of what urllib3 and requests log from now on; asking twice changes nothing.

    A filter acts on its own logger only, never on those below it, so each existing one gets it.
    """
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"urllib3", "requests"}:
            logging.getLogger(name).addFilter(ScrubbingFilter(scrub))
