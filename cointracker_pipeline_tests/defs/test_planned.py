"""The internals of Dagster that defs/planned.py and defs/partitions.py lean on are as they were."""

import dagster as dg
from dagster._core.events import AssetMaterializationPlannedData, DagsterEvent

from cointracker_pipeline.defs.partitions import list_shown
from cointracker_pipeline.defs.planned import plan_partitions
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS
KEYS = [dg.AssetKey("transactions")]


def test_a_planned_partition_is_an_event_of_its_run(stage: Stage) -> None:
    """The event carries asset and partition, and is stored under the step that reported it."""
    data = AssetMaterializationPlannedData(KEYS[0], partition="a:b")
    event = DagsterEvent.build_asset_materialization_planned_event("job", "step", data)
    assert event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
    assert (event.asset_key, event.partition, event.step_key) == (KEYS[0], "a:b", "step")


def test_a_planned_partition_of_a_failed_run_is_failed(stage: Stage) -> None:
    """Planned in a run that fails, and not materialized, is what Dagster shows as failed."""
    keys = ["a:green", "a:red", "a:other"]
    stage.instance.add_dynamic_partitions("wallets", keys)

    @dg.asset(name="transactions", partitions_def=dg.DynamicPartitionsDefinition(name="wallets"))
    def plans_and_fails(context: dg.AssetExecutionContext) -> None:
        plan_partitions(context, KEYS, ["a:red"])
        context.log_event(dg.AssetMaterialization(KEYS[0], partition="a:green"))
        raise dg.Failure("on purpose", allow_retries=False)

    job = dg.Definitions([plans_and_fails], jobs=[dg.define_asset_job("lone", [plans_and_fails])])
    lone = job.resolve_job_def("lone")
    assert not lone.execute_in_process(instance=stage.instance, raise_on_error=False).success
    assert stage.statuses() == {"a:green": "MATERIALIZED", "a:red": "FAILED", "a:other": "MISSING"}
    assert list_shown(stage.instance, "FAILED", KEYS) == {"a:red"}
    assert list_shown(stage.instance, "MATERIALIZED", KEYS) == {"a:green"}
    assert list_shown(stage.instance, "MATERIALIZED", [*KEYS, dg.AssetKey("wallet_balances")]) == set()
