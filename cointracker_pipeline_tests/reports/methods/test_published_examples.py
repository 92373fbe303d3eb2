"""Every method gives what published guidance works out, to the last digit.

Tax authorities publish examples of FIFO and of average cost. No authority works one out for LIFO and HIFO, which the
United States allow as specific identification (IRS, "Frequently Asked Questions on Virtual Currency Transactions",
Q39 and Q40): for those the examples are from the manuals of tax software.
"""

from decimal import Decimal

import pytest

from cointracker_pipeline.domain.worth import to_steps
from cointracker_pipeline.reports.methods import Entry
from cointracker_pipeline_tests.reports.methods.stories import COIN, enter, left_after, match, sum_costs, sum_gains

IRS_564_TABLE_3 = (
    enter("2008-02-06", "160", "4000"),
    enter("2008-08-07", "240", "4800"),
    enter("2008-12-18", "10", "300"),
    enter("2009-10-01", "-210", "6720"),
)
"""IRS, Publication 564 (2009), "Mutual Fund Distributions", Table 3, "Example of How To Figure Basis of Shares Sold".

https://www.formsbank.com/template/298139/publication-564-mutual-fund-distributions-internal-revenue-service-2009.html
page 7. For coins the IRS prescribes the same order: FAQ on virtual currency, Q41; 26 CFR 1.1012-1(j)(3)(i).
"""

IRS_564_EXAMPLE_1 = (
    enter("2006-01-10", "100", "1000"),
    enter("2007-01-10", "100", "1200"),
    enter("2008-01-10", "100", "2600"),
)
"""The same publication and page, the example before it: 300 shares for $1,000 + $1,200 + $2,600; the days are ours."""

VICTORIA = (enter("2019-01-01", "100", "1000"), enter("2019-09-18", "50", "125000"))
"""HMRC, Cryptoassets Manual, CRYPTO22251, "pooling examples: example 1 - basic section 104 pool disposal".

https://www.gov.uk/hmrc-internal-manuals/cryptoassets-manual/crypto22251
"""

DAVE = (
    enter("2017-09-22", "1", "2000"),
    enter("2018-01-06", "2", "5000"),
    enter("2018-04-19", "1", "8000"),
    enter("2018-05-03", "-1", "4000"),
)
"""Recap, "US Tax Guide for Individuals", "Cost Basis Methods".

https://docs.recap.io/us-tax-guide-for-individuals/cryptocurrency-tax/capital-gains-tax/cost-basis-methods
"""

DAVID = (
    enter("2019-03-15", "0.5", "2100"),
    enter("2019-04-20", "0.5", "2650"),
    enter("2019-06-10", "0.5", "4500"),
    enter("2019-07-15", "-1", "9500"),
)
"""Coinpanda, "What is Cost Basis Method?"; "in July" is any day of it.

https://help.coinpanda.io/en/articles/3839281-what-is-cost-basis-method
"""

ITALY = (
    enter("2022-05-15", "0.5", "10000"),
    enter("2022-06-15", "0.5", "7500"),
    enter("2022-07-15", "0.5", "5000"),
    enter("2022-09-15", "-1", "15000"),
)
"""CryptoBooks, "Metodo di calcolo delle plusvalenze: Italia", "Il metodo LIFO"; months are told without days.

https://help.cryptobooks.tax/it/articles/6772319-metodo-di-calcolo-delle-plusvalenze-italia
"""

FIVE_PURCHASES = (
    enter("2021-01-01", "1", "10000"),
    enter("2021-02-01", "1", "12000"),
    enter("2021-03-01", "1", "9000"),
    enter("2021-04-01", "1", "15000"),
    enter("2021-05-01", "1", "18000"),
    enter("2021-09-01", "-3", "60000"),
)
"""Accointing, "Crypto cost basis", "Examples of using each cost basis accounting method".

https://www.accointing.com/en-US/blog/crypto-cost-basis as quoted in https://beta.ninjastic.space/post/62942487
"""

