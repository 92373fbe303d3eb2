"""Asks a sandbox over HTTP."""

from dataclasses import dataclass, field
from typing import Any

import requests

from cointracker_pipeline.sandbox.running import RunningSandbox

ADDRESS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
NEVER_SEEN = "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"
ONE = f"/bitcoin/dashboards/address/{ADDRESS}"


@dataclass
class Asker:
    """Asks one sandbox and returns what came back."""

    sandbox: RunningSandbox
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **params: object) -> requests.Response:
        """Ask by GET."""
        texts = {name: str(value) for name, value in params.items()}
        return self.session.get(self.sandbox.base_url + path, params=texts, timeout=20)

    def json(self, path: str, **params: object) -> Any:
        """Ask by GET and return the body of a good answer."""
        response = self.get(path, **params)
        assert response.status_code == 200, response.text
        return response.json()

    def one(self, address: str = ADDRESS, chain: str = "bitcoin", **params: object) -> Any:
        """Return what the dashboard of one address says of it."""
        return self.json(f"/{chain}/dashboards/address/{address}", **params)["data"][address]

    def steer(self, name: str, **body: object) -> Any:
        """Post JSON to a control endpoint and return what it answers."""
        response = self.session.post(f"{self.sandbox.base_url}/sandbox/{name}", json=body, timeout=20)
        assert response.status_code == 200, response.text
        return response.json()
