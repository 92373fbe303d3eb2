"""What the service charges, as numbers a planner can weigh."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices in thousandths of a point (``millipoints``).

    A request about addresses costs ``first`` and ``each_more`` for every address after the first, and ``details``
    when it shows rows. A request for balances costs ``balances`` and ``each_balance`` for every address.
    """

    first: int
    each_more: int
    details: int
    balances: int
    each_balance: int

    def price_rows(self, addresses: int) -> int:
        """Return the price of one page of rows of this many addresses."""
        return self.price_counters(addresses) + self.details

    def price_counters(self, addresses: int) -> int:
        """Return the price of the figures of this many addresses, without rows."""
        return self.first + self.each_more * (addresses - 1)

    def price_balances(self, addresses: int) -> int:
        """Return the price of the balances of this many addresses."""
        return self.balances + self.each_balance * addresses
