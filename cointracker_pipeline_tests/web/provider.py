"""A small OpenID provider on loopback: real HTTP, real keys, and as strict about PKCE as a real one."""

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cointracker_pipeline.sandbox.running import running_app

CLIENT, SECRET = "cointracker", "what both sides know"


@dataclass
class OpenIdProvider:
    """Vouches for ``subject``, who is signed in there; ``twist`` replaces claims of the next ID token.

    ``signer`` signs it; ``key`` is the one that is published.
    """

    subject: str = "subject-1"
    name: str = "Ann"
    twist: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    url: str = ""
    algorithm: str = "RS256"
    calls_itself: str = ""
    signer: Any = None
    granted: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Return its pages."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.tell),
                Route("/authorize", self.authorize),
                Route("/token", self.give_token, methods=["POST"]),
                Route("/keys", self.show_keys),
            ]
        )

    def tell(self, request: Request) -> Response:
        """Say where everything is."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {name: f"{self.url}/{place}" for name, place in places.items()}
        return JSONResponse({"issuer": self.calls_itself or self.url, **found})

    def show_keys(self, request: Request) -> Response:
        """Publish the key."""
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        """Send the browser back with a code: whoever asks is signed in already."""
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = uuid4().hex
        self.granted[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": self.url})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def give_token(self, request: Request) -> Response:
        """Give an ID token for a code, once, to whoever proves to be the client and to have begun."""
        form = await request.form()
        asked = self.granted.pop(str(form.get("code")), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form.get("code_verifier")).encode()).digest())
        is_good = (
            asked is not None
            and request.headers.get("authorization") == basic
            and challenge.decode().rstrip("=") == asked["code_challenge"]
            and form.get("redirect_uri") == asked["redirect_uri"]
        )
        if asked is None or not is_good:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._sign(asked["nonce"])})

    def _sign(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {"iss": self.url, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": nonce, "preferred_username": self.name, **self.twist}
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(header, claims, self.signer or self.key, algorithms=[self.algorithm])


@contextmanager
def running_provider() -> Iterator[OpenIdProvider]:
    """Give a provider that runs until the block ends."""
    provider = OpenIdProvider()
    with running_app(provider.app()) as url:
        provider.url = url
        yield provider
