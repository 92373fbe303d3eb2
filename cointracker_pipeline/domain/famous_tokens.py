"""The tokens that others pretend to be, each with the one contract that is it.

Source: the addresses as many public repositories have them (token lists, wallets, explorers' links), each looked up
there; their capitals are a checksum (ERC-55), which tells a mistyped digit. No contract was asked.
"""

import unicodedata

PRINTED: dict[str, str] = {
    "AAVE": "0x7Fc66500c84A76Ad7e9c93437bFc5Ac33E2DDaE9",
    "BUSD": "0x4Fabb145d64652a948d72533023f6E7A623C7C53",
    "CRO": "0xA0b73E1Ff0B80914AB6fe0444E65848C4C34450b",
    "DAI": "0x6B175474E89094C44Da98b954EedeAC495271d0F",
    "LDO": "0x5A98FcBEA516Cf06857215779Fd812CA3beF1B32",
    "LINK": "0x514910771AF9Ca656af840dff83E8264EcF986CA",
    "MATIC": "0x7D1AfA7B718fb893dB30A3aBc0Cfc608AaCfeBB0",
    "MKR": "0x9f8F72aA9304c8B593d555F12eF6589cC3A579A2",
    "PEPE": "0x6982508145454Ce325dDbE47a25d4ec3d2311933",
    "SHIB": "0x95aD61b0a150d79219dCF64E1E6Cc01f0B64C4cE",
    "STETH": "0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84",
    "UNI": "0x1f9840a85d5aF5bf1D1762F925BDADdC4201F984",
    "USDC": "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
    "USDT": "0xdAC17F958D2ee523a2206206994597C13D831ec7",
    "WBTC": "0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599",
    "WETH": "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2",
    "YFI": "0x0bc529c00C6401aEF6D220BE8C6Ea1667F6Ad93e",
}
"""Contracts on Ethereum by symbol, in capitals, as they are printed."""

FAMOUS = {symbol: printed.lower() for symbol, printed in PRINTED.items()}
"""The same as the project writes addresses."""

COINS = frozenset({"BTC", "ETH"})
"""Symbols of coins: no token has them."""

CONFUSABLE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУԜабеѕіјкмнорстхуԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοντυρικ₮$0135",
    "ABESIJKMHOPCTXYWABESIJKMHOPCTXYWABEZHIKMNOPTYXAONTUPIKTSOIES",
)
"""Letters of other scripts, and digits, that look like Latin capitals."""


def imitates(address: str, symbol: str) -> str:
    """Return the symbol that a token imitates without being it, or nothing."""
    plain = unicodedata.normalize("NFKC", symbol).translate(CONFUSABLE).upper()
    latin = "".join(one for one in plain if one.isascii() and one.isalnum())
    if latin in COINS or FAMOUS.get(latin, address) != address:
        return latin
    return ""
