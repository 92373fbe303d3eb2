"""Addresses of generated wallets, and what the API says of an address by its form alone."""

from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.facts import ChainFacts

_LEGACY_BCH = {b"\x00": b"\x00", b"\x05": b"\x08"}
"""The version byte of a legacy address to that of the CashAddr form of the same script."""


def make_address(facts: ChainFacts, *parts: object) -> str:
    """Return a valid address that follows from these values, of one of the chain's common forms."""
    digest = make_digest(facts.name, *parts)
    payload, choice = digest[:20], digest[31]
    from bip_utils import Base58Encoder, BchBech32Encoder, SegwitBech32Encoder  # noqa: PLC0415 - 0.3 s to load

    if facts.cashaddr:
        text: str = BchBech32Encoder.Encode(facts.cashaddr, b"\x00" if choice % 4 else b"\x08", payload)
        return normalise_address(facts, text) if facts.name == "bitcoin-cash" else text
    if facts.segwit and (choice % 3 == 0 or not facts.p2pkh):
        return str(SegwitBech32Encoder.Encode(facts.segwit, 0, payload))
    return str(Base58Encoder.CheckEncode((facts.p2pkh if choice % 3 == 1 else facts.p2sh) + payload))


def normalise_address(facts: ChainFacts, address: str) -> str:
    """Return the text a wallet is found by: Bitcoin Cash as a bare CashAddr, whatever form was asked."""
    if not facts.cashaddr:
        return address
    bare = address.removeprefix(f"{facts.cashaddr}:")
    if facts.name == "ecash":
        return f"ecash:{bare}"
    return _from_legacy(facts, bare) if bare[:1] in {"1", "3"} else bare


def is_legacy(facts: ChainFacts, address: str) -> bool:
    """Whether this is the old form of a Bitcoin Cash address, which only ``dashboards/address`` takes."""
    return facts.name == "bitcoin-cash" and address[:1] in {"1", "3"}


def describe_script(facts: ChainFacts, address: str) -> tuple[str, str]:
    """Return ``type`` and ``script_hex`` of an address; both follow from its form, garbage gives neither.

    A P2WPKH address is labelled ``witness_v0_scripthash``, as the live service does.
    """
    from bip_utils import Base58Decoder, BchBech32Decoder, SegwitBech32Decoder  # noqa: PLC0415 - 0.3 s to load

    try:
        if facts.cashaddr:
            bare = normalise_address(facts, address).removeprefix(f"{facts.cashaddr}:")
            version, payload = BchBech32Decoder.Decode(facts.cashaddr, f"{facts.cashaddr}:{bare}")
            return _hash_script(bytes(payload), is_script=bytes(version) == b"\x08")
        if facts.segwit and address.lower().startswith(f"{facts.segwit}1"):
            witness, program = SegwitBech32Decoder.Decode(facts.segwit, address)
            return _witness_script(int(witness), bytes(program))
        decoded = bytes(Base58Decoder.CheckDecode(address))
        return _hash_script(decoded[-20:], is_script=decoded[:-20] != facts.p2pkh)
    except Exception:
        return "pubkeyhash", ""


def _hash_script(payload: bytes, *, is_script: bool) -> tuple[str, str]:
    if is_script:
        return "scripthash", f"a914{payload.hex()}87"
    return "pubkeyhash", f"76a914{payload.hex()}88ac"


def _witness_script(version: int, program: bytes) -> tuple[str, str]:
    opcode = 0x50 + version if version else 0
    label = "witness_v0_scripthash" if version == 0 else "witness_v1_taproot"
    return label, f"{opcode:02x}{len(program):02x}{program.hex()}"


def _from_legacy(facts: ChainFacts, address: str) -> str:
    from bip_utils import Base58Decoder, BchBech32Encoder  # noqa: PLC0415 - 0.3 s to load

    try:
        decoded = bytes(Base58Decoder.CheckDecode(address))
        text: str = BchBech32Encoder.Encode(facts.cashaddr, _LEGACY_BCH[decoded[:1]], decoded[1:])
    except Exception:
        return address
    return text.removeprefix(f"{facts.cashaddr}:")
