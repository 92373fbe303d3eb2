"""The tokens that others pretend to be, each with the one contract that is it.

Sources: the issuers' own pages on Ethereum, as the explorer links them.
"""

import unicodedata

FAMOUS: dict[str, str] = {
    "AAVE": "0x7fc66500c84a76ad7ebc93437bfc5ac33e2ddae9",
    "BUSD": "0x4fabb145d64652a948d72533023f6e7a623c7c53",
    "CRO": "0xa0b73e1ff0b80914ab6fe0444e65848c4c34450b",
    "DAI": "0x6b175474e89094c44da98b954eedeac495271d0f",
    "LDO": "0x5a98fcbea516cf06857215779fd812ca3bef1b32",
    "LINK": "0x514910771af9ca656af840dff83e8264ecf986ca",
    "MATIC": "0x7d1afa7b718fb893db30a3abc0cfc608aacfebb0",
    "MKR": "0x9f8f72aa9304c8b593d555f12ef6589cc3a579a2",
    "PEPE": "0x6982508145454ce325ddbe47a25d4ec3d2311933",
    "SHIB": "0x95ad61b0a150d79219dcf64e1e6cc01f0b64c4ce",
    "STETH": "0xae7ab96520de3a18e5e111b5eaab095312d7fe84",
    "UNI": "0x1f9840a85d5af5bf1d1762f925bdaddc4201f984",
    "USDC": "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48",
    "USDT": "0xdac17f958d2ee523a2206206994597c13d831ec7",
    "WBTC": "0x2260fac5e5542a773aa44fbcfedf7c193bc2c599",
    "WETH": "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
    "YFI": "0x0bc529c00c6401aef6d220be8c6ea1667f6ad93e",
}
"""Contracts on Ethereum by symbol, in capitals."""

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
