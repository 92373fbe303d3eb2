"""Extended public keys: read into canonical form, derived as published vectors say, or refused with a reason."""

from hashlib import sha256

import pytest
from bip_utils import Bip32Slip10Secp256k1
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.addresses.base58 import decode_base58, encode_base58
from cointracker_pipeline.addresses.wallet_keys import WITH_SEGWIT as FORMS
from cointracker_pipeline.addresses.wallet_keys import derive_hashes, hash_twice
from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import AddressError

CHAINS = load_chains()

BIP32_CHAINS = {  # BIP-32, test vectors 1 to 4: a parent and its child by public derivation
    "vector 1, m/0H/1 of m/0H": (
        "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw",
        1,
        "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ",
    ),
    "vector 1, m/0H/1/2H/2/1000000000": (
        "xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV",
        1000000000,
        "xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy",
    ),
    "vector 2, m/0": (
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB",
        0,
        "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH",
    ),
}
BIP44, BIP49, BIP84 = "bip44", "bip49", "bip84"
VECTORS = {
    # BIP-84, "Test vectors": the account of abandon … about, its first two addresses, and the first one of change
    BIP84: (
        "bitcoin",
        "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs",
        ["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g"],
        ["bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el"],
    ),
    # BIP-49, "Test vectors": on the test network, the same words
    BIP49: (
        "bitcoin-testnet",
        "upub5EFU65HtV5TeiSHmZZm7FUffBGy8UKeqp7vw43jYbvZPpoVsgU93oac7Wk3u6moKegAEWtGNF8DehrnHtv21XXEMYRUocHqguyjknFHYfgY",
        ["2Mww8dCYPUpKHofjgcXcBCEGmniw9CoaiD2"],
        [],
    ),
    # The same words on Groestlcoin, from the tests of Edge's currency plugins, cross-checked there with Ian Coleman's
    "groestlcoin, xpub": (
        "groestlcoin",
        "xpub6DFSGe2bonksyNuiTXpJ7iuFZZUAdKvsdxSdp1zREazBVTBDcWn94f7eNg5MN148WHsaUfG3Mmmqa6nBi1VCde1t7wM3NA3993CcjChk1g5",
        ["Fpzstx4fKWhqZYbVVmuncuhbEmgecqPTgg"],
        [],
    ),
    "groestlcoin, ypub": (
        "groestlcoin",
        "ypub6X46SconPpL9QhXPnMGuPLB9jYai7nrHz7ki4zq3awHb462iPSG5eV19oBWv22RWt69npsi75XGcANsevtTWE8YFgqpygrGUPnEKp6vty5v",
        ["3299Qf2x9BnzLaZu4HCLvm26RbBB3ZRf4u"],
        [],
    ),
    "groestlcoin, zpub": (
        "groestlcoin",
        "zpub6qdhcNVVLJ2t8kLzGLzeaiJv7EahaRBsXmu1yVPyXHvMdFmS4d7JSi5aS6mc1oz5k6DZN781Ffn3GAs3r2FJnCPSw5nti63s3c9EDg2u7MS",
        ["grs1qrm2uggqj846nljryvmuga56vtwfey0dtnc4z55"],
        [],
    ),
}
XPUB = BIP32_CHAINS["vector 2, m/0"][0]
INVALID = [  # BIP-32, test vector 5: public keys that contradict themselves
    "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Txnt3siSujt9RCVYsx4qHZGc62TG4McvMGcAUjeuwZdduYEvFn",
    "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6N8ZMMXctdiCjxTNq964yKkwrkBJJwpzZS4HS2fxvyYUA4q2Xe4",
    "xpub661no6RGEX3uJkY4bNnPcw4URcQTrSibUZ4NqJEw5eBkv7ovTwgiT91XX27VbEXGENhYRCf7hyEbWrR3FewATdCEebj6znwMfQkhRYHRLpJ",
    "xpub661MyMwAuDcm6CRQ5N4qiHKrJ39Xe1R1NyfouMKTTWcguwVcfrZJaNvhpebzGerh7gucBvzEQWRugZDuDXjNDRmXzSZe4c7mnTK97pTvGS8",
    "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Q5JXayek4PRsn35jii4veMimro1xefsM58PgBMrvdYre8QyULY",
]


@pytest.mark.parametrize(("parent", "index", "child"), BIP32_CHAINS.values(), ids=BIP32_CHAINS)
def test_public_derivation_is_that_of_bip_32(parent: str, index: int, child: str) -> None:
    """A key two levels down is the same by our branch and index, and from the published child."""
    by_us = list(derive_hashes(parent, index, range(3), FORMS)[1])
    published = Bip32Slip10Secp256k1.FromExtendedKey(child)
    keys = [published.ChildKey(place).PublicKey().RawCompressed().ToBytes() for place in range(3)]
    assert by_us == [hash_twice(key) for key in keys]


