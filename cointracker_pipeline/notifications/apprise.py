"""The channel ``apprise``: mail, chat and push services, each by one URL of https://github.com/caronc/apprise.

Each URL is a channel of its own in the outbox: what one has sent is not sent again because another failed.
"""

import logging
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from apprise import Apprise, AppriseResult, NotifyBase, NotifyFormat, NotifyType, OverflowMode

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.alert_message import render_body, render_title
from cointracker_pipeline.errors import ChannelError, SettingsError
from cointracker_pipeline.settings import Settings

_SCHEMA = re.compile(r"([a-zA-Z0-9]+)://")
_CODE = re.compile(r"error=(\d{3})\b")
_LOGGER = "apprise"


@dataclass(frozen=True, slots=True)
class Service:
    """One URL, told by its place in the setting and its schema: the rest of it may be a token."""

    name: str
    shown_name: str
    plugin: NotifyBase = field(repr=False)

    def send(self, alerts: Sequence[Alert]) -> None:
        """Hand over one message; a service that takes short ones only gets it in parts.

        Raises: ChannelError when the service was not reached or refused it.
        """
        service = Apprise()
        service.add(self.plugin)
        result = service.notify(
            title=render_title(alerts),
            body=render_body(alerts),
            notify_type=NotifyType.INFO,
            body_format=NotifyFormat.TEXT,
        )
        if not result:
            raise ChannelError(f"The service was not reached or refused the message{_tell_code(result)}.")


def open_channels(settings: Settings) -> list[Service]:
    """Return one channel for each URL; nothing is asked of the network.

    Raises: SettingsError when there is no URL, or one that no service understands: none then sends.
    """
    logging.getLogger(_LOGGER).propagate = False  # what it logs of a URL it cannot read is the URL
    if not settings.apprise_targets:
        raise SettingsError("COINTRACKER_APPRISE_URLS is empty, and the channel apprise sends to the URLs it names.")
    return [_open(place, url) for place, url in enumerate(settings.apprise_targets, 1)]


def _open(place: int, url: str) -> Service:
    schema = _SCHEMA.match(url)
    shown = f"URL {place} of COINTRACKER_APPRISE_URLS ({schema[1] + '://' if schema else 'without a schema'})"
    with warnings.catch_warnings():  # its mail asks for a module that Python 3.13 no longer has
        warnings.simplefilter("ignore", DeprecationWarning)
        plugin = Apprise.instantiate(url)
    if plugin is None:
        raise SettingsError(
            f"{shown} is not one that apprise can send to: the service is unknown, or a part is missing. "
            "docs/notifications.md shows what they look like."
        )
    if plugin.overflow_mode is OverflowMode.UPSTREAM:  # the service would cut or refuse what is too long for it
        plugin.overflow_mode = OverflowMode.SPLIT
    return Service(f"apprise:{sha256(url.encode()).hexdigest()[:12]}", shown, plugin)


def _tell_code(result: AppriseResult) -> str:
    """Return the service's code, where it gave one; the other words may hold what is in the URL."""
    codes = [found[1] for entry in result.logs() if (found := _CODE.search(entry.message))]
    return f" (code {codes[-1]})" if codes else ""
