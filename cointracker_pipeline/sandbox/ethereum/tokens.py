"""The tokens of the sandbox: ordinary ones, and such as really exist: absurd names, decimals and amounts."""

from dataclasses import dataclass

from cointracker_pipeline.sandbox.draws import make_digest


@dataclass(frozen=True, slots=True)
class Token:
    """One ERC-20 token; ``typical`` is the size of a generated transfer in its base units.

    A token that is not ``listed`` is missing from lists the database makes. The balances of one that ``rebases``
    are not the sums of its transfers.
    """

    address: str
    name: str
    symbol: str
    decimals: int
    typical: int
    price_usd: float = 0.0
    listed: bool = True
    rebases: bool = False

    def balance_of(self, moved: int) -> int:
        """Return the balance the token's contract tells of somebody to whom this much was moved in all."""
        return moved + (moved // 7 + 1 if self.rebases and moved > 0 else 0)


def _token(name: str, symbol: str, decimals: int, typical: int, **more: float) -> Token:
    address = f"0x{make_digest('token', name, symbol).hex()[:40]}"
    return Token(
        address,
        name,
        symbol,
        decimals,
        typical,
        price_usd=more.get("price_usd", 0.0),
        listed=bool(more.get("listed", True)),
        rebases=bool(more.get("rebases", False)),
    )


TOKENS: dict[str, Token] = {
    token.address: token
    for token in (
        _token("Sandbox Dollar", "SBUSD", 6, 5_000 * 10**6, price_usd=1.0),
        _token("Wrapped Sandbox", "WSB", 18, 10**18, price_usd=3_000.0),
        _token("Rebasing Ether", "rbETH", 18, 10**18, price_usd=2_999.5, rebases=True),
        _token("Whole Numbers Only", "WHOLE", 0, 1_000),
        _token("", "", 18, 10**24),
        _token('<a href="https://claim.example">Visit claim.example</a><script>alert(1)</script>', "CLAIM", 18, 10**21),
        _token("🚀🚀 To The Moon 🌕 \u202enooM", "🚀", 9, 10**18),
        _token('=HYPERLINK("https://claim.example","prize")', "=1+1", 18, 10**22),
        _token("Two\nLines\r\n\tand a tab, a \"quote\", and a 'tick'", "NL\n", 8, 10**12),
        _token("Seventy-Seven", "S77", 77, 10**77),
        _token("Never Listed", "HIDE", 18, 10**20, listed=False),
    )
}
"""Every token by its address, the most valuable first."""
