"""Extended public keys as wallets: read by checksum and version, and derived to addresses (BIP-32, SLIP-132)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cointracker_pipeline.addresses.base58 import MakeChecksum, decode_base58, encode_base58
from cointracker_pipeline.addresses.extended_keys import EXTENDED_KEY_BYTES, KEY_OFFSET
from cointracker_pipeline.addresses.refusing import make_refusal

Script = Literal["p2pkh", "nested", "segwit"]
"""What a key's addresses stand for: BIP-44, BIP-49 (segregated witness within a script), BIP-84."""

XPUB, YPUB, ZPUB = 0x0488B21E, 0x049D7CB2, 0x04B24746
TPUB, UPUB, VPUB = 0x043587CF, 0x044A5262, 0x045F1CF6
LTUB, MTUB = 0x019DA462, 0x01B26EF6
DGUB = 0x02FACAFD
SEVERAL_KEYS = (0x0295B43F, 0x02AA7ED3, 0x024289EF, 0x02575483)
"""Ypub, Zpub, Upub and Vpub: one of the keys of a wallet that needs several."""

CHAIN_CODE = slice(13, KEY_OFFSET)
FINGERPRINT = slice(5, 9)
CHILD_NUMBER = slice(9, 13)
DEEPEST = 253
"""Two levels lie below a wallet's key, and the depth is one byte."""


@dataclass(frozen=True, slots=True)
class KeyForms:
    """The version bytes of one chain's extended public keys, by the script their addresses stand for.

    Where a kind has several, a key with any of them is rewritten to the first, so that one key is one wallet.
    """

    p2pkh: tuple[int, ...] = (XPUB,)
    nested: tuple[int, ...] = ()
    segwit: tuple[int, ...] = ()

    def find_script(self, version: int) -> Script | None:
        """Return the script that a version stands for, or ``None`` for one of another chain."""
        return next((script for script, versions in self._by_script() if version in versions), None)

    def find_first(self, script: Script) -> int:
        """Return the version that keys of a script are rewritten to."""
        return dict(self._by_script())[script][0]

    def _by_script(self) -> tuple[tuple[Script, tuple[int, ...]], ...]:
        return ("p2pkh", self.p2pkh), ("nested", self.nested), ("segwit", self.segwit)


PLAIN = KeyForms()
"""xpub alone."""

WITH_SEGWIT = KeyForms((XPUB,), (YPUB,), (ZPUB,))
"""xpub, ypub and zpub."""

OF_TEST_NETWORK = KeyForms((TPUB,), (UPUB,), (VPUB,))
"""tpub, upub and vpub."""


def parse_key(text: str, chain_label: str, forms: KeyForms, make_checksum: MakeChecksum | None = None) -> str:
    """Return an extended public key in canonical form. Raises: AddressError, without any part of it."""
    payload = decode_base58(text, make_checksum)
    reason = _explain_text(payload) or _explain_version(payload or b"", forms) or _explain_content(payload or b"")
    if reason or payload is None:
        raise make_refusal(text, chain_label, f"it is an extended public key, but {reason}")
    script = forms.find_script(_version(payload))
    first = forms.find_first(script or "p2pkh")
    return encode_base58(first.to_bytes(4, "big") + payload[4:], make_checksum)


def derive_hashes(
    key: str, branch: int, indexes: range, forms: KeyForms, make_checksum: MakeChecksum | None = None
) -> tuple[Script, Iterator[bytes]]:
    """Return the script of a key in canonical form, and the hashes of the public keys at these indexes of a branch.

    Only public derivation is done (BIP-32, "Public parent key to public child key"). Branch 0 receives, 1 is change.
    """
    payload = decode_base58(key, make_checksum)
    script = forms.find_script(_version(payload)) if payload else None
    if payload is None or script is None:
        raise AssertionError("a wallet's key was parsed before it is derived")
    return script, _derive(payload, branch, indexes)


def hash_twice(data: bytes) -> bytes:
    """Return the hash that stands for a script or a public key in an address: RIPEMD-160 of SHA-256."""
    from bip_utils import Hash160  # noqa: PLC0415 - a slow import

    return bytes(Hash160.QuickDigest(data))


def _derive(payload: bytes, branch: int, indexes: range) -> Iterator[bytes]:
    parent = _to_node(payload).ChildKey(branch)
    for index in indexes:
        yield hash_twice(parent.ChildKey(index).PublicKey().RawCompressed().ToBytes())


def _to_node(payload: bytes):  # type: ignore[no-untyped-def]
    from bip_utils import (  # noqa: PLC0415 - a slow import
        Bip32ChainCode,
        Bip32Depth,
        Bip32FingerPrint,
        Bip32KeyData,
        Bip32KeyIndex,
        Bip32Slip10Secp256k1,
    )

    data = Bip32KeyData(
        Bip32Depth(payload[4]),
        Bip32KeyIndex.FromBytes(payload[CHILD_NUMBER]),
        Bip32ChainCode(payload[CHAIN_CODE]),
        Bip32FingerPrint(payload[FINGERPRINT]),
    )
    return Bip32Slip10Secp256k1.FromPublicKey(payload[KEY_OFFSET:], data)


def _version(payload: bytes) -> int:
    return int.from_bytes(payload[:4], "big")


def _explain_text(payload: bytes | None) -> str | None:
    if payload is None:
        return "its checksum is wrong: a character was mistyped or is missing. Copy it again from the wallet."
    if len(payload) != EXTENDED_KEY_BYTES:
        return f"it holds {len(payload)} bytes where one holds {EXTENDED_KEY_BYTES}. Copy it again from the wallet."
    return None


def _explain_version(payload: bytes, forms: KeyForms) -> str | None:
    version = _version(payload)
    if forms.find_script(version):
        return None
    if version in SEVERAL_KEYS:
        return "one of several that a wallet needs together. Give that wallet's addresses one by one."
    if OF_TEST_NETWORK.find_script(version):
        return "of a test network. Name the chain bitcoin-testnet for it, or give the key of the main network."
    return "of a kind that this chain's wallets do not have. Check which chain it is from."


def _explain_content(payload: bytes) -> str | None:
    """Return what BIP-32 forbids (its test vector 5)."""
    is_master = payload[4] == 0
    if is_master and (any(payload[FINGERPRINT]) or any(payload[CHILD_NUMBER])):
        return "it contradicts itself: it is a first key that names a parent. Copy it again from the wallet."
    if payload[4] > DEEPEST:
        return "no address can lie below it: it is too deep. Export the key of the account."
    from bip_utils import Bip32KeyError  # noqa: PLC0415 - a slow import

    try:
        _to_node(payload)
    except Bip32KeyError:
        return "it holds no point of the curve. Copy it again from the wallet."
    return None
