"""Signing in with an OpenID Connect provider: authorization code with PKCE, state and nonce.

OpenID Connect Core 1.0 section 3.1, RFC 7636 (PKCE), RFC 9207 (the issuer beside the code). Authlib speaks to the
provider; it comes with the extra ``cointracker-pipeline[oidc]``, and is imported only where a provider is set.
"""

import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from cointracker_pipeline.errors import SettingsError, SignInError
from cointracker_pipeline.settings import Settings

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""How an ID token may be signed: never "none", never with a secret that both sides know."""

_SECONDS = 10
_LEEWAY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser keeps between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for; ``name`` is what they are called there, perhaps empty."""

    issuer: str
    subject: str
    name: str


class Provider:
    """The provider of the settings; nothing is asked before somebody signs in.

    Raises: SettingsError when the extra is not installed.
    """

    def __init__(self, settings: Settings) -> None:
        if not find_spec("authlib"):
            raise SettingsError(
                "COINTRACKER_OIDC_ISSUER is set, and what speaks to it is missing; install cointracker-pipeline[oidc]."
            )
        self.issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        secret = settings.oidc_client_secret
        self._secret = secret.get_secret_value() if secret else None

    def begin(self, redirect_uri: str) -> tuple[str, Attempt]:
        """Return where to send a browser, and what it must bring back.

        Raises: SignInError when the provider cannot be reached or is not what it says.
        """
        attempt = Attempt(*(secrets.token_urlsafe(48) for _ in range(3)))
        with self._session(redirect_uri) as session:
            endpoint = self._discover(session)["authorization_endpoint"]
            url, _ = session.create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(url), attempt

    def finish(self, redirect_uri: str, code: str, attempt: Attempt) -> Identity:
        """Return whom the provider vouches for.

        Raises: SignInError when the code is not taken, or the ID token is not good for us and now.
        """
        from authlib.integrations.base_client.errors import OAuthError  # noqa: PLC0415 - an extra

        with self._session(redirect_uri) as session:
            known = self._discover(session)
            try:
                token = session.fetch_token(
                    known["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                    timeout=_SECONDS,
                )
            except (OAuthError, OSError, ValueError):
                raise SignInError("The sign-in service did not take its own code; try again.") from None
            keys = self._read(session, known["jwks_uri"])
        return self._check(str(token.get("id_token", "")), keys, attempt.nonce)

    def _session(self, redirect_uri: str) -> Any:
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - an extra

        return OAuth2Session(
            self._client_id,
            self._secret,
            scope="openid profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none",
        )

    def _discover(self, session: Any) -> dict[str, Any]:
        known = self._read(session, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if known.get("issuer") != self.issuer:
            raise SignInError("The sign-in service calls itself otherwise than COINTRACKER_OIDC_ISSUER does.")
        return known

    def _read(self, session: Any, url: str) -> dict[str, Any]:
        try:
            answer = session.get(url, withhold_token=True, timeout=_SECONDS, allow_redirects=False)
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        except (OSError, ValueError):  # what requests raises is an OSError
            raise SignInError("The sign-in service cannot be reached now; try again in a while.") from None
        return found

    def _check(self, id_token: str, keys: dict[str, Any], nonce: str) -> Identity:
        from joserfc import jwt  # noqa: PLC0415 - an extra
        from joserfc.errors import JoseError  # noqa: PLC0415 - an extra
        from joserfc.jwk import KeySet  # noqa: PLC0415 - an extra

        wanted = {"iss": self.issuer, "aud": self._client_id, "nonce": nonce}
        rules: Any = {name: {"essential": True, "value": value} for name, value in wanted.items()}
        rules |= {name: {"essential": True} for name in ("sub", "exp", "iat")}
        try:
            claims = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            jwt.JWTClaimsRegistry(leeway=_LEEWAY_SECONDS, **rules).validate(claims)
        except (JoseError, ValueError):
            raise SignInError("What the sign-in service says is not signed for us and now; try again.") from None
        if claims.get("azp", self._client_id) != self._client_id:
            raise SignInError("The sign-in service vouches for somebody to another application.")
        return Identity(
            self.issuer, str(claims["sub"]), str(claims.get("preferred_username") or claims.get("name") or "")
        )


def open_provider(settings: Settings) -> Provider | None:
    """Return the provider, ``None`` when none is set.

    Raises: SettingsError.
    """
    return Provider(settings) if settings.oidc_issuer else None
