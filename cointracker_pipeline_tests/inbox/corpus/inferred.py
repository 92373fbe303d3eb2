"""Sheets without a column of chains: what may be inferred from an address or an extended public key, and what not."""

from functools import partial

from bip_utils import Base58Decoder, Base58Encoder

from cointracker_pipeline_tests.inbox.corpus.specimen import BITCOIN, DOGECOIN, LITECOIN, Specimen

ETHEREUM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
XPUB = "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw"
"""BIP-32, test vector 1, chain m/0H/1."""
VERSIONS = {  # SLIP-132, "Registered HD version bytes"
    "ypub": "049d7cb2",
    "zpub": "04b24746",
    "Ltub": "019da462",
    "Mtub": "01b26ef6",
    "dgub": "02facafd",
    "tpub": "043587cf",
    "vpub": "045f1cf6",
}
CASH = "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"


def write_key(form: str) -> str:
    """Return the same key with the version bytes of another form."""
    return str(Base58Encoder.CheckEncode(bytes.fromhex(VERSIONS[form]) + bytes(Base58Decoder.CheckDecode(XPUB))[4:]))


def _list(*texts: str) -> partial[bytes]:
    return partial("\n".join(("Address", *texts, "")).encode, "utf-8")


WITH_SEGWIT = r"bitcoin or litecoin\. Name one"  # Groestlcoin's keys have a checksum of their own

SPECIMENS = [
    Specimen("ethereum-alone.csv", _list(ETHEREUM), {2: f"ethereum:{ETHEREUM.lower()}"}),
    Specimen("ethereum-mistyped.csv", _list(ETHEREUM[:-1] + "D"), {2: "no supported chain accepts"}),
    Specimen(
        "one-chain-fits.csv",
        _list(LITECOIN, DOGECOIN, CASH, f"bitcoincash:{CASH}"),
        {2: f"litecoin:{LITECOIN}", 3: f"dogecoin:{DOGECOIN}", 4: f"bitcoin-cash:{CASH}", 5: f"bitcoin-cash:{CASH}"},
    ),
    Specimen(
        "several-chains-fit.csv",
        _list(BITCOIN, "34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo"),
        {2: r"bitcoin or bitcoin-cash\. Name one", 3: r"bitcoin, bitcoin-cash.* or litecoin\. Name one"},
    ),
    Specimen(
        "keys-of-several-chains.csv",
        _list(XPUB, write_key("ypub"), write_key("zpub")),
        {2: r"bitcoin, bitcoin-cash, .* or zcash\. Name one", 3: WITH_SEGWIT, 4: WITH_SEGWIT},
    ),
    Specimen(
        "keys-of-one-chain.csv",
        _list(*map(write_key, ("Ltub", "Mtub", "dgub", "tpub", "vpub"))),
        {
            2: f"litecoin:{XPUB}",
            3: f"litecoin:{write_key('ypub')}",
            4: f"dogecoin:{XPUB}",
            5: f"bitcoin-testnet:{write_key('tpub')}",
            6: f"bitcoin-testnet:{write_key('vpub')}",
        },
    ),
    Specimen("key-mistyped.csv", _list(f"{XPUB[:-1]}x"), {2: "no supported chain accepts"}),
]
