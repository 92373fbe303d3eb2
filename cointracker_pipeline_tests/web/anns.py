"""Ann, who has one of everything, and the names by which routes ask for it."""

from dataclasses import dataclass
from datetime import timedelta

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline_tests.web.site import Site

LABEL, TAG, OWNER, NOTE = "anns-label-7f3a", "anns-tag-7f3a", "anns-owner-7f3a", "anns-note-7f3a"
FILE, TOKEN, AGENT, ALERT = "anns-file-7f3a.csv", "anns-token-7f3a", "anns-agent-7f3a", "anns-alert-7f3a"
WAITING = f"{'ab' * 16}.csv"
"""What the inbox calls her file that waits there."""

SECRETS = (LABEL, TAG, OWNER, NOTE, FILE, TOKEN, AGENT, ALERT)
"""What nobody but Ann may ever read, admins included."""

_UNKNOWN_DIGEST = "0" * 64
_UNKNOWN_ADDRESS = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"


@dataclass(frozen=True, slots=True)
class Pair:
    """How a parameter names something of Ann's, and something of the same form that is nobody's."""

    hers: str
    unknown: str


def give_her_everything(site: Site, wallet_id: str) -> dict[str, Pair]:
    """Give the operator, who is Ann, one of everything, and return each by the name of the parameter that asks for it.

    A route with a parameter of another name fails the test that walks: name it here, with hers and an unknown one.
    """
    registry, now, ann = site.pipeline.registry, site.pipeline.clock(), 1
    wallet = site.pipeline.parse_wallet(wallet_id)
    registry.add_wallets([TrackedWallet(wallet, LABEL, (TAG,), now, OWNER, NOTE)], now)
    registry.record_upload(FILE, "ab" * 32, 3, 1, site.pipeline.settings.processed / f"{FILE}.report.csv", now)
    registry.expect_file(WAITING, ann, FILE, now)
    registry.raise_alert(Alert("mismatch", wallet.wallet_id, ALERT, ALERT, now), "anns-event", now)
    token, _ = registry.create_token(ann, TOKEN, ["read"], None, now)
    registry.start_session(ann, AGENT, timedelta(days=1), now)
    session = next(one for one in registry.list_sessions(ann, timedelta(days=1), now) if one.user_agent == AGENT)
    upload = registry.list_uploads(person_id=ann)[0]
    unknown_wallet = site.pipeline.parse_wallet(f"{wallet.chain}:{_UNKNOWN_ADDRESS}").wallet_id
    return {
        "wallet_id": Pair(wallet.wallet_id, unknown_wallet),
        "wallet": Pair(wallet.wallet_id, unknown_wallet),
        "address": Pair(wallet.address, _UNKNOWN_ADDRESS),
        "upload": Pair(str(upload.upload_id), "999999"),
        "upload_id": Pair(WAITING, f"{'cd' * 16}.csv"),
        "sha256": Pair("ab" * 32, "cd" * 32),
        "inbox_name": Pair(WAITING, f"{'cd' * 16}.csv"),
        "session": Pair(session.digest, _UNKNOWN_DIGEST),
        "token_id": Pair(str(token.token_id), "999999"),
        "person_id": Pair("1", "999999"),
        "label": Pair(LABEL, "nobodys-label-0000"),
        "tag": Pair(TAG, "nobodys-tag-0000"),
        "owner": Pair(OWNER, "nobodys-owner-0000"),
        "search": Pair(LABEL, "nobodys-label-0000"),
        "text": Pair(LABEL, "nobodys-label-0000"),
        "q": Pair(LABEL, "nobodys-label-0000"),
    }
