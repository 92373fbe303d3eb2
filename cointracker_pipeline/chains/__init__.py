"""One file of facts for each chain; a chain is found by its place here, no list names it."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from cointracker_pipeline.addresses.quoting import quote
from cointracker_pipeline.chains._unsupported import explain_unsupported, list_unsupported
from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.errors import UnknownChainError

LIKENESS = 0.7
"""Below it a suggestion is more often wrong than right: xyz would become xtz."""


def load_chains() -> dict[str, Blockchain]:
    """Return every supported chain by its name, in alphabetical order."""
    chains: list[Blockchain] = [module.CHAIN for module in load_modules(__name__)]
    return {chain.name: chain for chain in chains}


def find_chain(text: str) -> Blockchain:
    """Return the chain with this name, API path, ticker symbol or coin name, in any case.

    Raises: UnknownChainError with the supported ones and, where there is one, the nearest.
    """
    spellings = _list_spellings()
    spelled = _spell(text)
    if spelled in spellings:
        return spellings[spelled]
    problem = f"{quote(text.strip())} is not a supported chain." if spelled else "The chain is empty."
    advice = explain_unsupported(spelled) or _suggest(spelled, [*spellings, *list_unsupported()])
    supported = ", ".join(f"{chain.name} ({chain.symbol})" for chain in load_chains().values())
    raise UnknownChainError(" ".join(filter(None, (problem, advice, f"Supported chains: {supported}."))))


@cache  # looked for in the folder once, not for each of a sheet's 100,000 rows
def _list_spellings() -> Mapping[str, Blockchain]:
    """Return the chains by everything they may be called."""
    return {_spell(word): chain for chain in load_chains().values() for word in _list_words(chain)}


def _list_words(chain: Blockchain) -> tuple[str, ...]:
    return chain.name, chain.path, chain.symbol, chain.coin


def _spell(text: str) -> str:
    """Return a text as names are compared: lower case, with hyphens between words."""
    return "-".join(text.casefold().replace("_", " ").split())


def _suggest(spelled: str, known: list[str]) -> str:
    nearest = get_close_matches(spelled[:40], known, n=1, cutoff=LIKENESS)
    if not nearest:
        return ""
    return " ".join(filter(None, (f"Did you mean {nearest[0]}?", explain_unsupported(nearest[0]))))
