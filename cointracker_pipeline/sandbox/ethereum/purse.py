"""What an account has while its history is made, and the values, fees and tokens that are drawn for it."""

from dataclasses import dataclass, field

from cointracker_pipeline.sandbox.ethereum.deeds import Transfer
from cointracker_pipeline.sandbox.ethereum.tokens import TOKENS, Token

GWEI = 10**9
DEAREST = 600_000 * 201 * GWEI
"""More than any fee that a generated transaction pays."""

_TOKENS = tuple(TOKENS.values())


@dataclass(slots=True)
class Purse:
    """What an account has while its history is made: wei, tokens by address, and how often it has sent."""

    address: str
    key: int
    kind: str
    balance: int = 0
    sent: int = 0
    tokens: dict[str, int] = field(default_factory=dict)
    rewarded: tuple[int, int] = (-1, 0)

    @property
    def ceiling(self) -> int:
        """The largest value it is likely to see, in wei."""
        return 50_000 * 10**18 if self.kind in {"whale", "founder"} else 3 * 10**18

    def count_reward(self, height: int) -> int:
        """Return how many rewards of the same block came before this one."""
        block, before = self.rewarded
        self.rewarded = (height, before + 1 if block == height else 0)
        return self.rewarded[1]

    def pay(self, value: int, fee: int) -> None:
        """Take what it sends and the fee."""
        self.balance -= value + fee
        self.sent += 1


def draw_value(purse: Purse, words: list[int]) -> int:
    """Return a value of any size up to the ceiling, mostly round, one in ten nothing."""
    value = ((words[3] << 64) | words[4]) % purse.ceiling >> (words[5] % 12)
    if words[5] % 3:
        value -= value % 10**12
    return 0 if words[1] % 10 == 0 else value


def draw_fee(words: list[int], gas: int) -> tuple[int, int]:
    """Return gas used and fee."""
    return gas, gas * (GWEI + words[7] % (200 * GWEI))


def pick_token(words: list[int]) -> Token:
    """Return one of the tokens."""
    return _TOKENS[words[1] % len(_TOKENS)]


def take_token(purse: Purse, words: list[int], sender: str) -> Transfer:
    """Return a transfer of a token to the account, whose purse has it then."""
    token = pick_token(words)
    value = 1 + ((words[3] << 192) | (words[4] << 128) | (words[5] << 64) | words[0]) % token.typical
    purse.tokens[token.address] = purse.tokens.get(token.address, 0) + value
    return Transfer(token.address, sender, purse.address, value)
