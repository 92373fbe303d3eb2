"""Answers kept for some seconds, as the service does: a page may then speak of an older state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from cointracker_pipeline.sandbox.envelope import Answer

Question = tuple[str, tuple[tuple[str, str], ...]]


def mark_cached(answer: Answer) -> Answer:
    """Return an answer that says it comes from a cache."""
    return replace(answer, body=answer.body.replace(b'"live":true', b'"live":false'))


@dataclass(slots=True)
class AnswerCache:
    """Keeps answers for ``seconds``; none at 0. An answer from here says ``"live":false`` and costs the same."""

    seconds: float = 0.0
    kept: dict[Question, tuple[float, Answer]] = field(default_factory=dict)

    def fetch(self, path: str, params: Mapping[str, str], now: float, make: Callable[[], Answer]) -> Answer:
        """Return the answer to the same question that is still fresh, or a new one."""
        if not self.seconds or path == "/premium/stats":
            return make()
        question = path, tuple(sorted((name, value) for name, value in params.items() if name != "key"))
        until, answer = self.kept.get(question, (0.0, None))
        if answer is not None and now < until:
            return mark_cached(answer)
        answer = make()
        if answer.status == 200:
            self.kept[question] = now + self.seconds, answer
        return answer

    def keep(self, seconds: float) -> None:
        """Set how long answers are kept, and forget those there are."""
        self.seconds = seconds
        self.kept.clear()
