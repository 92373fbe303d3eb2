"""Which kinds of transactions a generated account has, and how often."""

from collections.abc import Callable

from cointracker_pipeline.sandbox.ethereum import received, sent
from cointracker_pipeline.sandbox.ethereum.deeds import Deed
from cointracker_pipeline.sandbox.ethereum.purse import DEAREST, Purse

Act = Callable[[Purse, Deed, list[int]], Deed]

ACTS: dict[str, Act] = {
    "receive": received.receive,
    "receive_internal": received.receive_internal,
    "delegated": received.delegated,
    "send": sent.send,
    "send_all": sent.send_all,
    "to_self": sent.to_self,
    "fail": sent.fail,
    "swap": sent.swap,
    "move_token": sent.move_token,
    "airdrop": received.airdrop,
    "call_contract": received.call_contract,
    "serve": received.serve,
}
"""Every kind of transaction by its name; the purse is up to date when it has been made."""

_PERSON = (
    (35, "receive_internal"),
    (37, "delegated"),
    (70, "send"),
    (72, "send_all"),
    (75, "to_self"),
    (80, "fail"),
    (85, "swap"),
    (100, "move_token"),
)
_TRADER = (
    (32, "receive_internal"),
    (35, "delegated"),
    (45, "send"),
    (46, "send_all"),
    (48, "to_self"),
    (55, "fail"),
    (80, "swap"),
    (100, "move_token"),
)


def pick_act(kind: str, word: int, purse: Purse) -> str:
    """Return the name of what happens next; who cannot pay receives."""
    roll = word % 100
    if kind == "contract":
        return "serve" if roll < 45 and purse.balance else "call_contract"
    if roll < 30 or purse.balance <= DEAREST:
        return "receive" if roll % 4 else "receive_internal"
    shares = _TRADER if kind in {"trader", "collector"} else _PERSON
    return next(name for limit, name in shares if roll < limit)
