"""Chains people ask for that have no file here, and why; a chain that gets a file is found before its line.

Source: Blockchair's API v2, which chains it has and what it serves for each.
"""

NOT_YET = {
    "bitcoin-cash": "bch",
    "bitcoin-sv": "bsv",
    "dash": "dash",
    "ecash": "xec",
    "ethereum": "eth",
    "groestlcoin": "grs",
    "zcash": "zec",
}
"""Chains Blockchair has or had address histories of, and their symbols."""

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


def explain_unsupported(spelled: str) -> str | None:
    """Return why a well-known chain cannot be followed, by its name or symbol in lower case, or None."""
    if spelled.endswith("testnet"):
        return "Test networks are not followed: their coins have no value."
    for name, symbol in (NOT_YET | WITHOUT_HISTORY).items():
        if spelled in (name, symbol):
            return _explain(name, symbol)
    return None


def list_unsupported() -> list[str]:
    """Return the names and symbols that ``explain_unsupported`` knows."""
    return [word for pair in (NOT_YET | WITHOUT_HISTORY).items() for word in pair]


def _explain(name: str, symbol: str) -> str:
    if name in NOT_YET:
        return f"{name} ({symbol.upper()}) is not supported yet."
    return f"{name} ({symbol.upper()}) cannot be followed: Blockchair serves no complete histories of its addresses."
