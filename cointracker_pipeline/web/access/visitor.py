"""Who asks: a person by the session in their cookie, or a program by its token."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.storage.registry.sessions import Session
from cointracker_pipeline.web.access.cookies import SESSION
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.requiring import is_required
from cointracker_pipeline.web.access.signing_in import IDLE
from cointracker_pipeline.web.books import Books

Role = Literal["viewer", "member", "admin"]
_RANK: dict[str, int] = {"viewer": 0, "member": 1, "admin": 2}
_RANK_OF_SCOPE: dict[str, int] = {"read": 0, "write": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person, and what they may do here and now: with a token no more than its scopes allow.

    ``session`` is the secret of the cookie, empty for a program.
    """

    person: Person
    rank: int
    session: str = ""

    def may(self, role: Role) -> bool:
        """Tell whether what this role may do is allowed."""
        return self.rank >= _RANK[role]


def find_visitor(connection: HTTPConnection, pipeline: Pipeline) -> Visitor | None:
    """Return who asks, ``None`` for nobody: no cookie or token, one that ended, or a person who was shut out.

    A token opens ``/api`` alone: with it nobody makes more tokens, changes a password, or sees to people.
    """
    kind, _, secret = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return _by_token(pipeline, secret.strip()) if connection.url.path.startswith("/api/") else None
    return _by_session(pipeline, SESSION.read(connection))


def needs(role: Role) -> Callable[[Request, Pipeline], Visitor]:
    """Return a dependency that gives who asks, and refuses whoever may not do what this role may.

    A viewer sees; a member adds and changes what is theirs; an admin sees to people and to Dagster.
    """

    def require(request: Request, pipeline: Books) -> Visitor:
        visitor = find_visitor(request, pipeline)
        if visitor is None:
            raise HTTPException(401, "Sign in first, or send a token.", {"WWW-Authenticate": "Bearer"})
        request.state.visitor = visitor
        if not visitor.may(role):
            note_event("not allowed", request, person=visitor.person.person_id, path=request.url.path)
            raise HTTPException(403, f"This is for people with the role {role}; an admin can give it.")
        return visitor

    return require


Viewer = Annotated[Visitor, Depends(needs("viewer"))]
Member = Annotated[Visitor, Depends(needs("member"))]
Admin = Annotated[Visitor, Depends(needs("admin"))]


def _by_session(pipeline: Pipeline, secret: str) -> Visitor | None:
    session = pipeline.registry.find_session(secret, IDLE, pipeline.clock()) if secret else None
    person = pipeline.registry.find_person(session.person_id) if session else None
    if session is None or person is None or _lacks_factor(pipeline, session, person):
        return None
    return Visitor(person, _RANK[person.role], secret)


def _lacks_factor(pipeline: Pipeline, session: Session, person: Person) -> bool:
    """Tell whether a second factor is required since the session began; whoever signs in anew sets one up."""
    if session.by_provider or not is_required(pipeline.settings, person.role):
        return False
    return not pipeline.registry.has_second_factor(person.person_id)


def _by_token(pipeline: Pipeline, secret: str) -> Visitor | None:
    token = pipeline.registry.find_token(secret, pipeline.clock())
    person = pipeline.registry.find_person(token.person_id) if token else None
    if token is None or person is None or not token.scopes:
        return None
    scope = max(_RANK_OF_SCOPE[one] for one in token.scopes)
    return Visitor(person, min(scope, _RANK[person.role]))
