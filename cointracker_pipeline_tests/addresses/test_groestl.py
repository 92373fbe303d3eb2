"""Groestl-512 is the published hash."""

from cointracker_pipeline.addresses.groestl import hash_groestl

EMPTY = (
    "6d3ad29d279110eef3adbd66de2a0345a77baede1557f5d099fce0c03d6dc2ba"
    "8e6d4a6633dfbd66053c20faa87d1a11f39a7fbe4a6c2f009801370308fc4ad8"
)


def test_the_hash_of_nothing_is_the_published_one() -> None:
    """The submission's ShortMsgKAT_512 begins with it."""
    assert hash_groestl(b"").hex() == EMPTY


def test_a_message_may_fill_several_blocks() -> None:
    """The padding takes a block of its own where it does not fit."""
    hashes = {hash_groestl(bytes(length)) for length in (118, 119, 120, 128, 300)}
    assert len(hashes) == 5
    assert {len(one) for one in hashes} == {64}
