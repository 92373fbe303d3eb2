"""Which chain an address is of when nobody says: the only one that accepts it."""

from collections.abc import Callable, Iterable

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.errors import AddressError


def make_inference(chains: Iterable[Blockchain], default: Blockchain | None = None) -> Callable[[str], Blockchain]:
    """Return a function that tells the chain of an address; ``default`` decides where it is one of several.

    What the function says holds no part of the address. It raises AddressError when no chain accepts the address,
    or several do and none of them is the default.
    """
    known = tuple(chains)

    def infer_chain(address: str) -> Blockchain:
        fitting = find_fitting(known, address)
        if len(fitting) == 1:
            return fitting[0]
        if default is not None and default.name in (chain.name for chain in fitting):
            return default
        raise AddressError(_explain([chain.name for chain in fitting]))

    return infer_chain


def find_fitting(chains: Iterable[Blockchain], address: str) -> list[Blockchain]:
    """Return the chains that accept an address, in their order."""
    return [chain for chain in chains if _accepts(chain, address)]


def _accepts(chain: Blockchain, address: str) -> bool:
    try:
        chain.parse_address(address)
    except AddressError:
        return False
    return True


def _explain(fitting: list[str]) -> str:
    if not fitting:
        return (
            "The chain is missing, and no supported chain accepts this address: it is mistyped, or of another chain. "
            "Name the chain to be told what is wrong with it."
        )
    return (
        f"The chain is missing, and the address may be of {_join(fitting)}. Name one of them in the row, or set "
        "COINTRACKER_DEFAULT_CHAIN."
    )


def _join(names: list[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1]))
