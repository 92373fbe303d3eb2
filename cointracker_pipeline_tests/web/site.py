"""The web application on a real port, over a home of its own, and people who use it through real HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import requests

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.sandbox.running import RunningSandbox, running_app
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.storage.registry.people import Role
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline.web.live import Live
from cointracker_pipeline_tests.signing_in import COOKIE


class Browser(requests.Session):
    """A browser that knows the site's address and sends what a page of the site sends; redirects are not followed."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.headers["Origin"] = url
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:
        """Send a request to a path of the site."""
        more["allow_redirects"] = False  # `get` asks for them always
        more.setdefault("timeout", 30)
        return super().request(method, self.url + str(url), *args, **more)


@dataclass(frozen=True, slots=True)
class Site:
    """The running application, and the open home below it."""

    url: str
    pipeline: Pipeline
    live: Live

    def nobody(self) -> Browser:
        """Return a browser in which nobody is signed in."""
        return Browser(self.url)

    def operator(self) -> Browser:
        """Return the browser of the first admin."""
        return self.browser_of(OPERATOR)

    def person(self, name: str, role: Role = "member") -> tuple[int, Browser]:
        """Add a person, and return their id and a browser in which they are signed in."""
        person = self.pipeline.registry.add_person(name, role, self.pipeline.clock())
        return person.person_id, self.browser_of(person.person_id)

    def browser_of(self, person_id: int) -> Browser:
        """Return a browser in which a person is signed in."""
        secret = self.pipeline.registry.start_session(person_id, "test", timedelta(days=1), self.pipeline.clock())
        browser = self.nobody()
        browser.cookies.set(COOKIE, secret, domain="127.0.0.1")  # as the site itself would set it
        return browser

    def sync(self, *wallet_ids: str) -> None:
        """Track wallets as the operator, if they are not tracked, and bring them up to date from the sandbox."""
        wallets = [self.pipeline.parse_wallet(wallet_id) for wallet_id in wallet_ids]
        self.pipeline.registry.add_wallets([TrackedWallet(one) for one in wallets], self.pipeline.clock())
        report = self.pipeline.sync(wallets, str(uuid4()), lambda _: None, Progress())
        assert not report.failed, report.failed


@contextmanager
def running_site(settings: Settings) -> Iterator[Site]:
    """Serve the application over the home of the settings."""
    with open_pipeline(settings) as pipeline:
        app = build_app(pipeline)
        with running_app(app) as url:
            yield Site(url, pipeline, app.state.live)


def wallets_of(sandbox: RunningSandbox) -> list[str]:
    """Return the ids of the sandbox's wallets."""
    return [f"{one['chain']}:{one['address']}" for one in sandbox.control.wallets()]
