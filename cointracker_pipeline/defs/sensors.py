"""What starts runs by itself: files in the inbox, requests in the registry, news for the reports."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from cointracker_pipeline.defs.interrupted import INTERRUPTED_TAG
from cointracker_pipeline.defs.jobs import delete_wallets, import_spreadsheets, refresh, resync
from cointracker_pipeline.defs.launch import FOLLOWING
from cointracker_pipeline.defs.partitions import add_partitions
from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.defs.spreadsheets import TAKEN_TAG
from cointracker_pipeline.defs.state import portfolio_is_newest
from cointracker_pipeline.health.looks import note_look
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.find import Look, look
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import SyncRequest

RETRY_SECONDS = 600
"""A file whose run failed is tried again after this long; at once if Dagster was stopped meanwhile."""

COOLING_SECONDS = 60
"""A request whose run ended before it took it is tried again after this long."""

FINISHED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
WAITING = [DagsterRunStatus.QUEUED, DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING]
UNFINISHED = [*WAITING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
_TAG_CHARACTERS = 200
REQUESTS_TAG = "cointracker/requests"


def watch_inbox(context: dg.SensorEvaluationContext, pipeline: PipelineResource) -> dg.SensorResult | dg.SkipReason:
    """Start one run for all files that are complete; a file still being written is left until it is whole.

    While such a run is under way nothing is started: the files it is about to take still lie there.
    """
    now = time.time()
    with pipeline.opened() as opened:
        seen = look(opened.settings.inbox, json.loads(context.cursor or "{}"), now)
    for entry in seen.not_taken:
        context.log.warning(f"{entry.path.name}: {entry.reason}")
    cursor = json.dumps(seen.state)
    if not seen.ready:
        waiting = sum(not one["reason"] for one in seen.state.values())
        why = f"{waiting} files are still being written" if waiting else "The inbox is empty"
        return dg.SensorResult(skip_reason=why + _tell_last_taken(context.instance), cursor=cursor)
    if context.instance.get_runs(RunsFilter(job_name=import_spreadsheets.name, statuses=UNFINISHED), limit=1):
        return dg.SensorResult(skip_reason="A run that takes files is under way", cursor=cursor)
    names = [show_name(path) for path in seen.ready]
    looks = [seen.state[path.name] for path in seen.ready]
    marks = [f"{name}:{one['size']}:{one['mtime_ns']}" for name, one in zip(names, looks, strict=True)]
    request = dg.RunRequest(
        run_key=f"inbox:{_digest([*marks, str(int(now) // RETRY_SECONDS), _find_interrupted(context.instance)])}",
        job_name=import_spreadsheets.name,
        run_config={"ops": {"take_each_file": {"config": {"files": names}}}},
        tags={"cointracker/files": _list_files(seen)},
    )
    context.log.info(f"Starting a run for {_list_files(seen)}")
    return dg.SensorResult(run_requests=[request], cursor=cursor)


def watch_requests(context: dg.SensorEvaluationContext, pipeline: PipelineResource) -> dg.SensorResult | dg.SkipReason:
    """Turn all waiting requests into partitions and as few runs as possible: one a kind.

    A request is taken by its run, not here: it survives whatever happens in between. The same requests have the
    same run key, so they are started once, and again only when the run that should have taken them is over.
    """
    instance = context.instance
    if instance.get_runs(RunsFilter(tags={"cointracker/asked": "yes"}, statuses=WAITING), limit=1):
        return dg.SkipReason("A run that takes requests is about to start")
    with pipeline.opened() as opened:
        note_look(opened.settings, "requests")
        requests = opened.registry.waiting_requests()
    if not requests:
        return dg.SkipReason("Nobody asked for anything")
    runs = [run for kind, chosen in _by_kind(requests) if (run := _run_for(kind, chosen, instance))]
    wanted = dict.fromkeys(wallet_id for one in requests if one.kind != "delete" for wallet_id in one.wallet_ids)
    # Here and not by a request to the daemon, which looks each one up by itself: a minute for ten thousand.
    add_partitions(instance, wanted)  # in the order of the spreadsheet
    return dg.SensorResult(run_requests=runs)


def watch_balances(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Complete the prices and derive the portfolio and all reports anew, in one run, once after each run with changes.

    An automation condition would not see that a run over wallets named in its configuration still goes on, and
    takes seconds for each tick at ten thousand wallets; this is two small queries.
    """
    instance = context.instance
    if portfolio_is_newest(instance):
        return dg.SkipReason("The portfolio and the reports tell of every balance")
    if instance.get_runs(RunsFilter(statuses=[*WAITING, DagsterRunStatus.STARTED]), limit=1):
        return dg.SkipReason("A run goes on that may change balances")
    balances = instance.get_latest_materialization_event(dg.AssetKey("wallet_balances"))
    key = f"portfolio:{balances.run_id}:{balances.timestamp}" if balances else None
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key, asset_selection=FOLLOWING)])


