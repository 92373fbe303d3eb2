"""Chains people ask for that have no file here, and why; a chain that gets a file is found before its line.

Source: Blockchair's API v2, which chains it has and what it serves for each.
"""

DROPPED = {"bitcoin-sv": "bsv", "ethereum/testnet": "goerli"}
"""Chains it had and dropped, on 7 November 2022 and 12 November 2023, and their symbols or other names."""

WITHOUT_HISTORY = {
    "cardano": "ada",
    "eos": "eos",
    "kusama": "ksm",
    "mixin": "xin",
    "monero": "xmr",
    "polkadot": "dot",
    "ripple": "xrp",
    "solana": "sol",
    "stellar": "xlm",
    "tezos": "xtz",
}
"""Chains it serves in another shape, most without complete histories, and their symbols."""


_ALL = DROPPED | WITHOUT_HISTORY


def explain_unsupported(spelled: str) -> str | None:
    """Return why a well-known chain cannot be followed, by its name or symbol in lower case, or None."""
    for name, symbol in _ALL.items():
        if spelled in (name, symbol, name.replace("/", "-")):
            return _explain(name, symbol)
    if spelled.endswith("testnet"):
        return "Of test networks only bitcoin-testnet is followed."
    return None


def list_unsupported() -> list[str]:
    """Return the names and symbols that ``explain_unsupported`` knows."""
    return [word for pair in _ALL.items() for word in pair]


def _explain(name: str, symbol: str) -> str:
    if name in DROPPED:
        return f"{name} ({symbol.upper()}) cannot be followed: Blockchair dropped this chain and answers nothing of it."
    return f"{name} ({symbol.upper()}) cannot be followed: Blockchair serves no complete histories of its addresses."
