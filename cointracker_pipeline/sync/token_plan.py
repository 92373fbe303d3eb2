"""What a list of tokens changes, and whose transfers are to be read: those of tokens that moved, and of no others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.token import Holdings, Token, TokenHolding
from cointracker_pipeline.domain.token_balance import TokenBalance, list_balance
from cointracker_pipeline.domain.token_rules import TokenRules
from cointracker_pipeline.domain.wallet import Wallet


class Urgency(IntEnum):
    """Why a token is read: the first reasons come first when points are short."""

    MOVED = 0
    NEW = 1
    UNSETTLED = 2


@dataclass(frozen=True, slots=True)
class TokenTask:
    """A token of a wallet to read; ``listed`` is what the list said of its balance, and at which height."""

    wallet: Wallet
    before: TokenBalance
    cursor: Cursor
    listed: tuple[int | None, int]
    urgency: Urgency

    @property
    def token_address(self) -> str:
        """The token's contract."""
        return self.before.token_address


@dataclass(frozen=True, slots=True)
class TokenStanding:
    """What is stored of a wallet's tokens, by their contracts; ``unsettled`` ones have transfers that could change."""

    balances: Mapping[str, TokenBalance]
    cursors: Mapping[str, Cursor]
    unsettled: frozenset[str] | set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TokenPlan:
    """What a list changes: balances to write, tokens to forget, and tokens to read, the most valuable first."""

    written: tuple[TokenBalance, ...]
    forgotten: tuple[str, ...]
    tasks: tuple[TokenTask, ...]


def plan_tokens(
    wallet: Wallet, holdings: Holdings, standing: TokenStanding, rules: TokenRules, now: datetime, *, full: bool = False
) -> TokenPlan:
    """Return what a list of a wallet's tokens changes; ``now`` is UTC without a zone.

    A followed token is read when the list tells another balance than before, or it was never read to the end, or a
    transfer of it could still change when it was read. One that is not listed any more has a balance of 0 now; one
    that is on the allow list and never was listed is looked at once. ``full`` reads every followed token from scratch.
    """
    listed = {one.token.address: one for one in holdings.holdings}
    allowed = sorted(rules.allowed - rules.blocked)
    written, forgotten, tasks = list[TokenBalance](), list[str](), list[TokenTask]()
    for address in dict.fromkeys([*listed, *standing.balances, *allowed]):
        before, found = standing.balances.get(address), listed.get(address)
        if found is None and before and before.status in ("spam", "blocked"):
            forgotten.append(address)
            continue
        holding = found or _absent(address, before)
        verdict = rules.judge(holding)
        fresh = list_balance(wallet.wallet_id, wallet.chain, holding, verdict, holdings.token_height, now)
        if verdict.status != "followed":
            shown = fresh if found or before is None else before
            written.append(replace(shown, status=verdict.status, reason=verdict.reason))
            continue
        urgency = _find_urgency(before, holding.balance, standing)
        if full or urgency is not None:
            kept = replace(before, status="followed", reason="") if before else fresh
            cursor = standing.cursors.get(address) or Cursor(wallet.wallet_id)
            at = (holding.balance, holdings.token_height)
            written.append(kept)
            tasks.append(TokenTask(wallet, kept, cursor.restarted() if full else cursor, at, urgency or Urgency.MOVED))
        elif before:
            written.append(_confirm(before, holding, holdings.token_height, now))
    return TokenPlan(tuple(written), tuple(forgotten), tuple(tasks))


def _absent(address: str, before: TokenBalance | None) -> TokenHolding:
    """Return the holding of a token that the list leaves out: nothing."""
    named = Token(address, before.name, before.symbol, before.decimals) if before else Token(address)
    return TokenHolding(named, 0)


def _find_urgency(before: TokenBalance | None, balance: int | None, standing: TokenStanding) -> Urgency | None:
    """Return why a token is to be read, or nothing where the list tells nothing new."""
    cursor = standing.cursors.get(before.token_address) if before else None
    if before is None or cursor is None:
        return Urgency.NEW
    if cursor.complete_height is None or cursor.walk or not before.is_confirmed_by(balance):
        return Urgency.MOVED
    return Urgency.UNSETTLED if before.token_address in standing.unsettled else None


def _confirm(before: TokenBalance, holding: TokenHolding, height: int, now: datetime) -> TokenBalance:
    """Return a balance that a list confirms, as of the list's height where that says the very same."""
    named = replace(before.names(holding.token), status="followed", reason="")
    if holding.balance != before.balance or height < before.height:
        return named
    return replace(named, height=height, checked_at=now)