def _find_interrupted(instance: dg.DagsterInstance) -> str:
    """Return the last run that took files when Dagster stopped, empty if none was: what it left is taken anew."""
    ours = RunsFilter(job_name=import_spreadsheets.name, tags={INTERRUPTED_TAG: "yes"})
    return next((run.run_id for run in instance.get_runs(ours, limit=1)), "")


def _list_files(seen: Look) -> str:
    """Return the names and sizes of what is ready, in so few characters that they fit into a tag."""
    each = [f"{show_name(path)} ({seen.state[path.name]['size']:,} bytes)" for path in seen.ready]
    text = ", ".join(each)
    return text if len(text) <= _TAG_CHARACTERS else f"{len(each)} files: {text[:_TAG_CHARACTERS]}…"


def _tell_last_taken(instance: dg.DagsterInstance) -> str:
    """Return what the last run that took files made of them; a tick ends before its run begins."""
    last = instance.get_run_records(RunsFilter(job_name=import_spreadsheets.name, statuses=FINISHED), limit=1)
    if not last or not (told := last[0].dagster_run.tags.get(TAKEN_TAG)):
        return ""
    ended = datetime.fromtimestamp(last[0].end_time or 0, UTC)
    return f". Last, at {ended:%Y-%m-%d %H:%M} UTC, {told}; run {last[0].dagster_run.run_id[:8]}"


def _by_kind(requests: Sequence[SyncRequest]) -> Iterator[tuple[str, list[SyncRequest]]]:
    for kind in ("delete", "resync", "refresh"):
        chosen = [one for one in requests if one.kind == kind]
        if chosen:
            yield kind, chosen


def _digest(parts: Iterable[str]) -> str:
    """Return what tells a list from any other, and is short: PostgreSQL's index of tags takes no thousand names."""
    return sha256("|".join(parts).encode()).hexdigest()[:32]


def _run_for(kind: str, requests: Sequence[SyncRequest], instance: dg.DagsterInstance) -> dg.RunRequest | None:
    """Return the run that answers requests, ``None`` while one that just ended without taking them cools down."""
    ids = [one.request_id for one in requests]
    key = f"{kind}:{_digest(map(str, ids))}"
    ended = instance.get_run_records(RunsFilter(tags={REQUESTS_TAG: key}, statuses=FINISHED))
    if any(time.time() - (run.end_time or 0) < COOLING_SECONDS for run in ended):
        return None
    # The run looks up whom they name: Dagster would keep and show a configuration of 100,000 names.
    config: dict[str, object] = {"requests": ids}
    if kind != "delete":
        config |= {"all_due": any(not one.wallet_ids for one in requests), "full": kind == "resync"}
    step = "delete_each_wallet" if kind == "delete" else "wallet_sync"
    return dg.RunRequest(
        run_key=f"{key}:{len(ended)}",
        job_name="delete_wallets" if kind == "delete" else kind,
        run_config={"ops": {step: {"config": config}}},
        tags={REQUESTS_TAG: key, "cointracker/asked": "yes"},
    )


@dg.definitions
def sensors() -> dg.Definitions:
    """Return the sensors, all running from the start."""
    seconds = load_settings().sensor_seconds
    inbox = dg.sensor(
        name="inbox",
        jobs=[import_spreadsheets],
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Takes the spreadsheets people drop into the inbox folder.",
    )(watch_inbox)
    requests = dg.sensor(
        name="requests",
        jobs=[refresh, resync, delete_wallets],
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts what people asked for: new wallets, refreshes, re-syncs, deletions.",
    )(watch_requests)
    follow = dg.sensor(
        name="portfolio_follows",
        target=dg.AssetSelection.assets(*FOLLOWING),
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Fetches missing prices, and derives the portfolio and all reports anew, after balances changed.",
    )(watch_balances)
    return dg.Definitions(sensors=[inbox, requests, follow])
