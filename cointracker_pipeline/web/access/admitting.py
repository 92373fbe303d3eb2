"""Whom an OpenID provider vouches for, as one of our people."""

from cointracker_pipeline.errors import PersonError, SignInError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.web.access.oidc import Identity


def find_admitted(pipeline: Pipeline, identity: Identity, link: str) -> Person:
    """Return who somebody is here: known from before, invited by the link, or new where the settings admit that.

    Raises: SignInError for whoever is none of these, and for a person who was shut out.
    """
    registry, now = pipeline.registry, pipeline.clock()
    person_id = registry.find_identified(identity.issuer, identity.subject)
    if person_id is None and link:
        _check_link(pipeline, link)
        person_id = registry.claim_link_as(link, identity.issuer, identity.subject, now)
    if person_id is None and pipeline.settings.oidc_admit_new:
        person_id = _admit(pipeline, identity)
    person = registry.find_person(person_id) if person_id is not None else None
    if person is None:
        raise SignInError("You are not invited here; an admin can make a link for you, which you open first.")
    if person.disabled_at:
        raise SignInError("You are shut out here; ask an admin.")
    return person


def _check_link(pipeline: Pipeline, link: str) -> None:
    """Refuse a link to whoever has a second factor: the provider knows nothing of it, and it would be passed by."""
    found = pipeline.registry.peek_link(link, pipeline.clock())
    if found and pipeline.registry.has_second_factor(found.person_id):
        raise SignInError("Choose a new password by this link; the sign-in service cannot take the place of your app.")


def _admit(pipeline: Pipeline, identity: Identity) -> int:
    """Add a viewer; a name that is somebody's is made another one: names prove nothing."""
    name = identity.name if identity.name.strip() else "guest"
    registry, now = pipeline.registry, pipeline.clock()
    try:
        person = registry.add_person(name, "viewer", now)
    except PersonError:
        person = registry.add_person(f"guest {identity.subject[:40]!a} {now:%Y%m%d%H%M%S}", "viewer", now)
    registry.identify_person(person.person_id, identity.issuer, identity.subject, now)
    return person.person_id
