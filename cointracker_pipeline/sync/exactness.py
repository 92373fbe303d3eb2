"""Rounded amounts made exact after a refresh, within the points that are meant for it."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from cointracker_pipeline.domain.balance import WalletBalance
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.exact import AmountSource, ExactAmount, ExactAmounts
from cointracker_pipeline.domain.transaction import FEE
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    Connection,
    apply_amounts,
    note_vain,
    read_lacking,
    read_received_heights,
    read_sent_heights,
    write_amounts,
)
from cointracker_pipeline.sync.amount_plan import Listed, PlannedAmounts, plan_amounts
from cointracker_pipeline.sync.ask import AmountsAsk, Ask
from cointracker_pipeline.sync.desk import Arrival, Desk, Outcome, Result, Work
from cointracker_pipeline.sync.walk import Tally

MOST_PLANNED = 500
"""Transactions planned at once: the best plan for many more takes seconds to find and is hardly cheaper."""

ROUNDED_FROM = 2**63
"""Amounts from here on come rounded (Blockchair API v2: a number beyond 64 bits is printed as a float)."""


@dataclass(frozen=True, slots=True)
class Perfecter:
    """Asks for the exact amounts of one wallet."""

    desk: Desk
    wallet: Wallet
    chain: Blockchain
    source: AmountSource
    tally: Tally

    def follow(self, work: Work, connection: Connection) -> Work:
        """Let a refresh do its work, and then make exact what it stored."""
        result, connection = yield from _with_connection(work, connection)
        outcomes = []
        for outcome in result.outcomes:
            outcomes.append((yield from self._make_exact(outcome, connection)))
        return Result(outcomes, result.needs)

    def _make_exact(self, outcome: Outcome, connection: Connection) -> Generator[Ask, Arrival, Outcome]:
        """Ask as long as something is lacking and points are left; the wallet is current whatever becomes of that."""
        outcome = self._take(outcome, connection)
        while not outcome.balance.exact and (chosen := self._choose(connection, outcome.balance)):
            for place, one in enumerate(chosen):
                self.tally.expected = [AmountsAsk(self.chain, each.question) for each in chosen[place + 1 :]]
                answer, connection = yield AmountsAsk(self.chain, one.question)
                if not isinstance(answer, ExactAmounts):
                    raise TypeError("the answer about amounts is amounts")
                self._pay(one, answer)
                write_amounts(connection, self.chain.name, list(_choose_kept(one, answer)))
                outcome = self._take(outcome, connection)
            self._note_vain(connection, outcome.balance, chosen)
        return outcome

    def _choose(self, connection: Connection, balance: WalletBalance) -> list[PlannedAmounts]:
        """Return what to ask next, with its points set aside."""
        chosen = []
        for one in plan_wallet(self.desk, self.wallet, self.source, connection, balance.tip_height):
            if self.desk.points.reserve(one.millipoints):
                chosen.append(one)
        return chosen

    def _pay(self, planned: PlannedAmounts, answer: ExactAmounts) -> None:
        self.desk.points.settle(planned.millipoints, answer.millipoints)
        self.desk.progress.add_check(answer.millipoints)
        self.tally.millipoints += answer.millipoints

    def _take(self, outcome: Outcome, connection: Connection) -> Outcome:
        """Make rows exact whose amounts are known, and compare the balance again."""
        if not outcome.balance.exact and (made := apply_amounts(connection, self.wallet.wallet_id)):
            balance = self.desk.compare_again(connection, self.wallet, outcome.balance)
            outcome = replace(outcome, balance=balance, rows_made_exact=outcome.rows_made_exact + made)
        self.tally.current = replace(outcome, millipoints=self.tally.millipoints)
        return self.tally.current

    def _note_vain(self, connection: Connection, balance: WalletBalance, chosen: Sequence[PlannedAmounts]) -> None:
        """Remember what the service did not tell although it was asked: it is not asked every night."""
        now = self.desk.clock()
        left = {one.tx_hash for one in read_lacking(connection, self.wallet.wallet_id, balance.tip_height, now)}
        vain = [one for planned in chosen for one in planned.about if one.tx_hash in left]
        note_vain(connection, self.wallet.wallet_id, vain, now)


def plan_wallet(
    desk: Desk, wallet: Wallet, source: AmountSource, connection: Connection, tip_height: int
) -> list[PlannedAmounts]:
    """Return the questions about a wallet's newest inexact amounts, none dearer than the points that are left."""
    if desk.points.left == 0:
        return []
    highest = tip_height - source.delay_blocks
    lacking = read_lacking(connection, wallet.wallet_id, highest, desk.clock())[:MOST_PLANNED]
    if not lacking:
        return []
    listed = Listed(
        read_sent_heights(connection, wallet.wallet_id), read_received_heights(connection, wallet.wallet_id)
    )
    return plan_amounts(wallet.address, lacking, listed, source, desk.points.left)


def _with_connection(work: Work, connection: Connection) -> Generator[Ask, Arrival, tuple[Result, Connection]]:
    """Return what the work returns, and the transaction that is open then."""
    try:
        ask = next(work)
        while True:
            arrival = yield ask
            connection = arrival[1]
            ask = work.send(arrival)
    except StopIteration as end:
        return end.value, connection


def _choose_kept(planned: PlannedAmounts, answer: ExactAmounts) -> Iterator[ExactAmount]:
    """Return what is worth keeping: what was asked for, and what comes rounded to any other wallet as well."""
    asked = {(one.tx_hash, part) for one in planned.about for part in one.parts}
    for one in answer.amounts:
        if (one.tx_hash, one.part) in asked or one.part == FEE or one.amount >= ROUNDED_FROM:
            yield one
