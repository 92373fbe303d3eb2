"""Labels go out as BIP-329 and come back the same; whatever else a file holds is told and hides nothing."""

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.chains import find_chain
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.inbox.cells import parse_label
from cointracker_pipeline.inbox.mask import holds_secret as holds
from cointracker_pipeline.labels.bip329 import parse_record, render_record
from cointracker_pipeline.labels.decide import Decider, Decision, Outcome
from cointracker_pipeline.pipeline import holds_secret

TRACKED = tuple(
    TrackedWallet(Wallet(chain, address))
    for chain, address in (
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("bitcoin", "bc1q34aq5drpuwy3wgl9lhup9892qp6svr8ldzyy7c"),
        ("bitcoin-cash", "qp3wjpa3tjlj042z2wv7hahsldgwhwy0rq9sywjpyy"),
        ("litecoin", "LT2KVaAy1ppRuxRgrS5RNU3vBsy7RibPeA"),
        ("dogecoin", "ADuhWahgd4PGa6pyYVwf89VunUoxcovu7p"),
    )
)
FIRST, SECOND, *_ = TRACKED
HASH = "f91d0a8a78462bc59398f2c5d7a84fcff491c26ba54c4833478b202796c8aafd"
EXTENDED_KEY = (
    "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
)
PRIVATE_KEY = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
EXTENDED_PRIVATE_KEY = (
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
)
VECTORS = f"""\
{{ "type": "tx", "ref": "{HASH}", "label": "Transaction", "origin": "wpkh([d34db33f/84'/0'/0'])" }}
{{ "type": "addr", "ref": "bc1q34aq5drpuwy3wgl9lhup9892qp6svr8ldzyy7c", "label": "Address" }}
{{ "type": "pubkey", "ref": "02{HASH}", "label": "Public Key" }}
{{ "type": "input", "ref": "{HASH}:0", "label": "Input" }}
{{ "type": "output", "ref": "{HASH}:1", "label": "Output", "spendable": false }}
"""
"""From the BIP's test vectors, the public key shortened to another."""


def decide(
    text: str | bytes, tracked: Iterable[TrackedWallet] = TRACKED, chain: str = "", add: bool = False
) -> list[Decision]:
    """Return what becomes of each line."""
    data = text.encode() if isinstance(text, str) else text
    of_lines = find_chain(chain) if chain else None
    return list(Decider(tracked, find_chain, holds_secret, of_lines, adds=add).decide(data))


def line(**values: object) -> str:
    """Return a record."""
    return json.dumps(values)


@settings(deadline=None)
@given(texts=st.lists(st.text(max_size=300), min_size=len(TRACKED), max_size=len(TRACKED)))
def test_labels_come_back_the_same(texts: list[str]) -> None:
    """Written, and read where the same wallets are tracked without labels, every label is what it was."""
    labels = ["" if holds(text, holds_secret) else parse_label(text)[0] for text in texts]
    labelled = [replace(one, label=label) for one, label in zip(TRACKED, labels, strict=True)]
    text = "\n".join(map(render_record, labelled))
    got = {one.wallet.wallet: one.wallet.label for one in decide(text) if one.wallet}
    assert got == {one.wallet: one.label for one in labelled if one.label}
    assert len(text.splitlines()) >= len(text.split("\n")) == len(TRACKED)
    assert not [one for one in decide(text, labelled) if one.outcome is not Outcome.UNCHANGED]


def test_the_published_vectors() -> None:
    """The address is labelled, what is about transactions and keys is passed over."""
    decisions = decide(VECTORS)
    assert [str(one.outcome) for one in decisions] == ["ignored", "labelled", "ignored", "ignored", "ignored"]
    assert decisions[1].wallet == replace(SECOND, label="Address")


def test_bitcoin_is_plain_and_others_name_their_chain() -> None:
    """A record of Bitcoin has exactly the keys of the BIP."""
    plain, *_, dogecoin = (json.loads(render_record(replace(one, label="x"))) for one in TRACKED)
    assert plain == {"type": "addr", "ref": FIRST.wallet.address, "label": "x"}
    assert dogecoin["chain"] == "dogecoin"


def test_an_extended_key_is_an_xpub() -> None:
    """Its type is the BIP's."""
    wallet = TrackedWallet(Wallet("bitcoin", EXTENDED_KEY), "Extended Public Key")
    assert json.loads(render_record(wallet))["type"] == "xpub"
    (decision,) = decide(render_record(wallet), [replace(wallet, label="")])
    assert decision.wallet == wallet


