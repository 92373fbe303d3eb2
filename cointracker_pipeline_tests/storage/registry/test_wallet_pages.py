"""The page of wallets: every sort and filter gives each of a person's wallets once, in order."""

from datetime import UTC, datetime, timedelta

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.storage.registry import (
    OPERATOR,
    ListedWallet,
    Outcome,
    Registry,
    SyncEnd,
    WalletSort,
    WalletState,
    WalletSummary,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STATES: tuple[WalletState, ...] = (
    "running",
    "waiting",
    "failed",
    "not synced yet",
    "incomplete",
    "proven",
    "not exact yet",
    "partly unexplained",
    "not proven",
)


def summarise(number: int, **figures: object) -> WalletSummary:
    """Return what the pipeline tells of a wallet, proven unless told otherwise."""
    wallet = Wallet("bitcoin" if number % 2 else "dash", f"a{number}")
    values: dict[str, object] = {
        "balance": 10**30 + number,
        "pending": -number,
        "worth_cents": number * 7 % 5 if number % 3 else None,
        "proven": True,
        "complete": True,
        "transaction_count": number % 4,
        "checked_at": NOW + number % 3 * MINUTE,
        "newest_at": None,
    }
    return WalletSummary(wallet.wallet_id, wallet.chain, **(values | figures))  # type: ignore[arg-type]


def fill(registry: Registry, count: int) -> list[str]:
    """Let the operator track wallets with labels and tags, and one more person all of them with others."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    for number in range(count):
        wallet = Wallet("bitcoin" if number % 2 else "dash", f"a{number}")
        label, tags = ("", f"B{number % 5}", f"b{number % 5} 100%_")[number % 3], ("x",) if number % 4 else ("x", "y")
        registry.add_wallets([TrackedWallet(wallet, label, tags)], NOW + number % 2 * MINUTE)
        registry.add_wallets([TrackedWallet(wallet, "hers", ("secret",))], NOW, person_id=ann)
    registry.write_summaries([summarise(number) for number in range(count) if number != 5])
    return sorted(one.wallet_id for one in registry.list_tracked(OPERATOR))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["label", "chain", "balance", "worth", "transactions", "synced", "added"])
def test_pages_together_are_the_whole_list(registry: Registry, sort: WalletSort, descending: bool) -> None:
    """Each wallet once, whatever is equal or unknown, and in the same order as one long page."""
    ids = fill(registry, 17)
    whole = registry.list_wallet_page(OPERATOR, sort=sort, descending=descending)
    assert whole.next is None
    found: list[ListedWallet] = []
    after = None
    for _ in range(6):
        page = registry.list_wallet_page(OPERATOR, sort=sort, descending=descending, after=after, limit=3)
        found += page.rows
        after = page.next
    assert (tuple(found), after) == (whole.rows, None)
    assert sorted(one.wallet.wallet_id for one in found) == ids


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["label", "balance", "worth"])
def test_pages_lead_back_as_they_led_on(registry: Registry, sort: WalletSort, descending: bool) -> None:
    """From the last page to the first, each is the one that was seen before."""
    fill(registry, 8)
    pages = [registry.list_wallet_page(OPERATOR, sort=sort, descending=descending, limit=3)]
    while pages[-1].next:
        pages.append(
            registry.list_wallet_page(OPERATOR, sort=sort, descending=descending, after=pages[-1].next, limit=3)
        )
    assert [len(one.rows) for one in pages] == [3, 3, 2]
    back = pages[-1]
    for expected in reversed(pages[:-1]):
        assert back.previous
        back = registry.list_wallet_page(OPERATOR, sort=sort, descending=descending, before=back.previous, limit=3)
        assert back == expected
    assert back.previous is None


def test_rows_are_sorted_by_what_is_asked(registry: Registry) -> None:
    """What is not known comes before what is, labels whatever their case, and those without a label last."""
    fill(registry, 12)
    worths = [one.worth_cents for one in registry.list_wallet_page(OPERATOR, sort="worth").rows]
    assert worths == sorted(worths, key=lambda cents: -1 if cents is None else cents)
    labels = [one.label for one in registry.list_wallet_page(OPERATOR).rows]
    assert labels == sorted(labels, key=lambda label: (not label, label.lower()))


def test_balances_are_sorted_coin_by_coin_as_numbers(registry: Registry) -> None:
    """Nine comes before ten, and what is not known before nothing; a number of one coin says nothing of another's."""
    balances = [10**37, 9, 10, 0, 10**18, 5, 99, 7]
    registry.add_wallets(
        [TrackedWallet(Wallet("bitcoin" if number % 2 else "dash", f"a{number}")) for number in range(9)], NOW
    )
    registry.write_summaries([summarise(number, balance=one) for number, one in enumerate(balances)])
    rows = registry.list_wallet_page(OPERATOR, sort="balance").rows
    assert [(one.wallet.chain, one.balance) for one in rows] == [
        *[("bitcoin", one) for one in (0, 5, 7, 9)],
        *[("dash", one) for one in (None, 10, 99, 10**18, 10**37)],
    ]


def test_rows_are_filtered(registry: Registry) -> None:
    """By chain, tag and text, together too; another's labels and tags find nothing."""
    fill(registry, 12)
    page = registry.list_wallet_page
    assert {one.wallet.chain for one in page(OPERATOR, chain="dash").rows} == {"dash"}
    assert all("y" in one.tags for one in page(OPERATOR, tag="y").rows)
    assert [len(page(OPERATOR, tag=tag).rows) for tag in ("x", "y", "secret")] == [12, 3, 0]
    assert len(page(OPERATOR, tag="y", chain="bitcoin").rows) == 0
    assert [one.wallet.address for one in page(OPERATOR, text=" A11 ").rows] == ["a11"]
    assert len(page(OPERATOR, text="b2").rows) == 2
    assert [len(page(OPERATOR, text=text).rows) for text in ("100%_", "%", "_", "hers", "\\")] == [4, 4, 4, 0, 0]
    assert page(99).rows == ()


def test_every_state_is_told(registry: Registry) -> None:
    """What goes on comes first, then what failed with its error, then what is known; each can be asked for."""
    ids = [summarise(number).wallet_id for number in range(9)]
    registry.add_wallets([TrackedWallet(Wallet(*one.split(":"))) for one in ids], NOW)
    written = [summarise(number) for number in (0, 1, 2, 5)]
    written += [summarise(4, complete=False, proven=False), summarise(6, proven=False, unproven_as="inexact")]
    written += [summarise(7, proven=False, unproven_as="unexplained")]
    written += [summarise(8, proven=False, unproven_as="mismatch")]
    assert registry.write_summaries(written) == 8
    ends: tuple[tuple[Outcome, Outcome], ...] = (
        ("failed", "succeeded"),
        ("succeeded", "failed"),
        ("failed", "succeeded"),
    )
    for outcome, over in ends:
        begun = registry.start_sync("run", ids[2], "refresh", NOW)
        registry.finish_syncs([SyncEnd(begun, outcome, 0, 0, 0, f"{outcome}!")], NOW)
        begun = registry.start_sync("run", ids[5], "refresh", NOW)
        registry.finish_syncs([SyncEnd(begun, over, 0, 0, 0, "")], NOW)
    registry.start_sync("run", ids[0], "refresh", NOW)
    registry.ask("refresh", ids[:2], "me", NOW)
    registry.ask("delete", [ids[6]], "me", NOW)
    rows = registry.list_wallet_page(OPERATOR).rows
    assert {one.wallet.wallet_id: one.state for one in rows} == dict(zip(ids, STATES, strict=True))
    assert [one.error for one in rows if one.error] == ["failed!"]
    for wallet_id, state in zip(ids, STATES, strict=True):
        assert [one.wallet.wallet_id for one in registry.list_wallet_page(OPERATOR, state=state).rows] == [wallet_id]
    assert registry.count_wallet_facets(OPERATOR).states == dict.fromkeys(STATES, 1)


def test_why_a_wallet_is_not_proven_follows_what_the_pipeline_tells(registry: Registry) -> None:
    """Where nothing is told it is not proven; a reason is news, and what is incomplete or proven is called so alone."""
    registry.add_wallets([TrackedWallet(Wallet("dash", "a0"))], NOW)
    told: tuple[tuple[dict[str, object], WalletState], ...] = (
        ({"proven": False}, "not proven"),
        ({"proven": False, "unproven_as": "inexact"}, "not exact yet"),
        ({"proven": False, "unproven_as": "mismatch"}, "not proven"),
        ({"proven": False, "unproven_as": "unexplained"}, "partly unexplained"),
        ({"proven": False, "unproven_as": "unexplained", "complete": False}, "incomplete"),
        ({"unproven_as": "inexact"}, "proven"),
        ({}, "proven"),
    )
    for figures, state in told:
        assert registry.write_summaries([summarise(0, **figures)]) == 1
        assert registry.find_summaries(["dash:a0"]) == {"dash:a0": summarise(0, **figures)}
        asked = {one: len(registry.list_wallet_page(OPERATOR, state=one).rows) for one in STATES}
        assert asked == dict.fromkeys(STATES, 0) | {state: 1}
        assert registry.count_wallet_facets(OPERATOR).states == {state: 1}


def test_facets_count_what_there_is(registry: Registry) -> None:
    """Chains, tags and sums of the person's own wallets."""
    fill(registry, 12)
    facets = registry.count_wallet_facets(OPERATOR)
    assert (facets.chains, facets.tags) == ({"bitcoin": 6, "dash": 6}, {"x": 12, "y": 3})
    known = [summarise(number).worth_cents for number in range(12) if number != 5]
    assert facets.worth_cents == sum(one or 0 for one in known)
    assert (facets.priced, facets.proven, facets.total) == (sum(one is not None for one in known), 11, 12)
    assert registry.count_wallet_facets(99).total == 0


@pytest.mark.parametrize(
    "after", ["", "x", "////", "W10", "WyJsYWJlbCIsIDEsICJ4Il0", "é", "WyJ3b3J0aCIsIHRydWUsICJ4Il0"]
)
def test_a_page_that_was_not_told_is_refused(registry: Registry, after: str) -> None:
    """Nothing that people write into an address breaks the page."""
    sorts: tuple[WalletSort, ...] = ("label", "worth")
    for sort in sorts:
        with pytest.raises(InputError, match="first one"):
            registry.list_wallet_page(OPERATOR, sort=sort, after=after)


def test_only_news_is_written(registry: Registry) -> None:
    """An unchanged summary is none, and a wallet that nobody tracks has none; one leaves with its wallet."""
    registry.add_wallets([TrackedWallet(Wallet("dash", "a0")), TrackedWallet(Wallet("bitcoin", "a1"))], NOW)
    written = [summarise(0), summarise(1), summarise(2)]
    assert registry.write_summaries(written) == 2
    assert registry.write_summaries(written[:2]) == 0
    assert registry.write_summaries([summarise(0, checked_at=NOW + 9 * MINUTE)]) == 1
    assert registry.find_summaries(["dash:a0"]) == {"dash:a0": summarise(0, checked_at=NOW + 9 * MINUTE)}
    assert registry.write_summaries([summarise(0), summarise(1, balance=-5)]) == 2
    assert registry.find_summaries(["dash:a0", "bitcoin:a1"]) == {
        "dash:a0": summarise(0),
        "bitcoin:a1": summarise(1, balance=-5),
    }
    registry.delete_wallet("dash:a0")
    assert registry.list_summarised() == ["bitcoin:a1"]
    registry.forget_summaries(["bitcoin:a1"])
    assert registry.list_summarised() == []
