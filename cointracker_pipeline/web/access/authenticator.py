"""The codes that an authenticator app makes: six digits for each 30 seconds (RFC 6238), and what the app is given."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp

from cointracker_pipeline.web.qr_code import QrCode, make_qr_code

ISSUER = "cointracker"
"""What the app calls this place."""

_GROUP = 4
_DRIFT = (0, -1, 1)
"""The steps beside the present one whose codes are taken: clocks differ, and typing takes a while."""


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, ``None`` for none of the present one and its neighbours."""
    totp = pyotp.TOTP(secret)
    present = totp.timecode(now)
    given = "".join(code.split()).encode()
    steps = (present + drift for drift in _DRIFT)
    return next((step for step in steps if compare_digest(totp.generate_otp(step).encode(), given)), None)


def app_address(secret: str, name: str) -> str:
    """Return what the app reads from the QR code: an ``otpauth://`` address with the secret and a person's name."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


@dataclass(frozen=True, slots=True)
class AppSetUp:
    """What a person's app is given: the secret, in groups for the eye, as an address, and that as a QR code."""

    secret: str
    groups: str
    address: str
    qr: QrCode


def show_to_app(secret: str, name: str) -> AppSetUp:
    """Return a secret in every form that an app takes."""
    address = app_address(secret, name)
    groups = " ".join(secret[start : start + _GROUP] for start in range(0, len(secret), _GROUP))
    return AppSetUp(secret, groups, address, make_qr_code(address))