@pytest.mark.parametrize(
    "secret", [PRIVATE_KEY, EXTENDED_PRIVATE_KEY, "my key " + PRIVATE_KEY, " ".join(["abandon"] * 12)]
)
@pytest.mark.parametrize("key", ["ref", "label", "chain", "type"])
@pytest.mark.parametrize("kind", ["addr", "xpub", "xprv", "tx"])
def test_a_secret_is_never_taken_nor_shown(secret: str, key: str, kind: str) -> None:
    """Wherever it stands, nothing is saved and no reason holds a part of it."""
    values = {"type": kind, "ref": FIRST.wallet.address, "label": "x", key: secret}
    (decision,) = decide(line(**values), add=True)
    assert decision.wallet is None
    assert decision.outcome in {Outcome.REFUSED, Outcome.IGNORED}
    assert secret[:12] not in decision.reason
    if kind != "tx" and key != "type":
        assert "private key" in decision.reason


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b"\xff\xfe",
        b"[1]",
        b'"text"',
        b"{}",
        b'{"type": "addr"}',
        b'{"type": "addr", "ref": ""}',
        b'{"type": "addr", "ref": 5}',
        b'{"type": ["addr"], "ref": "x"}',
        b'{"type": "addr", "ref": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "label": "mistyped"}',
        b'{"type": "addr", "ref": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "label": 7}',
        b'{"type": "addr", "ref": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "chain": "floofcoin"}',
        b"[" * 9_999,
        b'{"type": "addr", "ref": "' + b"1" * 20_000 + b'"}',
    ],
)
def test_a_bad_line_hides_no_other(bad: bytes) -> None:
    """It is told with its number, and the good ones around it count."""
    good = [line(type="addr", ref=one.wallet.address, label="x").encode() for one in (FIRST, SECOND)]
    decisions = decide(b"\n\n".join([good[0], bad, good[1]]))
    assert [(one.line, str(one.outcome)) for one in decisions] == [(1, "labelled"), (3, "refused"), (5, "labelled")]
    assert decisions[1].reason


@settings(deadline=None)
@given(noise=st.binary(max_size=200))
def test_any_line_is_decided(noise: bytes) -> None:
    """Whatever bytes a file holds, they are decisions and never a crash."""
    assert all(one.outcome in {Outcome.REFUSED, Outcome.IGNORED} for one in decide(noise))


@settings(deadline=None)
@given(
    value=st.dictionaries(
        st.sampled_from(["type", "ref", "label", "chain"]), st.none() | st.text(max_size=30) | st.integers()
    )
)
def test_any_object_is_decided(value: dict[str, object]) -> None:
    """Whatever an object holds, it labels no wallet that it does not name."""
    assert all(one.wallet is None for one in decide(json.dumps(value)))


def test_a_wallet_that_is_not_tracked() -> None:
    """It is told; asked to, it is added with its label, on the named chain."""
    address = "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"
    text = line(type="addr", ref=address, label="new")
    (told,) = decide(text)
    assert (told.outcome, told.wallet) == (Outcome.UNKNOWN, None)
    assert address in told.reason
    (added,) = decide(text, add=True)
    assert added.wallet == TrackedWallet(Wallet("bitcoin", address), "new")
    (refused,) = decide(text, chain="litecoin", add=True)
    assert refused.outcome is Outcome.REFUSED


def test_spelling_does_not_matter() -> None:
    """An address in another spelling is the same wallet."""
    (decision,) = decide(line(type="addr", ref=SECOND.wallet.address.upper(), label="x"))
    assert decision.wallet == replace(SECOND, label="x")


def test_one_address_on_several_chains() -> None:
    """Bitcoin's is meant where nothing else is said; of others one must be named."""
    address = FIRST.wallet.address
    others = [TrackedWallet(Wallet(chain, address)) for chain in ("dash", "zcash")]
    text = line(type="addr", ref=address, label="x")
    (decision,) = decide(text, [*others, FIRST])
    assert decision.wallet == replace(FIRST, label="x")
    (decision,) = decide(text, others)
    assert (decision.outcome, "--chain" in decision.reason) == (Outcome.REFUSED, True)


def test_no_label_changes_nothing() -> None:
    """A line without a label, or with the same, leaves what is there; the first line of a wallet decides."""
    named = replace(FIRST, label="old")
    texts = [
        line(type="addr", ref=FIRST.wallet.address),
        line(type="addr", ref=FIRST.wallet.address, label="second"),
    ]
    first, second = decide("\n".join(texts), [named])
    assert (first.outcome, first.wallet) == (Outcome.UNCHANGED, None)
    assert (second.outcome, second.wallet) == (Outcome.DUPLICATE, None)


def test_a_long_label_is_cut_and_told() -> None:
    """It keeps its beginning."""
    (decision,) = decide(line(type="addr", ref=FIRST.wallet.address, label="x" * 300))
    assert decision.wallet is not None
    assert len(decision.wallet.label) <= 200
    assert "cut" in decision.reason


def test_a_file_that_is_too_large() -> None:
    """It is refused as a whole."""
    with pytest.raises(InputError, match="too large"):
        decide(b"\n" * 300_000)


def test_windows_files_are_read() -> None:
    """A byte order mark and carriage returns do not matter."""
    text = line(type="addr", ref=FIRST.wallet.address, label="x")
    (decision,) = decide(b"\xef\xbb\xbf" + text.encode() + b"\r\n\r\n")
    assert decision.outcome is Outcome.LABELLED
    assert parse_record(text.encode()).label == "x"
