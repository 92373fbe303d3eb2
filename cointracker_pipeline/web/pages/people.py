"""The people who may come in, for admins: invite, change, shut out, remove."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.errors import PersonError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.people import Person, Role
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.inviting import make_person_link
from cointracker_pipeline.web.access.visitor import Admin
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/admin/people", include_in_schema=False)


@router.get("")
def show_people(request: Request, pipeline: Books, visitor: Admin) -> Response:
    """Show everybody; whose wallets are whose is not told."""
    return _show(request, pipeline)


@router.post("/invite")
def invite(
    request: Request,
    pipeline: Books,
    visitor: Admin,
    name: Annotated[str, Form(max_length=200)],
    role: Annotated[Role, Form()] = "member",
) -> Response:
    """Add a person, and show the link by which they choose a password, this once."""
    try:
        person = pipeline.registry.add_person(name, role, pipeline.clock())
    except PersonError as error:
        return _show(request, pipeline, name=name, role=role, problem=str(error), status=422)
    note_event("person invited", request, by=visitor.person.person_id, person=person.person_id, role=role)
    return _show_link(request, pipeline, person)


@router.post("/{person_id}/link")
def make_link(request: Request, pipeline: Books, visitor: Admin, person_id: int) -> Response:
    """Show a new link for somebody, this once: a first password or another one."""
    person = _find(pipeline, person_id)
    note_event("link made", request, by=visitor.person.person_id, person=person_id)
    return _show_link(request, pipeline, person)


@router.post("/{person_id}/role")
def set_role(
    request: Request, pipeline: Books, visitor: Admin, person_id: int, role: Annotated[Role, Form()]
) -> Response:
    """Give a person another role, which holds from their next request on."""
    _find(pipeline, person_id)
    pipeline.registry.set_role(person_id, role)
    note_event("role changed", request, by=visitor.person.person_id, person=person_id, role=role)
    return RedirectResponse("/admin/people", 303)


@router.post("/{person_id}/disable")
def disable(request: Request, pipeline: Books, visitor: Admin, person_id: int) -> Response:
    """Shut a person out at once: sessions end, tokens open nothing; what they track stays."""
    _find(pipeline, person_id)
    pipeline.registry.disable_person(person_id, pipeline.clock())
    note_event("person disabled", request, by=visitor.person.person_id, person=person_id)
    return RedirectResponse("/admin/people", 303)


@router.post("/{person_id}/enable")
def enable(request: Request, pipeline: Books, visitor: Admin, person_id: int) -> Response:
    """Let a disabled person in again."""
    _find(pipeline, person_id)
    pipeline.registry.enable_person(person_id)
    note_event("person enabled", request, by=visitor.person.person_id, person=person_id)
    return RedirectResponse("/admin/people", 303)


@router.post("/{person_id}/second-factor/reset")
def reset_second_factor(request: Request, pipeline: Books, visitor: Admin, person_id: int) -> Response:
    """Turn off the second factor of somebody who lost it, and sign them out everywhere; not one's own."""
    person = _find(pipeline, person_id)
    if person_id == visitor.person.person_id:
        text = "Turn your own off in the settings, by password and code; whoever took your session could do it here."
        return _show(request, pipeline, problem=text, status=422)
    if not pipeline.registry.remove_second_factor(person_id):
        return _show(request, pipeline, problem=f"{person.name} has no second factor.", status=422)
    note_event("second factor reset", request, by=visitor.person.person_id, person=person_id)
    return RedirectResponse("/admin/people", 303)


@router.post("/{person_id}/remove")
def remove(
    request: Request, pipeline: Books, visitor: Admin, person_id: int, sure: Annotated[bool, Form()] = False
) -> Response:
    """Forget a person and all that is theirs; wallets that nobody else tracks are deleted."""
    person = _find(pipeline, person_id)
    if not sure:
        return _show(request, pipeline, problem=f"Tick the box to remove {person.name}.", status=422)
    pipeline.registry.remove_person(person_id, pipeline.clock(), asked_by=visitor.person.name)
    note_event("person removed", request, by=visitor.person.person_id, person=person_id)
    return RedirectResponse("/admin/people", 303)


def _find(pipeline: Pipeline, person_id: int) -> Person:
    person = pipeline.registry.find_person(person_id)
    if person is None:
        raise HTTPException(404, "There is no such person; they may have been removed meanwhile.")
    return person


def _show(
    request: Request, pipeline: Pipeline, *, name: str = "", role: Role = "member", problem: str = "", status: int = 200
) -> Response:
    registry = pipeline.registry
    return render(
        request,
        "people/list.html",
        status=status,
        people=registry.list_people(),
        second_factors=registry.list_second_factors(),
        name=name,
        role=role,
        problem=problem,
    )


def _show_link(request: Request, pipeline: Pipeline, person: Person) -> Response:
    link = str(request.base_url).rstrip("/") + make_person_link(pipeline, person)
    return render(request, "people/link.html", person=person, link=link)
