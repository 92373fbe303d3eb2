"""Which tokens are followed: what people allow and block, and what is spam."""

from dataclasses import dataclass
from typing import Literal

from cointracker_pipeline.domain.token import TokenHolding
from cointracker_pipeline.domain.token_spam import find_spam_reason

Mode = Literal["all", "listed", "none"]
Status = Literal["followed", "spam", "blocked", "left out"]
"""Only transfers of followed tokens are read; of the others the balance is shown, with the reason."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a token, and why it is not followed."""

    status: Status
    reason: str = ""


FOLLOWED = Verdict("followed")


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What people set: contracts in lower case. The block list overrides all, the allow list what looks like spam."""

    mode: Mode = "all"
    allowed: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()

    @property
    def only(self) -> tuple[str, ...]:
        """The contracts to ask for by name, in order; none when all are asked for."""
        return tuple(sorted(self.allowed - self.blocked)) if self.mode == "listed" else ()

    @property
    def asks(self) -> bool:
        """Whether anything is asked of tokens at all."""
        return self.mode == "all" or bool(self.only)

    def judge(self, holding: TokenHolding) -> Verdict:
        """Return what becomes of a token."""
        address = holding.token.address
        if address in self.blocked:
            return Verdict("blocked", "on the block list")
        if address in self.allowed:
            return FOLLOWED
        if self.mode != "all":
            return Verdict("left out", "not on the allow list")
        reason = find_spam_reason(holding)
        return Verdict("spam", reason) if reason else FOLLOWED
