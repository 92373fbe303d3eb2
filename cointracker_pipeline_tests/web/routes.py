"""Every route of the application, discovered from the application itself, and what it asks of whoever calls it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from cointracker_pipeline.web.access.visitor import Admin, Member, Viewer

Role = Literal["viewer", "member", "admin"]

_ROLES: dict[Any, Role] = {
    get_args(Viewer)[1].dependency: "viewer",
    get_args(Member)[1].dependency: "member",
    get_args(Admin)[1].dependency: "admin",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A method on a path; ``role`` is the least that it lets in, ``None`` for everybody.

    ``query``, ``form`` and ``body`` hold the names of its parameters, by their types.
    """

    method: str
    path: str
    role: Role | None
    names: tuple[str, ...]
    query: dict[str, Any]
    form: dict[str, Any]
    body: type[BaseModel] | None

    @property
    def key(self) -> str:
        """How tests and messages call it."""
        return f"{self.method} {self.path}"

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


def list_routes(app: FastAPI) -> list[Route]:
    """Return every route of pages and of /api; what is mounted (scripts, Dagster) is not among them."""
    return [route for context in iter_route_contexts(app.routes) for route in _read(context)]


def _read(context: Any) -> Iterator[Route]:
    if not isinstance(context.original_route, APIRoute):
        return
    dependant = context.dependant
    files = {one.name: _kind(one) for one in dependant.body_params if type(one.field_info).__name__ in {"Form", "File"}}
    bodies = [_kind(one) for one in dependant.body_params if type(one.field_info).__name__ == "Body"]
    model = next((kind for kind in bodies if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    for method in sorted(context.methods - {"HEAD"}):
        yield Route(
            method,
            context.path,
            _role(dependant),
            tuple(one.alias for one in dependant.path_params),
            {name: kind for one in _flat(dependant, "query_params") for name, kind in _parts(one)},
            files,
            model,
        )


def _role(dependant: Dependant) -> Role | None:
    if dependant.call in _ROLES:
        return _ROLES[dependant.call]
    return next((role for inner in dependant.dependencies if (role := _role(inner))), None)


def _flat(dependant: Dependant, which: str) -> list[Any]:
    inner = [one for below in dependant.dependencies for one in _flat(below, which)]
    return [*getattr(dependant, which), *inner]


def _parts(field: Any) -> list[tuple[str, Any]]:
    """Return a parameter, or those that a model of parameters holds."""
    kind = _kind(field)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [(one.alias or name, one.annotation) for name, one in kind.model_fields.items()]
    return [(field.alias, kind)]


def _kind(field: Any) -> Any:
    return field.field_info.annotation


def sample(kind: Any) -> Any:
    """Return a value that a parameter of a type takes."""
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) in {list, tuple, set, frozenset}:
        return [sample(get_args(kind)[0])]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: sample(field.annotation) for name, field in kind.model_fields.items()}
    if get_args(kind):
        return sample(next(one for one in get_args(kind) if one is not type(None)))
    return {int: 1, bool: True, float: 1.0}.get(kind, "x")
