"""Sends alerts, from the tick itself: no run is worth what takes a moment."""

import json
import time

import dagster as dg

from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.errors import ChannelError
from cointracker_pipeline.settings import load_settings

REST_SECONDS = 300
"""A channel that failed is tried again after this long."""


def watch_alerts(context: dg.SensorEvaluationContext, pipeline: PipelineResource) -> dg.SensorResult | dg.SkipReason:
    """Send what waits for each chosen channel; one that failed rests for some minutes, the others go on."""
    now = time.time()
    resting = {name: until for name, until in json.loads(context.cursor or "{}").items() if until > now}
    try:
        with pipeline.opened() as opened:
            sent = opened.send_alerts(resting)
    except ChannelError as error:
        context.log.error(str(error))
        resting |= dict.fromkeys(error.channels, now + REST_SECONDS)
        return dg.SensorResult(skip_reason=str(error), cursor=json.dumps(resting))
    if sent:
        context.log.info(f"Alerts sent: {sent}")
    said = f"Alerts sent: {sent}" if sent else "No alert waits"
    tried_later = f"; tried again later: {', '.join(resting)}" if resting else ""
    return dg.SensorResult(skip_reason=said + tried_later, cursor=json.dumps(resting))


@dg.definitions
def alert_sensor() -> dg.Definitions:
    """Return the sensor, running from the start."""
    alerts = dg.sensor(
        name="alerts",
        minimum_interval_seconds=load_settings().sensor_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells people what happened, through the channels that COINTRACKER_CHANNELS chooses.",
    )(watch_alerts)
    return dg.Definitions(sensors=[alerts])