@pytest.mark.parametrize(("chain", "key", "receive", "change"), VECTORS.values(), ids=VECTORS)
def test_published_accounts_have_the_published_addresses(
    chain: str, key: str, receive: list[str], change: list[str]
) -> None:
    """Receiving is branch 0, change branch 1."""
    assert CHAINS[chain].parse_address(f" {key}\n") == key
    assert CHAINS[chain].derive_addresses(key, 0, range(len(receive))) == receive
    assert CHAINS[chain].derive_addresses(key, 1, range(len(change))) == change


@pytest.mark.parametrize(
    ("chain", "version", "canonical"),
    [
        ("litecoin", 0x019DA462, "xpub"),
        ("litecoin", 0x01B26EF6, "ypub"),
        ("dogecoin", 0x02FACAFD, "xpub"),
        ("litecoin", 0x04B24746, "zpub"),
        ("bitcoin-testnet", 0x045F1CF6, "vpub"),
    ],
)
def test_one_key_is_one_wallet(chain: str, version: int, canonical: str) -> None:
    """What a chain's own wallets write as Ltub, Mtub or dgub is rewritten to the form that Blockchair knows."""
    payload = decode_base58(XPUB)
    assert payload
    text = encode_base58(version.to_bytes(4, "big") + payload[4:])
    key = CHAINS[chain].parse_address(text)
    assert key.startswith(canonical)
    assert CHAINS[chain].parse_address(key) == key
    assert Wallet(chain, key).is_key


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_derived_addresses_are_canonical(chain: object) -> None:
    """Every chain takes a key of its kind, and what is derived is read as it is written."""
    chain = CHAINS[getattr(chain, "name", "")]
    if chain.name == "groestlcoin":
        key = VECTORS["groestlcoin, xpub"][1]
    else:
        key = VECTORS[BIP49][1] if chain.name == "bitcoin-testnet" else XPUB
    addresses = chain.derive_addresses(chain.parse_address(key), 1, range(5, 8))
    assert len(set(addresses)) == 3
    assert [chain.parse_address(one) for one in addresses] == addresses
    assert not any(Wallet(chain.name, one).is_key for one in addresses)


@pytest.mark.parametrize("text", INVALID)
def test_keys_that_bip_32_forbids_are_refused(text: str) -> None:
    """Unknown versions, masters with parents, and what is no point of the curve."""
    with pytest.raises(AddressError):
        CHAINS["bitcoin"].parse_address(text)


@pytest.mark.parametrize(
    ("chain", "version", "reason"),
    [
        ("bitcoin", 0x043587CF, "bitcoin-testnet"),
        ("bitcoin-testnet", 0x0488B21E, "Check which chain"),
        ("bitcoin", 0x02AA7ED3, "one of several"),
        ("dogecoin", 0x04B24746, "Check which chain"),
        ("bitcoin", 0x019DA462, "Check which chain"),
    ],
)
def test_keys_of_another_kind_are_refused_with_the_reason(chain: str, version: int, reason: str) -> None:
    """A test network's, another chain's, or one of a wallet of several keys."""
    payload = decode_base58(XPUB)
    assert payload
    with pytest.raises(AddressError, match=reason) as caught:
        CHAINS[chain].parse_address(encode_base58(version.to_bytes(4, "big") + payload[4:]))
    assert XPUB[20:40] not in str(caught.value)


@settings(deadline=None)
@given(place=st.integers(0, 110), other=st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"))
def test_a_mistyped_key_is_refused(place: int, other: str) -> None:
    """Any one character: the checksum tells."""
    changed = XPUB[:place] + other + XPUB[place + 1 :]
    if changed != XPUB:
        with pytest.raises(AddressError):
            CHAINS["bitcoin"].parse_address(changed)


@settings(deadline=None)
@given(chain=st.sampled_from(sorted(CHAINS)), seed=st.binary(min_size=32, max_size=32))
def test_private_keys_never_pass_as_public_ones(chain: str, seed: bytes) -> None:
    """Whatever version bytes they carry."""
    payload = bytes.fromhex("0488b21e") + b"\x01" + sha256(seed).digest()[:8] + sha256(seed).digest() + b"\0" + seed
    with pytest.raises(AddressError, match="extended private key"):
        CHAINS[chain].parse_address(encode_base58(payload))
