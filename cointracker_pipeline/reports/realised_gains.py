"""What was gained or lost on coins that went, by every method."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.domain.worth import from_steps, to_steps
from cointracker_pipeline.reports._report import Report
from cointracker_pipeline.reports.methods import Entry, Match, Method, load_methods, match_entries
from cointracker_pipeline.storage.warehouse import Connection

Movement = tuple[str, str, Entry]
"""An owner, a chain, and what came or went."""

_CHUNK = 20_000


def derive_gains(connection: Connection) -> Iterator[Sequence[object]]:
    """Return the gains' rows by method, owner and chain, each disposal's parts in the order of its method."""
    for method in load_methods():
        movements = _read_movements(connection)
        for (owner, chain), group in groupby(movements, key=lambda one: one[:2]):
            matches = match_entries((entry for _, _, entry in group), method.open_lots())
            for match in matches:
                yield _to_row(method, owner, chain, match)


def is_long_term(acquired: date, disposed: date) -> bool:
    """Return whether coins were held for more than a year: from the day after the anniversary on.

    IRS Publication 544, "Holding period": counting begins the day after the acquisition.
    """
    try:
        anniversary = acquired.replace(year=acquired.year + 1)
    except ValueError:  # 29 February
        anniversary = acquired.replace(year=acquired.year + 1, day=28)
    return disposed > anniversary


def _read_movements(connection: Connection) -> Iterator[Movement]:
    """Read movements in the order in which they count, a few at a time: no result is left half read."""
    place = 0
    while True:
        rows = connection.execute(
            """
            select owner, chain, block_time, tx_hash, amount, abs(worth), price from net_movements
            where place > $place and place <= $place + $chunk order by place
            """,
            {"place": place, "chunk": _CHUNK},
        ).fetchall()
        if not rows:
            return
        for owner, chain, at, tx_hash, amount, worth, price in rows:
            yield owner, chain, Entry(at, tx_hash, int(amount), to_steps(worth), price)
        place += _CHUNK


def _to_row(method: Method, owner: str, chain: str, match: Match) -> Sequence[object]:
    disposed, acquired = match.disposed, match.acquired
    gain = None if match.proceeds is None or match.cost is None else match.proceeds - match.cost
    return (
        method.name,
        owner,
        chain,
        disposed.at,
        acquired.at if acquired else None,
        match.amount,
        from_steps(match.proceeds),
        from_steps(match.cost),
        from_steps(gain),
        (disposed.at.date() - acquired.at.date()).days if acquired else None,
        ("long" if is_long_term(acquired.at.date(), disposed.at.date()) else "short") if acquired else None,
        _name_gap(match),
        disposed.tx_hash,
        acquired.tx_hash if acquired else None,
    )


def _name_gap(match: Match) -> str | None:
    if match.is_missing:
        return "missing acquisition"
    if match.cost is None:
        return "no price of the acquisition"
    return "no price of the disposal" if match.proceeds is None else None


REPORT = Report(
    name="realised_gains",
    description=(
        "Gains and losses on coins that went, by FIFO, LIFO, HIFO and average cost: one row for each part of a "
        "disposal and the acquisition it is matched with. Transfers between own wallets are none; their fees are."
    ),
    columns=(
        Column("method", "varchar", "Which coins are said to go first: FIFO, LIFO, HIFO, or average"),
        Column("owner", "varchar", "Whose wallets; empty for those that nobody named an owner of"),
        Column("chain", "varchar", "The chain"),
        Column("disposed_at", "timestamp", "When the coins went, UTC"),
        Column("acquired_at", "timestamp", "When these coins had come, UTC; none by average cost"),
        Column("amount", "decimal(38, 0)", "How much of the disposal this row is about, positive"),
        Column("proceeds", "decimal(38, 8)", "Worth of the amount in USD on the day it went"),
        Column("cost", "decimal(38, 8)", "Worth of the amount in USD on the day it came"),
        Column("gain", "decimal(38, 8)", "Proceeds less cost; empty where one of them is not known"),
        Column("holding_days", "bigint", "Days from the day they came to the day they went"),
        Column("term", "varchar", "'long' when held for more than a year, otherwise 'short'; none by average cost"),
        Column("gap", "varchar", "Why there is no gain: a price is not known, or more went than had come"),
        Column("disposed_in", "varchar", "The transaction in which they went"),
        Column("acquired_in", "varchar", "The transaction in which they had come"),
    ),
    order="method, owner, chain, disposed_at, disposed_in, acquired_at, acquired_in, amount, cost",
    depends_on=("net_movements",),
    rows=derive_gains,
    checks=(
        Check(
            "all_disposals_matched",
            "By every method, the rows of an owner's chain sum to everything that went.",
            """
            select format('{} {} {}: {} matched of {}', method, owner, chain, matched, gone)
            from (
                select owner, chain, sum(-amount) as gone from net_movements where amount < 0 group by owner, chain
            ) join (
                select method, owner, chain, sum(amount) as matched from realised_gains group by method, owner, chain
            ) using (owner, chain)
            where gone <> matched order by method, owner, chain
            """,
        ),
        Check(
            "gains_are_proceeds_less_costs",
            "Every gain is its proceeds less its cost, and only missing where its gap is named.",
            """
            select format('{} {}: {} less {} is not {}', method, disposed_in, proceeds, cost, gain) from realised_gains
            where gain is distinct from proceeds - cost or (gain is null) <> (gap is not null)
            order by method, disposed_in limit 50
            """,
        ),
        Check(
            "acquisitions_known",
            "Nothing went that had not come before; otherwise a wallet's history begins too late, or one is missing.",
            """
            select format('{} {}: of {} base units that went nobody knows how they came; the first went on {}',
                owner, chain, sum(amount), min(disposed_at))
            from realised_gains where method = 'FIFO' and gap = 'missing acquisition'
            group by owner, chain order by owner, chain
            """,
            severity="warning",
        ),
        Check(
            "gains_known",
            "Every gain is known.",
            """
            select format('{}: {} of {} rows have no gain ({})',
                chain, count(gap), count(*), string_agg(distinct gap, ', ' order by gap))
            from realised_gains where method = 'FIFO' group by chain having count(gap) > 0 order by chain
            """,
            severity="warning",
        ),
    ),
)
