"""The OpenAPI document, made from the routes, and its operations as a page shows them."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

DESCRIPTION = """\
Your wallets, their transactions and balances, for programs.

Amounts are texts: base units (`balance`) and coins (`balance_coins`), exact. Worth is text too. Times are UTC.
Lists come in pages; `next` is the path of the next one, null on the last. Failures are problems (RFC 9457).
"""

_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token from the page Settings: it begins `ct_`."}
}


_ORDER = ("wallets", "transactions", "balances", "portfolio", "uploads", "runs", "prices")
_WALLET = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API can do."""

    method: str
    path: str
    summary: str
    parameters: tuple[tuple[str, str], ...]
    example: str


def describe_api(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the routes under ``/api``."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="cointracker_pipeline",
            version="1",
            summary="Wallets, transactions, balances.",
            description=DESCRIPTION,
            routes=app.routes,
        )
        document["components"]["securitySchemes"] = _SECURITY
        document["security"] = [{"bearer": []}]
        app.openapi_schema = document
    return app.openapi_schema


def list_methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods that there are for a path under ``/api``, none for one that leads nowhere."""
    paths = describe_api(app)["paths"]
    return sorted(
        {one.upper() for template in paths if compile_path(template)[0].match(path) for one in paths[template]}
    )


def list_operations(document: dict[str, Any], site: str) -> list[Operation]:
    """Return every operation, with a command for a terminal that asks for it."""
    return [
        Operation(
            method.upper(),
            path,
            one["description"],
            tuple((it["name"], it.get("description", "")) for it in one.get("parameters", ())),
            _make_example(document, site, method.upper(), path, one),
        )
        for path, method, one in sorted(_walk(document), key=lambda found: _ORDER.index(found[2]["tags"][0]))
    ]


def _walk(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            yield path, method, one


def _make_example(document: dict[str, Any], site: str, method: str, path: str, one: dict[str, Any]) -> str:
    url = site + path.format(wallet_id=_WALLET, upload_id="0" * 64)
    words = ['curl -H "Authorization: Bearer $TOKEN"']
    if method != "GET":
        words.append(f"-X {method}")
    for kind, content in one.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            words += [f"-H 'Content-Type: {kind}'", f"-d {shlex.quote(json.dumps(_example_of(document, content)))}"]
        else:
            words.append("-F file=@wallets.csv")
    return " ".join([*words, shlex.quote(url)])


def _example_of(document: dict[str, Any], content: dict[str, Any]) -> Any:
    """Return the example of a body: the one that its shape holds."""
    name = content["schema"]["$ref"].rpartition("/")[2]
    return document["components"]["schemas"][name]["examples"][0]
