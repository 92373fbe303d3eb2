"""The outbox: one event is one alert, and waits for each channel by itself."""

from datetime import UTC, datetime, timedelta

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import Registry

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
UNPROVEN = Alert("unproven", "bitcoin:a", "Not proven · 🍕", "The sum differs.\nBy 1.")
QUOTA = Alert("quota", "", "The day's points are spent", "")


def test_one_event_is_one_alert(registry: Registry) -> None:
    """Raised again under its key it is not new, and the first words stay; it comes back as it was raised."""
    assert registry.raise_alert(UNPROVEN, "unproven:a", NOW)
    assert not registry.raise_alert(QUOTA, "unproven:a", LATER)
    (alert,) = registry.waiting_alerts("log").values()
    assert alert == Alert("unproven", "bitcoin:a", "Not proven · 🍕", "The sum differs.\nBy 1.", NOW)


def test_an_event_that_was_sent_is_not_raised_again(registry: Registry) -> None:
    """What people know already does not come a second time."""
    registry.raise_alert(UNPROVEN, "unproven:a", NOW)
    registry.mark_sent("log", registry.waiting_alerts("log"), LATER)
    assert not registry.raise_alert(UNPROVEN, "unproven:a", LATER)
    assert registry.waiting_alerts("log") == {}


def test_an_event_that_is_over_may_come_again(registry: Registry) -> None:
    """Each time it is one alert; what was told of the last one stays told, and another event goes on."""
    registry.raise_alert(QUOTA, "quota", NOW)
    for number in range(3):
        assert registry.raise_alert(UNPROVEN, "blocked", NOW)
        assert not registry.raise_alert(UNPROVEN, "blocked", LATER)
        assert len(registry.waiting_alerts("log")) == 1 + (number == 0)
        registry.mark_sent("log", registry.waiting_alerts("log"), LATER)
        for _ in range(2):
            registry.end_event("blocked")
    assert not registry.raise_alert(QUOTA, "quota", LATER)


def test_each_channel_has_its_own_queue(registry: Registry) -> None:
    """The oldest come first; what one channel sent still waits for the other, and marking twice is marking once."""
    for number, alert in enumerate([QUOTA, UNPROVEN]):
        registry.raise_alert(alert, str(number), NOW)
    first, second = registry.waiting_alerts("log")
    for _ in range(2):
        registry.mark_sent("log", [first], LATER)
    assert list(registry.waiting_alerts("log")) == [second]
    assert list(registry.waiting_alerts("mail")) == [first, second]


def test_the_alerts_of_a_wallet_leave_with_it(registry: Registry) -> None:
    """Those that wait and those that were sent; one that leaves while it is sent can still be marked."""
    registry.add_wallets([TrackedWallet(Wallet("bitcoin", "a"))], NOW)
    registry.raise_alert(UNPROVEN, "unproven:a", NOW)
    registry.raise_alert(QUOTA, "quota", NOW)
    taken = list(registry.waiting_alerts("mail"))
    registry.mark_sent("log", taken, NOW)
    registry.delete_wallet("bitcoin:a")
    assert list(registry.waiting_alerts("mail")) == taken[1:]
    registry.mark_sent("mail", taken, NOW)
    assert registry.waiting_alerts("mail") == {}
    assert registry.raise_alert(UNPROVEN, "unproven:a", LATER)
