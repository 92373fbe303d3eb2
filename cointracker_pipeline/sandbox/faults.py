"""Faults on demand: which requests fail and how, the same every time for the same seed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.envelope import Answer, render_error
from cointracker_pipeline.sandbox.facts import ChainFacts

_HTML = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} {reason}</h1>"
    "</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_REASONS = {404: "Not Found", 502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
_TEXTS = {
    "400": "Wrong request",
    "402": "You have exceeded your daily limit of API requests. Please contact us at info@blockchair.com.",
    "402-key": "Invalid API token. Please contact us at info@blockchair.com.",
    "404": "No results were found",
    "429": "Too many requests per minute. Please apply for an API key by contacting us at info@blockchair.com",
    "430": "Your IP address is temporary blacklisted due to exceeding usage of API resources.",
    "434": "Your IP address is temporary blacklisted due to exceeding usage of API resources.",
    "435": "Too many requests in parallel. Please try again later.",
    "436": "Too many requests",
    "437": "Too complex requests",
}


def gateway_page(status: int) -> Answer:
    """Return the HTML page a gateway in front of the service answers with."""
    return Answer(_HTML.format(status=status, reason=_REASONS[status]).encode(), status, 0, "text/html")


def _bare_error(_facts: ChainFacts | None, _now: float) -> Answer:
    return Answer(b'{"code":500,"error":"Something went wrong"}', 500)


def _framework_error(_facts: ChainFacts | None, _now: float) -> Answer:
    return Answer(b'{"message":"Server Error"}', 500)


def _null_data(facts: ChainFacts | None, now: float) -> Answer:
    answer = render_error(facts, 500, "Something went wrong", now)
    return Answer(answer.body, 200)


def _enveloped(kind: str) -> Callable[[ChainFacts | None, float], Answer]:
    shown = 1_000 if kind == "430" else 0
    return lambda facts, now: render_error(facts, int(kind[:3]), _TEXTS[kind], now, shown=shown)


def _gateway(status: int) -> Callable[[ChainFacts | None, float], Answer]:
    return lambda _facts, _now: gateway_page(status)


ANSWERS: dict[str, Callable[[ChainFacts | None, float], Answer]] = {
    **{kind: _enveloped(kind) for kind in _TEXTS},
    "500": _bare_error,
    "server-error": _framework_error,
    "null-data": _null_data,
    **{str(status): _gateway(status) for status in (502, 503, 504)},
}
"""Faults that are an answer of their own, by name."""

CONNECTION_FAULTS = ("cut", "drop", "hang")
"""Half of the JSON, a connection closed in the middle, no answer for long."""

BEHIND_BLOCKS = 3

KINDS = (*ANSWERS, *CONNECTION_FAULTS, "behind", "stale")
"""Every fault by name.

``behind`` is a good answer from a backend that lags by some blocks, ``stale`` one from a cache: of the chain as it was
when it was last remembered, which may be another branch.
"""


@dataclass(slots=True)
class FaultRule:
    """Some of the requests whose path matches fail: ``rate`` of them, after the first ``after``, ``most`` in all."""

    kinds: tuple[str, ...] = ("500",)
    rate: float = 1.0
    seed: int = 0
    after: int = 0
    most: int | None = None
    path: str = "*"
    seen: int = 0
    failed: int = 0
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.kinds if kind not in KINDS]
        if unknown or not self.kinds:
            raise InputError(f"No fault is called {', '.join(unknown) or 'nothing'}; use {', '.join(KINDS)}.")
        self.random = Random(self.seed)  # noqa: S311 - reproducible on purpose

    def pick(self, path: str) -> str | None:
        """Return the fault of the next request, or ``None``."""
        if not fnmatchcase(path, self.path):
            return None
        self.seen += 1
        spent = self.most is not None and self.failed >= self.most
        if self.seen <= self.after or spent or self.random.random() >= self.rate:
            return None
        self.failed += 1
        return self.random.choice(self.kinds)


@dataclass(slots=True)
class Faults:
    """The rules in force; the first one that picks a fault decides."""

    rules: list[FaultRule] = field(default_factory=list)

    def pick(self, path: str) -> str | None:
        """Return the fault of the next request to a path, or ``None``."""
        return next((kind for rule in self.rules if (kind := rule.pick(path))), None)

    def outage(self) -> None:
        """Make everything fail as an outage does, until cleared."""
        self.rules.append(FaultRule(kinds=("502", "503", "504", "500", "server-error")))
