"""What people ask for becomes as few runs as possible, and is never lost."""

from datetime import UTC, datetime, timedelta

import time_machine
from dagster import DagsterRunStatus

from cointracker_pipeline.defs.sensors import COOLING_SECONDS
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage, load

pytestmark = REAL_RUNS


def ask(stage: Stage, kind: str, *wallet_ids: str) -> int:
    """Ask for wallets, as the web does."""
    with stage.opened() as pipeline:
        return pipeline.registry.ask(kind, wallet_ids, "test", pipeline.clock())  # type: ignore[arg-type]


def state_of(stage: Stage, request_id: int) -> str:
    """Return what became of a request."""
    with stage.opened() as pipeline:
        return pipeline.registry.request_state(request_id)


def test_many_requests_are_one_run(stage: Stage) -> None:
    """Their wallets become partitions at once, and one run takes all of them."""
    wallets = stage.add_all()
    asked = [ask(stage, "refresh", one) for one in wallets[:3]]
    (result,) = stage.tick("requests")
    assert result.success
    assert stage.shown("MATERIALIZED") == set(wallets[:3])
    assert {state_of(stage, one) for one in asked} == {"taken"}
    assert stage.tick("requests") == []


def test_asked_twice_is_once(stage: Stage) -> None:
    """The same wish is one request, and a tick repeated before the run began asks for the same run."""
    wallet = stage.add_all()[0]
    assert ask(stage, "refresh", wallet) == ask(stage, "refresh", wallet)
    (first,), (second,) = (stage.evaluate("requests").run_requests or [] for _ in range(2))
    assert first.run_key == second.run_key
    assert stage.instance.get_dynamic_partitions("wallets") == [wallet]


def test_nothing_asked_is_nothing_done(stage: Stage) -> None:
    """The sensor says so."""
    tick = stage.evaluate("requests")
    assert (tick.run_requests, tick.skip_message) == ([], "Nobody asked for anything")


def test_a_run_about_to_start_is_waited_for(stage: Stage) -> None:
    """While a run that will take requests has not started, no second one is asked for."""
    ask(stage, "refresh", stage.add_all()[0])
    job = load().resolve_job_def("refresh")
    queued = stage.instance.create_run_for_job(
        job, status=DagsterRunStatus.NOT_STARTED, tags={"cointracker/asked": "yes"}
    )
    assert stage.evaluate("requests").run_requests == []
    stage.instance.report_run_canceled(queued)
    assert len(stage.evaluate("requests").run_requests or []) == 1


def test_a_request_survives_a_run_that_dies(stage: Stage) -> None:
    """A run that ended without taking its requests is followed by another one, but not at every tick."""
    wallet = stage.add_all()[0]
    asked = ask(stage, "refresh", wallet)
    (lost,) = stage.evaluate("requests").run_requests or []
    job = load().resolve_job_def("refresh")
    dead = stage.instance.create_run_for_job(job, tags={**lost.tags, "dagster/run_key": lost.run_key or ""})
    stage.instance.report_run_failed(dead, "killed")
    assert state_of(stage, asked) == "waiting"
    assert stage.evaluate("requests").run_requests == []
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=COOLING_SECONDS)):
        (result,) = stage.tick("requests")
    assert result.success
    assert state_of(stage, asked) == "taken"
    assert stage.shown("MATERIALIZED") == {wallet}


def test_a_request_without_wallets_means_all_due(stage: Stage) -> None:
    """One run finds out by itself what is due."""
    wallets = stage.add_all()
    ask(stage, "refresh")
    (result,) = stage.tick("requests")
    assert result.success
    assert stage.shown("MATERIALIZED") == set(wallets)


def test_each_kind_has_its_run(stage: Stage) -> None:
    """A refresh, a re-sync and a deletion that wait together are three runs."""
    first, second, third, *_ = stage.add_all()
    ask(stage, "refresh", first)
    ask(stage, "resync", second)
    ask(stage, "delete", third)
    assert [one.job_name for one in stage.evaluate("requests").run_requests or []] == [
        "delete_wallets",
        "resync",
        "refresh",
    ]
    assert all(result.success for result in stage.tick("requests"))
    assert [one.wallet_id for one in stage.balances()] == sorted([first, second])


def test_many_requests_do_not_make_a_long_run_key(stage: Stage) -> None:
    """The key of a run over a thousand requests is still short enough to be a tag."""
    wallets = stage.add_all()
    with stage.opened() as pipeline:
        for number in range(300):
            pipeline.registry.ask("refresh", [wallets[0], f"{wallets[1]}{number}"], "test", pipeline.clock())
    (request,) = stage.evaluate("requests").run_requests or []
    assert len(request.run_key or "") < 255


def test_a_long_sheet_is_one_run_whose_configuration_stays_short(stage: Stage) -> None:
    """More wallets than SQLite takes in one statement become partitions in one tick; the run looks up their names."""
    wallets = [f"bitcoin:{number}" for number in range(33_000)]
    ask(stage, "refresh", *wallets)
    (request,) = stage.evaluate("requests").run_requests or []
    assert stage.instance.get_dynamic_partitions("wallets") == wallets
    assert len(str(request.run_config)) < 200
