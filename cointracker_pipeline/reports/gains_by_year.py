"""Gains of each year, the methods beside each other."""

from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._bars import Series, draw_bars
from cointracker_pipeline.reports._report import Report
from cointracker_pipeline.storage.warehouse import Connection

COLOURS = ("#4f46e5", "#059669", "#d97706", "#db2777", "#0891b2", "#7c3aed")


def draw_gains(connection: Connection) -> str:
    """Return each year's gains by every method."""
    rows = connection.execute(
        "select year, method, sum(gain) from gains_by_year where gain is not null group by year, method order by year"
    ).fetchall()
    years = sorted({year for year, _, _ in rows})
    gains = {(method, year): gain for year, method, gain in rows}
    return draw_bars(
        [str(year) for year in years],
        [
            Series(f"{method}, USD", colour, [gains.get((method, year), 0) for year in years])
            for method, colour in zip(sorted({method for _, method, _ in rows}), COLOURS, strict=False)
        ],
    )


REPORT = Report(
    name="gains_by_year",
    description="Gains and losses of each calendar year in UTC, by method, owner and chain.",
    columns=(
        Column("year", "bigint", "The calendar year, UTC"),
        Column("method", "varchar", "Which coins are said to go first: FIFO, LIFO, HIFO, or average"),
        Column("owner", "varchar", "Whose wallets; empty for those that nobody named an owner of"),
        Column("chain", "varchar", "The chain"),
        Column("disposals", "bigint", "How many transactions took coins away"),
        Column("amount", "decimal(38, 0)", "What went, fees included"),
        Column("proceeds", "decimal(38, 8)", "Its worth in USD when it went, of the rows whose gain is known"),
        Column("cost", "decimal(38, 8)", "Its worth in USD when it came, of the same rows"),
        Column("gain", "decimal(38, 8)", "Proceeds less cost of the same rows"),
        Column("short_term_gain", "decimal(38, 8)", "Of that, on coins held for a year or less; none by average cost"),
        Column("long_term_gain", "decimal(38, 8)", "Of that, on coins held for more than a year; none by average cost"),
        Column("unknown_rows", "bigint", "How many parts of disposals have no gain: they are in no sum but the amount"),
        Column("unknown_amount", "decimal(38, 0)", "How much of the amount those are"),
    ),
    order="year, method, owner, chain",
    depends_on=("realised_gains",),
    rows="""
        select year(disposed_at) as year, method, owner, chain, count(distinct disposed_in) as disposals,
            sum(amount) as amount, sum(proceeds) filter (where gain is not null) as proceeds,
            sum(cost) filter (where gain is not null) as cost, sum(gain) as gain,
            sum(gain) filter (where term = 'short') as short_term_gain,
            sum(gain) filter (where term = 'long') as long_term_gain,
            count(*) filter (where gain is null) as unknown_rows,
            coalesce(sum(amount) filter (where gain is null), 0) as unknown_amount
        from realised_gains group by all
    """,
    checks=(
        Check(
            "years_sum_to_gains",
            "All years of a method sum to all its gains.",
            """
            select format('{}: the years sum to {}, the rows to {}', method, of_years, of_rows)
            from (select method, sum(gain) as of_years from gains_by_year group by method)
            full join (select method, sum(gain) as of_rows from realised_gains group by method) using (method)
            where of_years is distinct from of_rows order by method
            """,
        ),
        Check(
            "gain_is_proceeds_less_cost",
            "Each gain is its proceeds less its cost.",
            "select format('{} {} {} {}', year, method, owner, chain) from gains_by_year "
            "where gain is distinct from proceeds - cost order by year, method, owner, chain",
        ),
    ),
    draw=draw_gains,
)