IRELAND = (
    enter("2023-03-05", "0.5", "950"),
    enter("2023-05-10", "0.5", "900"),
    enter("2023-06-02", "1", "1600"),
    enter("2023-06-06", "-1.5", "2400"),
)
"""CryptoBooks, "Ireland Cashout Methods", the example of LIFO within four weeks.

https://help.cryptobooks.tax/en/articles/8272452-ireland-cashout-methods
"""


@pytest.mark.parametrize(
    ("method", "story", "gain"),
    [
        ("FIFO", IRS_564_TABLE_3, "1720"),  # basis $5,000 of $6,720
        ("FIFO", DAVE, "2000"),
        ("FIFO", DAVID, "4750"),
        ("FIFO", FIVE_PURCHASES, "29000"),
        ("LIFO", DAVE, "-4000"),
        ("LIFO", DAVID, "2350"),
        ("LIFO", ITALY, "2500"),
        ("LIFO", FIVE_PURCHASES, "18000"),
        ("LIFO", IRELAND, "-100"),
        ("HIFO", DAVE, "-4000"),
        ("HIFO", FIVE_PURCHASES, "15000"),
    ],
)
def test_the_gain_is_the_one_that_is_published(method: str, story: tuple[Entry, ...], gain: str) -> None:
    """The purchases and the sale as the document tells them, the gain as it works it out."""
    assert sum_gains(match(method, *story)) == Decimal(gain)


def test_fifo_takes_the_lots_that_the_irs_names() -> None:
    """160 shares of the first purchase for $4,000 and 50 of the second for $1,000 are the basis of $5,000."""
    parts = match("FIFO", *IRS_564_TABLE_3)
    assert [(one.amount, one.cost) for one in parts] == [
        (160 * COIN, to_steps(Decimal(4000))),
        (50 * COIN, to_steps(Decimal(1000))),
    ]


def test_the_section_104_pool_gives_what_hmrc_says() -> None:
    """Of 150 tokens for £126,000 50 cost £42,000: a gain of £258,000, and 100 for £84,000 are left."""
    sale = enter("2019-12-01", "-50", "300000")
    matches = match("average", *VICTORIA, sale)
    assert (sum_costs(matches), sum_gains(matches)) == (Decimal(42000), Decimal(258000))
    (pool,) = left_after("average", *VICTORIA, sale)
    assert (pool.amount, pool.cost) == (100 * COIN, to_steps(Decimal(84000)))
    rest = match("average", *VICTORIA, sale, enter("2020-01-01", "-100", "1"))[1:]
    assert sum_costs(rest) == 84000


def test_the_average_basis_is_what_the_irs_says() -> None:
    """150 of 300 shares for $4,800 cost $2,400, at $16 each."""
    assert sum_costs(match("average", *IRS_564_EXAMPLE_1, enter("2009-05-11", "-150", "1"))) == 2400


def test_the_average_basis_goes_on_after_a_sale_as_the_irs_says() -> None:
    """With 150 more at $14, of 300 shares for $4,500 50 cost $750, at $15 each.

    IRS, Publication 564 (2003), page 8, Example 3.
    https://www.formsbank.com/template/279151/irs-publication-564-mutual-fund-distributions-2003.html
    """
    sold, bought = enter("2009-05-11", "-150", "1"), enter("2009-09-19", "150", "2100")
    matches = match("average", *IRS_564_EXAMPLE_1, sold, bought, enter("2009-12-16", "-50", "1"))
    assert sum_costs(matches[1:]) == 750


def test_the_average_basis_of_table_3_is_not_rounded() -> None:
    """The average of all 410 shares for $9,100 is used, as the table says, and no price of one share is rounded."""
    (part,) = match("average", *IRS_564_TABLE_3)
    assert part.cost == 9100 * 10**8 * 210 // 410
