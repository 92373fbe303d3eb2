"""Pages out of templates; every value is escaped."""

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cointracker_pipeline.domain.amount import render_amount, render_points
from cointracker_pipeline.web.access.visitor import Visitor
from cointracker_pipeline.web.browsers import name_browser
from cointracker_pipeline.web.version import VERSION


def render(
    request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """Return a page; ``visitor`` is who asks, ``None`` for nobody, and ``path`` where they are."""
    visitor = getattr(request.state, "visitor", None)
    html = TEMPLATES.get_template(template).render(visitor=visitor, path=request.url.path, **values)
    return HTMLResponse(html, status, headers)


def render_part(template: str, visitor: Visitor | None = None, **values: Any) -> str:
    """Return a piece of a page, for what is sent into a page that is open."""
    return TEMPLATES.get_template(template).render(visitor=visitor, path="", **values)


def compile_pages() -> None:
    """Compile every template, a third of a second's work: else the first visitors of each page wait for it together."""
    for name in TEMPLATES.list_templates():
        TEMPLATES.get_template(name)


def show_time(moment: datetime | None) -> Markup:
    """Return a time in UTC as an element to which a script adds the reader's own time."""
    if moment is None:
        return Markup('<span class="muted">never</span>')
    return Markup(f'<time datetime="{moment:%Y-%m-%dT%H:%M:%SZ}">{moment:%Y-%m-%d %H:%M} UTC</time>')  # noqa: S704 - digits


def show_amount(amount: int, decimals: int) -> Markup:
    """Return an amount in coins, whole digits grouped for the eye, and never in scientific notation.

    Copied, it is the plain number: the groups are spaces of style, not of text.
    """
    whole, dot, rest = render_amount(amount, decimals).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    first = len(digits) % 3 or 3
    groups = [digits[:first], *(digits[start : start + 3] for start in range(first, len(digits), 3))]
    shown = "".join(f"<span>{group}</span>" for group in groups)
    # Digits, a sign and a point need no escaping, and a page has hundreds of amounts.
    return Markup(f'<span class="amount">{sign}{shown}{dot}{rest}</span>')  # noqa: S704


def show_worth(cents: int | None, currency: str = "USD") -> Markup:
    """Return a worth with two decimal places and its currency, or a dash when there is none."""
    if cents is None:
        return Markup('<span class="muted" title="no price is known">-</span>')
    return show_amount(cents, 2) + f" {currency}"


def shorten(text: str, ends: int = 8) -> Markup:
    """Return an address by its first and last letters; the whole one is told to whoever points at it."""
    if len(text) <= 2 * ends + 1:
        return escape(text)
    return Markup('<span title="{}">{}…{}</span>').format(text, text[:ends], text[-ends:])


def show_host(url: str) -> str:
    """Return the name of the machine that a URL leads to."""
    return urlsplit(url).hostname or url


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "time": show_time,
        "amount": show_amount,
        "worth": show_worth,
        "short": shorten,
        "points": render_points,
        "host": show_host,
        "browser": name_browser,
    }
    environment.globals |= {"version": VERSION}
    return environment


TEMPLATES = _make_environment()
