"""Whether payments can be made: what every account would have left, one payment after the other."""

from collections.abc import Iterable

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Deed, balance_changes, payers
from cointracker_pipeline.sandbox.ethereum.payments import Payment


class Ledger:
    """The balances of a chain's accounts as they would be; the world outside has no end of money."""

    def __init__(self, chain: EthereumChain) -> None:
        self._chain = chain
        self._balances: dict[str, int] = {}
        self._outside: set[str] = set()

    def check(self, payments: Iterable[Payment]) -> None:
        """Let payments pass that can be made one after the other.

        Raises: InputError naming who has not enough, or a token that is not there.
        """
        for payment in payments:
            for transfer in payment.deed.transfers:
                if transfer.token not in self._chain.tokens:
                    raise InputError(f"The sandbox has no token {transfer.token}: add it first.")
            for address in payment.named:
                if address not in self._outside and not self._chain.is_outside(address):
                    self._balances.setdefault(address, self._balance(address) or 0)
            short = self.apply(payment.deed)
            if short:
                raise InputError(f"{', '.join(short)} cannot pay value and fee: there is not enough.")

    def apply(self, deed: Deed) -> list[str]:
        """Apply a deed, unless accounts cannot pay what it takes from them; return those."""
        after = {
            address: balance + change
            for address, change in balance_changes(deed).items()
            if (balance := self._balance(address)) is not None
        }
        short = [address for address, balance in after.items() if balance < 0]
        if not short:
            self._balances.update(after)
            self._outside |= payers(deed) - after.keys() - self._chain.accounts.keys()
        return short

    def _balance(self, address: str) -> int | None:
        if address in self._balances:
            return self._balances[address]
        account = self._chain.accounts.get(address)
        return account.balance if account else None
