"""Books that keep nothing, for the day on which the registry cannot be opened."""

from datetime import datetime

from cointracker_pipeline.domain.budget import Grant, Limits, Refusal


class NoBooks:
    """Grants everything: one question of the doctor is all that is asked."""

    def reserve(self, account: str, endpoint: str, millipoints: int, limits: Limits, now: datetime) -> Grant | Refusal:
        """Grant the request."""
        return Grant(0)

    def settle(self, grant: Grant, millipoints: int, now: datetime) -> None:
        """Forget the request."""

    def adjust(self, account: str, spent_today: int, now: datetime) -> None:
        """Forget what the service counts."""

    def spent_today(self, account: str, now: datetime) -> int:
        """Return nothing spent."""
        return 0
