"""The list of a person's wallets: sorted, filtered, fifty at a time, from the registry."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.storage.registry import WalletFacets, WalletPage, WalletSort, WalletState
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.recently import Recently
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

COLUMNS: tuple[tuple[WalletSort | None, str, str], ...] = (
    ("label", "Wallet", ""),
    ("chain", "Chain", ""),
    ("balance", "Balance", "number"),
    ("worth", "Worth", "number"),
    ("transactions", "Transactions", "number"),
    (None, "State", ""),
    ("synced", "Last synced", ""),
)
"""What a heading sorts by, if it does, how it is called, and how its cells stand."""

_LARGEST_FIRST = frozenset({"balance", "worth", "transactions", "synced", "added"})
_MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the list is shown, as the URL says it."""

    q: str = ""
    chain: str = ""
    tag: str = ""
    state: Literal["", WalletState] = ""
    sort: WalletSort = "label"
    order: Literal["", "up", "down"] = ""

    @property
    def descending(self) -> bool:
        """Whether the largest comes first: of figures it does unless told otherwise."""
        return self.order == "down" or (not self.order and self.sort in _LARGEST_FIRST)

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.q.strip() or self.chain or self.tag or self.state)

    def link(self, **change: str) -> str:
        """Return the URL of the same list with a change, from its first page unless told."""
        names = ("q", "chain", "tag", "state", "sort", "order")
        values = {name: getattr(self, name) for name in names} | change
        query = urlencode(
            {name: value for name, value in values.items() if value and (name, value) != ("sort", "label")}
        )
        return f"/wallets?{query}" if query else "/wallets"

    def heading_link(self, sort: WalletSort) -> str:
        """Return the URL that sorts by a column, or turns the order round where it does already."""
        down = not self.descending if sort == self.sort else sort in _LARGEST_FIRST
        usual = down == (sort in _LARGEST_FIRST)
        return self.link(sort=sort, order="" if usual else ("down" if down else "up"))

    def aria_sort(self, sort: WalletSort | None) -> str:
        """Return how a column is sorted, in a screen reader's word."""
        if sort != self.sort:
            return "none"
        return "descending" if self.descending else "ascending"


@router.get("/wallets")
def list_wallets(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    q: Annotated[str, Query(max_length=200)] = "",
    chain: Annotated[str, Query(max_length=50)] = "",
    tag: Annotated[str, Query(max_length=200)] = "",
    state: Literal["", WalletState] = "",
    sort: WalletSort = "label",
    order: Literal["", "up", "down"] = "",
    after: Annotated[str, Query(max_length=1000)] = "",
    before: Annotated[str, Query(max_length=1000)] = "",
    told: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show a page of the list."""
    shown = Shown(q, chain, tag, state, sort, order)
    page = _read_page(pipeline, visitor.person.person_id, shown, after, before)
    person_id = visitor.person.person_id
    counted: Recently[WalletFacets] = request.app.state.facets
    facets = counted.get(person_id, lambda: pipeline.registry.count_wallet_facets(person_id), anew=bool(told))
    return render(
        request,
        "wallets/list.html",
        shown=shown,
        page=page,
        facets=facets,
        tags=list(facets.tags)[:_MOST_TAGS],
        states=[one for one in get_args(WalletState) if facets.states.get(one) or one == state],
        chains=pipeline.chains,
        columns=COLUMNS,
        is_busy=any(one.state in {"running", "waiting"} for one in page.rows),
        totals=_tell_totals(facets),
        told=told,
        here=shown.link(after=after, before=before),
    )


def _read_page(pipeline: Books, person_id: int, shown: Shown, after: str, before: str) -> WalletPage:
    return pipeline.registry.list_wallet_page(
        person_id,
        chain=shown.chain or None,
        tag=shown.tag or None,
        state=shown.state or None,
        text=shown.q,
        sort=shown.sort,
        descending=shown.descending,
        after=after or None,
        before=before or None,
    )


def _tell_totals(facets: WalletFacets) -> list[tuple[str, str]]:
    """Return what the cards above the list say besides the worth."""
    without = facets.total - facets.priced
    return [
        ("Wallets", f"{facets.total:,}"),
        ("Proven", f"{facets.proven:,} of {facets.total:,}"),
        *([("Without a price", f"{without:,}")] if facets.priced and without else []),
    ]
