"""What happened at the door, written down for the operator: who, from where, what; never a secret."""

import logging

from starlette.requests import HTTPConnection

LOGGER = "cointracker.security"


def note_event(event: str, connection: HTTPConnection, **facts: object) -> None:
    """Write one line; values that people typed are quoted, so that none makes a line of its own."""
    told = {"from": connection.client.host if connection.client else "", **facts}
    logging.getLogger(LOGGER).info("%s %s", event, " ".join(f"{name}={value!r}" for name, value in told.items()))
