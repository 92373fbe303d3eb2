"""The outbox: what people should be told, and which channel has told it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, cast, exists, insert, select, text, update

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import UtcTime, alert_deliveries, alerts, tracks

# An alert may have left with its wallet while it was being sent.
_MARK = text("""
    insert into alert_deliveries (alert_id, channel, sent_at)
    select alert_id, :channel, :now from alerts where alert_id = :alert_id
    on conflict do nothing
""").bindparams(bindparam("now", type_=UtcTime))


@dataclass(frozen=True, slots=True)
class SentAlert:
    """What was told about a wallet, in short."""

    subject: str
    title: str
    raised_at: datetime


class Alerts:
    """The registry's part for alerts."""

    _database: Database

    def raise_alert(self, alert: Alert, event_key: str, now: datetime) -> bool:
        """Let an alert wait for every channel; tell whether it is new: one event, by its key, is one alert.

        What was written before a new one survives a power cut with it: a spreadsheet leaves the inbox right after.
        """
        row = {
            "event_key": event_key,
            "kind": alert.kind,
            "subject": alert.subject,
            "title": alert.title,
            "text": alert.text,
            "raised_at": now,
        }
        with self._database.writing(durable=True) as connection:
            if connection.execute(select(alerts.c.alert_id).where(alerts.c.event_key == event_key)).first():
                return False
            connection.execute(insert(alerts).values(row))
        return True

    def end_event(self, event_key: str) -> None:
        """Let an event be over: what is raised under its key from now on is another one."""
        over = alerts.c.event_key + ":" + cast(alerts.c.alert_id, Text)
        with self._database.writing() as connection:
            connection.execute(update(alerts).where(alerts.c.event_key == event_key).values(event_key=over))

    def waiting_alerts(self, channel: str) -> dict[int, Alert]:
        """Return what a channel has not sent yet by the alert's id, the oldest first."""
        delivered = exists().where(
            alert_deliveries.c.alert_id == alerts.c.alert_id, alert_deliveries.c.channel == channel
        )
        with self._database.reading() as connection:
            rows = connection.execute(select(alerts).where(~delivered).order_by(alerts.c.alert_id)).all()
        return {row.alert_id: Alert(row.kind, row.subject, row.title, row.text, row.raised_at) for row in rows}

    def latest_alerts(self, person_id: int, limit: int) -> list[SentAlert]:
        """Return what was told lately about the wallets that a person tracks, the newest first."""
        theirs = tracks.join(alerts, alerts.c.subject == tracks.c.wallet_id)
        told = select(alerts.c.subject, alerts.c.title, alerts.c.raised_at).select_from(theirs)
        query = told.where(tracks.c.person_id == person_id).order_by(alerts.c.alert_id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [SentAlert(row.subject, row.title, row.raised_at) for row in connection.execute(query)]

    def mark_sent(self, channel: str, ids: Iterable[int], now: datetime) -> None:
        """Write down that a channel sent alerts: they no longer wait for it; the first time stays."""
        rows = [{"alert_id": alert_id, "channel": channel, "now": now} for alert_id in ids]
        if rows:
            with self._database.writing() as connection:
                connection.execute(_MARK, rows)
