"""An alert: something a person should be told, and what tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Alert:
    """One event worth a person's attention; it holds no key and no private key.

    ``kind`` is a word for programs; ``subject`` is what it is about, such as a wallet id, or empty. The title is one
    short line, the text says the rest. ``raised_at`` is filled in when the alert is raised.
    """

    kind: str
    subject: str
    title: str
    text: str
    raised_at: datetime | None = None


class Channel(Protocol):
    """One way to people; one module in ``notifications/`` opens one, or several that differ in where they lead."""

    @property
    def name(self) -> str:
        """What the outbox calls it: the name of its module, and after a colon which of several it is."""

    @property
    def shown_name(self) -> str:
        """What people read: it tells several of one module apart and holds no secret."""

    def send(self, alerts: Sequence[Alert]) -> None:
        """Hand over alerts as one batch, the oldest first.

        Raises: ChannelError when that cannot be done; the whole batch then comes again.
        """
