"""Which tokens are spam, by what their contracts state: pure rules, each with its reason.

Anybody can send anybody a token. Most of such gifts advertise a page that steals what the visitor signs away.
"""

import re
from collections.abc import Callable

from cointracker_pipeline.domain.famous_tokens import imitates
from cointracker_pipeline.domain.token import MOST_DECIMALS, TokenHolding
from cointracker_pipeline.domain.token_name import clean_name, is_invisible

MOST_NAME_CHARACTERS = 80
MOST_SYMBOL_CHARACTERS = 32

# Endings that names of honest tokens have, such as .fi and .finance, are left out.
_LINK = re.compile(
    r"https?:|www\.|t\.me/|\b[\w-]+\.(com|org|net|io|xyz|site|app|live|club|online|top|vip|info|me|co|link|click|"
    r"website|network|pro|gg|us|events?|gift|claims?|example)\b",
    re.IGNORECASE,
)
_BAIT = re.compile(r"\b(visit|claim(s|ed)?|air ?drop(s|ped)?|rewards?|vouchers?|give ?away|redeem)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*[a-z!]|&#?\w+;", re.IGNORECASE)
_FORMULA = re.compile(r"\s*[=@]|\s*[+-]\s*[\w(\"]")


def find_spam_reason(holding: TokenHolding) -> str:
    """Return why a token is spam, or nothing; a famous token's own contract never is for its name."""
    token = holding.token
    if holding.balance is None:
        return "its balance is not a number of base units"
    decimals = _judge_decimals(token.stated_decimals)
    if decimals:
        return decimals
    texts = (token.name, token.symbol)
    for is_spam, reason in _RULES:
        if any(map(is_spam, texts)):
            return reason
    if len(token.name) > MOST_NAME_CHARACTERS or len(token.symbol) > MOST_SYMBOL_CHARACTERS:
        return "its name or symbol is absurdly long"
    imitated = imitates(token.address, token.symbol)
    return f"it calls itself {clean_name(token.symbol)} and is not {imitated}" if imitated else ""


def _judge_decimals(stated: int | str | None) -> str:
    if stated is None:  # the standard lets a contract state none
        return ""
    if isinstance(stated, str):
        return "its decimals are not an integer"
    return "" if 0 <= stated <= MOST_DECIMALS else f"no amount has {clean_name(str(stated)[:12])} decimals"


def _has_invisible(text: str) -> bool:
    return any(map(is_invisible, text))


_RULES: tuple[tuple[Callable[[str], object], str], ...] = (
    (_LINK.search, "its name has a link"),
    (_BAIT.search, "its name promises something"),
    (_MARKUP.search, "its name has markup"),
    (_FORMULA.match, "its name is a formula"),
    (_has_invisible, "its name has invisible characters"),
)
