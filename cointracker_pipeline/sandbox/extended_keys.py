"""Extended public keys of the sandbox: made from a seed, read, and derived to addresses (BIP-32, SLIP-132)."""

from dataclasses import dataclass
from typing import Any

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.addresses import normalise_address
from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.facts import ChainFacts

VERSIONS = {
    "xpub": bytes.fromhex("0488b21e"),
    "ypub": bytes.fromhex("049d7cb2"),
    "zpub": bytes.fromhex("04b24746"),
    "tpub": bytes.fromhex("043587cf"),
    "upub": bytes.fromhex("044a5262"),
    "vpub": bytes.fromhex("045f1cf6"),
}
"""Version bytes by the letters a key begins with."""


@dataclass(slots=True)
class ExtendedKey:
    """A key on a chain, with the addresses of its two branches that were derived so far."""

    facts: ChainFacts
    text: str
    _branches: tuple[list[str], list[str]]
    _nodes: tuple[Any, Any]

    def address(self, branch: int, index: int) -> str:
        """Return the address at an index of a branch: 0 receives, 1 is change."""
        known = self._branches[branch]
        while len(known) <= index:
            child = self._nodes[branch].ChildKey(len(known)).PublicKey().RawCompressed().ToBytes()
            known.append(_encode(self.facts, self.text[:4], bytes(child)))
        return known[index]


def read_key(facts: ChainFacts, text: str) -> ExtendedKey:
    """Return a key that can be derived. Raises: InputError for what is none of the chain's kind."""
    from bip_utils import Bip32KeyNetVersions, Bip32Slip10Secp256k1  # noqa: PLC0415 - 0.3 s to load

    kinds, version = list_kinds(facts), VERSIONS.get(text[:4], b"")
    try:
        key = Bip32Slip10Secp256k1.FromExtendedKey(text, Bip32KeyNetVersions(version, bytes(4)))
    except Exception as error:
        raise InputError(f"This is no extended public key; {facts.name} takes {kinds}.") from error
    if text[:4] not in kinds:
        raise InputError(f"This extended public key is of another chain; {facts.name} takes {kinds}.")
    return ExtendedKey(facts, text, ([], []), (key.ChildKey(0), key.ChildKey(1)))


def make_key(facts: ChainFacts, *parts: object, kind: str = "") -> str:
    """Return an extended public key that follows from these values, of a kind the chain knows, the first by default."""
    from bip_utils import Base58Decoder, Base58Encoder, Bip32Slip10Secp256k1  # noqa: PLC0415 - 0.3 s to load

    kinds = list_kinds(facts)
    if not kinds or kind not in ("", *kinds):
        raise InputError(f"There are no {kind or 'extended'} keys on {facts.name}; it takes {kinds}.")
    account = Bip32Slip10Secp256k1.FromSeed(make_digest("key", facts.name, *parts)).DerivePath("84'/0'/0'")
    public = bytes(Base58Decoder.CheckDecode(account.PublicKey().ToExtended()))
    return str(Base58Encoder.CheckEncode(VERSIONS[kind or kinds[0]] + public[4:]))


def list_kinds(facts: ChainFacts) -> tuple[str, ...]:
    """Return what a chain's keys begin with; Groestlcoin's have a checksum that the sandbox does not know."""
    if facts.testnet:
        return "tpub", "upub", "vpub"
    if not (facts.p2pkh or facts.cashaddr):
        return ()
    return ("xpub", "ypub", "zpub") if facts.segwit else ("xpub",)


def _encode(facts: ChainFacts, kind: str, public_key: bytes) -> str:
    from bip_utils import Base58Encoder, BchBech32Encoder, Hash160, SegwitBech32Encoder  # noqa: PLC0415 - 0.3 s to load

    digest = bytes(Hash160.QuickDigest(public_key))
    if facts.cashaddr:
        return normalise_address(facts, str(BchBech32Encoder.Encode(facts.cashaddr, b"\x00", digest)))
    if kind[0] in "zv":
        return str(SegwitBech32Encoder.Encode(facts.segwit, 0, digest))
    if kind[0] in "yu":
        return str(Base58Encoder.CheckEncode(facts.p2sh + bytes(Hash160.QuickDigest(b"\x00\x14" + digest))))
    return str(Base58Encoder.CheckEncode(facts.p2pkh + digest))
