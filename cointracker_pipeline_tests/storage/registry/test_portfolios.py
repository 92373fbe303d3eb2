"""What people hold is summed exactly, each person's own."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import OPERATOR, HeldPart, Registry, WalletSummary

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
AMOUNTS = st.integers(-(10**38) + 1, 10**38 - 1)


def track(registry: Registry, balances: Sequence[int], tags: Sequence[str] = (), person_id: int = OPERATOR) -> None:
    """Let a person track wallets that hold these balances, half of it pending, each worth a dollar."""
    wallets = [Wallet("bitcoin", f"w{number}") for number in range(len(balances))]
    registry.add_wallets([TrackedWallet(one, tags=tuple(tags)) for one in wallets], NOW, person_id=person_id)
    registry.write_summaries(
        [
            WalletSummary(one.wallet_id, one.chain, balance, balance // 2, 100, True, True, 3, NOW, NOW)
            for one, balance in zip(wallets, balances, strict=True)
        ]
    )


def test_sums_are_exact_whatever_the_amounts(registry: Registry) -> None:
    """Up to 38 digits, of either sign, in a database whose integers have 64 bits."""

    @settings(max_examples=30, deadline=None)
    @given(st.lists(AMOUNTS, min_size=6, max_size=6))
    def check(balances: list[int]) -> None:
        track(registry, balances)
        (held,) = registry.sum_by_chain(OPERATOR)
        assert (held.balance, held.pending) == (sum(balances), sum(one // 2 for one in balances))

    check()


def test_a_chain_tells_what_is_known_of_its_wallets(registry: Registry) -> None:
    """One of two wallets was synced; the other counts and adds nothing."""
    track(registry, [10**30])
    registry.add_wallets([TrackedWallet(Wallet("bitcoin", "new"))], NOW)
    assert registry.sum_by_chain(OPERATOR) == [
        HeldPart("bitcoin", 2, 1, 1, 0, 100, 1, 3, NOW, 10**30, 10**30 // 2),
    ]


def test_a_chain_is_summed_of_wallets_with_a_tag(registry: Registry) -> None:
    """Of one's own tag: another person's wallets with the same tag add nothing."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    track(registry, [5], ["cold"])
    registry.add_wallets([TrackedWallet(Wallet("bitcoin", "w0"), tags=("hers",))], NOW, person_id=ann)
    registry.add_wallets([TrackedWallet(Wallet("bitcoin", "bare"))], NOW)
    assert [(one.wallets, one.balance) for one in registry.sum_by_chain(OPERATOR, "cold")] == [(1, 5)]
    assert [(one.wallets, one.balance) for one in registry.sum_by_chain(ann, "hers")] == [(1, 5)]
    assert registry.sum_by_chain(ann, "cold") == registry.sum_by_chain(OPERATOR, "hers") == []


def test_a_wallet_counts_in_each_of_its_tags(registry: Registry) -> None:
    """And in none of another person's, who tracks the same wallet."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    track(registry, [5], ["cold", "old"])
    registry.add_wallets([TrackedWallet(Wallet("bitcoin", "w0"), tags=("hers",))], NOW, person_id=ann)
    registry.add_wallets([TrackedWallet(Wallet("bitcoin", "bare"))], NOW)
    told = {one.tag: (one.wallets, one.worth_cents) for one in registry.sum_by_tag(OPERATOR)}
    assert told == {"cold": (1, 100), "old": (1, 100), "": (1, 0)}
    assert [one.tag for one in registry.sum_by_tag(ann)] == ["hers"]


def test_what_holds_something_without_a_price_is_counted(registry: Registry) -> None:
    """An empty wallet without a price is worth nothing for certain."""
    track(registry, [7, 0, 9])
    later = NOW + timedelta(hours=1)
    registry.write_summaries(
        [
            WalletSummary(f"bitcoin:w{number}", "bitcoin", balance, 0, None, True, True, 3, later, NOW)
            for number, balance in enumerate((7, 0))
        ]
    )
    (held,) = registry.sum_by_chain(OPERATOR)
    assert (held.unpriced, held.worth_cents, held.checked_at) == (1, 100, NOW)


def test_what_nothing_is_known_of_is_not_worth_nothing(registry: Registry) -> None:
    """A tag over two coins tells which of them has no price; one without any has no worth."""
    track(registry, [5], ["mixed"])
    other = Wallet("dogecoin", "d")
    registry.add_wallets([TrackedWallet(other, tags=("mixed", "unknown"))], NOW)
    assert registry.sum_by_chain(OPERATOR)[1].known_worth is None, "not synced"
    registry.write_summaries(
        [WalletSummary(other.wallet_id, "dogecoin", 7, 0, None, True, True, 3, NOW, NOW)],
    )
    assert [one.known_worth for one in registry.sum_by_chain(OPERATOR)] == [100, None]
    told = {one.tag: (one.known_worth, one.unpriced_chains, one.wallets) for one in registry.sum_by_tag(OPERATOR)}
    assert told == {"mixed": (100, ("dogecoin",), 2), "unknown": (None, ("dogecoin",), 1)}
