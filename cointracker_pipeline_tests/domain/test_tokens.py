"""Amounts, names and rules of tokens: exact, harmless, and decided by whoever decides last."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.domain.famous_tokens import FAMOUS
from cointracker_pipeline.domain.token import Token, TokenHolding
from cointracker_pipeline.domain.token_amount import render_token_amount, scale_amount
from cointracker_pipeline.domain.token_name import MOST_CHARACTERS, clean_name
from cointracker_pipeline.domain.token_rules import Mode, TokenRules
from cointracker_pipeline.domain.token_spam import find_spam_reason

ADDRESS = "0x" + "12" * 20
ANY_TOKEN = st.builds(
    Token,
    st.just(ADDRESS),
    st.text(max_size=200),
    st.text(max_size=50),
    st.none() | st.text() | st.integers(),
)


def holding(
    name: str = "Token", symbol: str = "TKN", decimals: int | str | None = 18, address: str = ADDRESS
) -> TokenHolding:
    """Return a holding of a token that states this."""
    return TokenHolding(Token(address, name, symbol, decimals), 1)


@given(amount=st.integers(-(10**80), 10**80) | st.integers(-(10**21), 10**21), decimals=st.integers(0, 36))
def test_a_scaled_amount_is_exact_or_none(amount: int, decimals: int) -> None:
    """A fixed width holds all of an amount or nothing of it, and nothing only when it must."""
    scaled = scale_amount(amount, decimals)
    with localcontext(prec=200):
        exact = Decimal(amount).scaleb(-decimals)
        fits = exact == exact.quantize(Decimal(1).scaleb(-18)) and abs(exact) < 10**20
        assert scaled == (exact if fits else None)
        assert Decimal(render_token_amount(amount, decimals)) == exact


@pytest.mark.parametrize(("amount", "decimals"), [(5, None), (1, 19), (10**38, 18), (10**77, 36)])
def test_what_does_not_fit_is_not_scaled(amount: int, decimals: int | None) -> None:
    """Too many digits, too many places, or no decimals: the text tells, the column is empty."""
    assert scale_amount(amount, decimals) is None


@given(text=st.text(max_size=300))
def test_a_clean_name_is_harmless(text: str) -> None:
    """One short line, nothing invisible, no markup, no formula; cleaning it again changes nothing."""
    name = clean_name(text)
    assert len(name) <= MOST_CHARACTERS
    assert name.isprintable()
    assert not set(name) & set("<>\n\r\t")
    assert name[:1] not in tuple("=+-@")
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("spam", "reason"),
    [
        (holding("Visit claim.example"), "link"),
        (holding("$ AaveReward.org", "x"), "link"),
        (holding(symbol="https://x.y"), "link"),
        (holding("t.me/prize"), "link"),
        (holding("Claim your tokens"), "promises"),
        (holding("1000 USD Voucher"), "promises"),
        (holding("AIRDROP"), "promises"),
        (holding("<b>bold</b>"), "markup"),
        (holding("&#60;script"), "markup"),
        (holding('=HYPERLINK("a")'), "formula"),
        (holding(symbol="=1+1"), "formula"),
        (holding(symbol="+1"), "formula"),
        (holding("a\u202eb"), "invisible"),
        (holding("a\u200bb"), "invisible"),
        (holding("two\nlines"), "invisible"),
        (holding("x" * 500), "long"),
        (holding(symbol="x" * 50), "long"),
        (holding(decimals=77), "77 decimals"),
        (holding(decimals=-1), "decimals"),
        (holding(decimals=10**60), "decimals"),
        (holding(decimals="eighteen"), "not an integer"),
        (holding(symbol="USDT"), "USDT"),
        (holding(symbol="USD\u0422"), "USDT"),
        (holding(symbol="\uff35\uff33\uff24\uff23"), "USDC"),
        (holding(symbol="W3TH"), "WETH"),
        (holding(symbol="ETH"), "ETH"),
        (TokenHolding(Token(ADDRESS, "n", "s", 18), None), "balance"),
    ],
)
def test_spam_is_told_with_its_reason(spam: TokenHolding, reason: str) -> None:
    """Each kind of spam is known, and people are told why."""
    assert reason in find_spam_reason(spam)


@pytest.mark.parametrize(
    "honest",
    [
        holding(),
        holding("", ""),
        holding("🚀🌕", "🚀"),
        holding("yearn.finance", "YFI", 18, FAMOUS["YFI"]),
        holding("Tether USD", "USDT", 6, FAMOUS["USDT"]),
        holding("Curve.fi DAI/USDC/USDT", "3Crv"),
        holding("Whole", "WHOLE", 0),
        holding("Uniswap V2", "UNI-V2"),
        holding("Undated", "UND", None),
        holding("人民币", "元"),
        holding("ElectrifyAsia", "ELEC"),
        holding("en", "CAT"),
    ],
)
def test_honest_tokens_are_no_spam(honest: TokenHolding) -> None:
    """Names of real tokens, of any script, or none at all, are followed."""
    assert find_spam_reason(honest) == ""


@given(token=ANY_TOKEN, balance=st.none() | st.integers(0), mode=st.sampled_from(["all", "listed"]))
def test_the_block_list_wins_then_the_allow_list(token: Token, balance: int | None, mode: Mode) -> None:
    """Whatever a token states: blocked is blocked, allowed is followed, and only then its looks decide."""
    one, mine, nobody = TokenHolding(token, balance), frozenset({token.address}), frozenset[str]()

    def judge(allowed: frozenset[str], blocked: frozenset[str]) -> str:
        return TokenRules(mode, allowed, blocked).judge(one).status

    assert judge(mine, mine) == "blocked"
    assert judge(nobody, mine) == "blocked"
    assert judge(mine, nobody) == "followed"
    assert judge(nobody, nobody) in ({"all": ("followed", "spam"), "listed": ("left out",)}[mode])


def test_only_the_allow_list_is_asked_for_by_name() -> None:
    """With ``listed`` the names are asked for, with ``none`` nothing."""
    allowed, blocked = frozenset({"0xb", "0xa"}), frozenset({"0xb"})
    assert TokenRules("listed", allowed, blocked).only == ("0xa",)
    assert TokenRules("all", allowed).only == ()
    assert (TokenRules("all").asks, TokenRules("listed").asks, TokenRules("none").asks) == (True, False, False)
