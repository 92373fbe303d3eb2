"""The control endpoints: ``/sandbox/…``, JSON in and out, never counted, limited or failed."""

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.control import Control

Action = Callable[..., dict[str, object]]


def control_routes(control: Control) -> list[BaseRoute]:
    """Return the routes of the control endpoints."""
    actions: dict[str, Action] = {
        "mine": control.mine,
        "pending": control.add_pending,
        "drop-pending": control.drop_pending,
        "reorganise": control.reorganise,
        "add-wallet": control.add_wallet,
        "add-token": control.add_token,
        "add-key": control.add_key,
        "faults": control.set_faults,
        "day": control.next_day,
        "latency": control.set_latency,
        "cache": control.set_cache,
        "remember": control.remember,
        "tick": control.set_tick,
    }
    return [
        *(Route(f"/sandbox/{name}", _posted(name, action), methods=["POST"]) for name, action in actions.items()),
        Route("/sandbox/requests", _requests(control), methods=["GET", "DELETE"]),
        Route("/sandbox/wallets", _wallets(control), methods=["GET"]),
        Route("/sandbox/truth/{chain}/{address}", _truth(control), methods=["GET"]),
        Route("/sandbox/key-truth/{chain}/{key}", _key_truth(control), methods=["GET"]),
    ]


def _posted(name: str, action: Action) -> Callable[[Request], Any]:
    """Return an endpoint that takes an action's parameters as one JSON object, checked against its types."""
    hints = get_type_hints(action)
    fields = [
        (field.name, hints[field.name])
        if field.default is field.empty
        else (field.name, hints[field.name], field.default)
        for field in inspect.signature(action).parameters.values()
    ]
    body_type = msgspec.defstruct(f"{name} body", fields, forbid_unknown_fields=True, kw_only=True)

    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        return _answer(lambda: action(**msgspec.structs.asdict(msgspec.json.decode(raw or b"{}", type=body_type))))

    return endpoint


def _requests(control: Control) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        newest = request.query_params.get("newest")
        clear = request.method == "DELETE"
        return _answer(lambda: control.requests(int(newest) if newest else None, clear=clear))

    return endpoint


def _wallets(control: Control) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        return _answer(lambda: control.wallets(request.query_params.get("chain")))

    return endpoint


def _truth(control: Control) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        limit = request.query_params.get("limit")
        offset = int(request.query_params.get("offset", "0"))
        chain, address = request.path_params["chain"], request.path_params["address"]
        return _answer(lambda: control.truth(chain, address, offset, int(limit) if limit else None))

    return endpoint


def _key_truth(control: Control) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        return _answer(lambda: control.key_truth(request.path_params["chain"], request.path_params["key"]))

    return endpoint


def _answer(action: Callable[[], object]) -> Response:
    """Return what an action gives, or 400 with the reason why it cannot be."""
    try:
        status, value = 200, action()
    except (InputError, msgspec.DecodeError, ValueError) as error:
        status, value = 400, {"error": str(error)}
    return Response(msgspec.json.encode(value), status, media_type="application/json")
