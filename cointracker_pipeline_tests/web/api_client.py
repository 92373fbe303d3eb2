"""A program that uses the API with a token."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import requests

from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.storage.registry.api_tokens import Scope
from cointracker_pipeline_tests.web.site import Browser, Site


class Program(Browser):
    """A client with a token instead of a cookie; it tells no origin."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url)
        del self.headers["Origin"]
        self.headers["Authorization"] = f"Bearer {token}"

    def read_pages(self, path: str) -> Iterator[requests.Response]:
        """Return a list's pages, from the first to the last."""
        following: str | None = path
        while following:
            answer = self.get(following)
            assert answer.status_code == 200, answer.text
            yield answer
            following = answer.json()["next"]


def make_token(site: Site, scopes: Iterable[Scope] = ("read", "write"), person_id: int = OPERATOR) -> str:
    """Return a token of a person for a day."""
    now = site.pipeline.clock()
    return site.pipeline.registry.create_token(person_id, "test", scopes, now + timedelta(days=1), now)[1]


def make_program(site: Site, scopes: Iterable[Scope] = ("read", "write"), person_id: int = OPERATOR) -> Program:
    """Return a program with a token of a person."""
    return Program(site.url, make_token(site, scopes, person_id))
