"""Decides every line of a file of labels: a wallet's label, or a named reason why not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.inbox.cells import parse_label
from cointracker_pipeline.inbox.mask import holds_secret
from cointracker_pipeline.labels.bip329 import BITCOIN, HEX_TYPES, WALLET_TYPES, Record, parse_record, split_lines

_WITHHELD = (
    "It may hold a private key or seed phrase, which is never needed here. If it does, remove it from the file and its "
    "copies; whoever has seen it can spend the coins."
)


class Outcome(StrEnum):
    """What a line comes to."""

    LABELLED = "labelled"
    UNCHANGED = "unchanged"  # the wallet has that label, or the line says none
    ADDED = "added"  # the wallet was not tracked and is from now on
    UNKNOWN = "not tracked"
    DUPLICATE = "duplicate"  # of an earlier line, which decides
    IGNORED = "ignored"  # about a transaction, an input, an output …: no such label is kept
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one line; ``wallet`` is to be saved, and ``None`` when nothing is. ``reason`` holds no secret."""

    line: int
    outcome: Outcome
    reason: str = ""
    wallet: TrackedWallet | None = None


class Decider:
    """Knows which wallets are tracked; ``chain`` is that of lines that name none, where a person said it.

    ``find_chain`` raises UnknownChainError; ``is_secret`` says whether a text is a private key or seed phrase; ``adds``
    whether wallets that are not tracked are added.
    """

    def __init__(
        self,
        tracked: Iterable[TrackedWallet],
        find_chain: Callable[[str], Blockchain],
        is_secret: Callable[[str], bool],
        chain: Blockchain | None = None,
        *,
        adds: bool = False,
    ) -> None:
        self._find_chain, self._is_secret, self._chain, self._adds = find_chain, is_secret, chain, adds
        self._known = {one.wallet: one for one in tracked}
        self._by_address: dict[str, list[Wallet]] = defaultdict(list)
        for wallet in self._known:
            self._by_address[wallet.address].append(wallet)

    def decide(self, data: bytes) -> Iterator[Decision]:
        """Return a decision for each line that is not blank, in order; a bad line hides no other.

        Raises: InputError when the file is too large.
        """
        first_lines: dict[Wallet, int] = {}
        for number, line in split_lines(data):
            try:
                yield self._decide_line(number, line, first_lines)
            except InputError as error:
                yield Decision(number, Outcome.REFUSED, str(error))

    def _decide_line(self, number: int, line: bytes, first_lines: dict[Wallet, int]) -> Decision:
        record = parse_record(line)
        self._refuse_secrets(record)
        if record.type not in WALLET_TYPES:
            return Decision(number, Outcome.IGNORED)
        wallet = self._find_wallet(record)
        first = first_lines.setdefault(wallet, number)
        if first != number:
            return Decision(number, Outcome.DUPLICATE, f"The same wallet as in line {first}, which decides.")
        return self._compare(number, wallet, record.label)

    def _refuse_secrets(self, record: Record) -> None:
        said = (record.label, record.chain, "" if record.type in HEX_TYPES else record.ref)
        if any(holds_secret(text, self._is_secret) for text in said):
            raise InputError(_WITHHELD)

    def _find_wallet(self, record: Record) -> Wallet:
        """Return the wallet of a line that names its chain, else a tracked one with that address, Bitcoin's first."""
        chain = self._find_chain(record.chain) if record.chain else self._chain
        candidates = [] if chain else self._by_address.get(record.ref, [])
        if len(candidates) == 1:
            return candidates[0]
        if candidates and all(wallet.chain != BITCOIN for wallet in candidates):
            chains = ", ".join(sorted(wallet.chain for wallet in candidates))
            raise InputError(f"A wallet of several chains has this address ({chains}). Name one with --chain.")
        chain = chain or self._find_chain(BITCOIN)
        return Wallet(chain.name, chain.parse_address(record.ref))

    def _compare(self, number: int, wallet: Wallet, text: str) -> Decision:
        label, note = parse_label(text)
        before = self._known.get(wallet)
        if before is None and not self._adds:
            return Decision(number, Outcome.UNKNOWN, f"{wallet.wallet_id} is not tracked; --add adds it.")
        if before is None:
            return Decision(number, Outcome.ADDED, note, TrackedWallet(wallet, label))
        if label in ("", before.label):
            return Decision(number, Outcome.UNCHANGED, note)
        return Decision(number, Outcome.LABELLED, note, replace(before, label=label))
