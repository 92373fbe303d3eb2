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
    """One way to people; one module in ``notifications/`` opens one."""

    @property
    def name(self) -> str:
        """What ``COINTRACKER_CHANNELS`` calls it: the name of its module."""

    def send(self, alerts: Sequence[Alert]) -> None:
        """Hand over alerts as one batch, the oldest first.

        Raises: ChannelError when that cannot be done; the whole batch then comes again.
        """
