"""The envelope of every answer: data, and a context with state, price, cost, cache and version."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from cointracker_pipeline.sandbox.facts import CHAINS, ChainFacts
from cointracker_pipeline.sandbox.rows import render_time

VERSION = "2.0.95-ie"
"""What the live service has reported since December 2021."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back for one request; ``millipoints`` is what it is charged."""

    body: bytes
    status: int = 200
    millipoints: int = 0
    media_type: str = "application/json"


def render_context(
    facts: ChainFacts | None, millipoints: int, now: float, cache_seconds: int = 60, **found: object
) -> dict[str, object]:
    """Return the context of an answer; ``found`` holds code, limit, offset, results and state where they apply."""
    since = int(now)
    tag = facts.symbol if facts else "BTC"
    return {
        "code": found.pop("code", 200),
        **({"error": found.pop("error")} if "error" in found else {}),
        "source": "D",
        **found,
        "market_price_usd": (facts or CHAINS["bitcoin"]).price_usd,
        "cache": {
            "live": True,
            "duration": cache_seconds,
            "since": render_time(since),
            "until": render_time(since + cache_seconds),
            "time": None,
        },
        "api": {
            "version": VERSION,
            "last_major_update": "2022-11-07 02:00:00",
            "next_major_update": "2023-11-12 02:00:00",
            "documentation": "https://blockchair.com/api/docs",
            "notice": "This is a sandbox: every address, amount and block in it may be invented",
        },
        "servers": f"SANDBOX,{tag}0",
        "time": 0.001,
        "render_time": 0.001,
        "full_time": 0.002,
        "request_cost": render_cost(millipoints),
    }


def render_cost(millipoints: int) -> int | float:
    """Return points as the API prints them: ``1``, ``1.003``."""
    whole, rest = divmod(millipoints, 1_000)
    return millipoints / 1_000 if rest else whole


def render_answer(data: object, context: Mapping[str, object], millipoints: int) -> Answer:
    """Return a good answer."""
    return Answer(msgspec.json.encode({"data": data, "context": context}), millipoints=millipoints)


def render_error(
    facts: ChainFacts | None, code: int, message: str, now: float, *, millipoints: int = 0, shown: int | None = None
) -> Answer:
    """Return an error in its envelope: no state, data null (Blockchair API v2.0.95, changelog 2.0.34)."""
    cost = millipoints if shown is None else shown
    context = render_context(facts, cost, now, code=code, error=message)
    return Answer(msgspec.json.encode({"data": None, "context": context}), code, millipoints)
