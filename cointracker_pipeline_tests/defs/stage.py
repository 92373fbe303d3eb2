"""A home, its Dagster instance and a sandbox, and a daemon small enough to be stepped by a test."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus, RunsFilter
from dagster._core.definitions.sensor_definition import SensorExecutionData

from cointracker_pipeline.definitions import defs
from cointracker_pipeline.defs.launch import FOLLOWING, open_instance
from cointracker_pipeline.defs.partitions import WALLETS
from cointracker_pipeline.defs.resources import PipelineAccess
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.reports.wallet_balances import BalanceRow, read_balances
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.settings import Settings, load_settings

ASSETS = ("transactions", "wallet_balances", "daily_balances")
TOKEN_ASSETS = ("token_transfers", "token_balances")
CHECKS = {
    "balance_matches_chain": "wallet_balances",
    "no_duplicates": "transactions",
    "no_negative_balance": "daily_balances",
    "days_sum_to_balance": "daily_balances",
    "token_balances_match_transfers": "token_balances",
}
PRICE_CHECKS = {"prices_are_complete": "prices", "prices_are_plausible": "prices"}
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
RUN_KEY = "dagster/run_key"
REAL_RUNS = [
    pytest.mark.dagster,
    # Dagster passes this parameter of its own to our sensors; pytest drops the filter in definitions.py.
    pytest.mark.filterwarnings("ignore:Parameter `owners` of initializer `SensorDefinition"),
    # tenacity warns about the client's first wait unless it is exactly one second.
]
"""The marks of a module that starts real runs."""


@cache
def load() -> dg.Definitions:
    """Load the definitions once for all tests of a process."""
    return defs()


@dataclass
class Stage:
    """One home and what Dagster makes of it; everything is real but the daemon's clock."""

    settings: Settings
    instance: dg.DagsterInstance
    sandbox: RunningSandbox
    cursors: dict[str, str | None] = field(default_factory=dict)
    access: PipelineAccess = field(default_factory=PipelineAccess)
    loggers: Mapping[str, object] = field(default_factory=lambda: QUIET["loggers"])

    @contextmanager
    def opened(self) -> Iterator[Pipeline]:
        """Open the home as everything else does."""
        with open_pipeline(load_settings()) as pipeline:
            yield pipeline

    def known_wallets(self) -> list[str]:
        """Return the ids of the sandbox's addresses."""
        return [f"{one['chain']}:{one['address']}" for one in self.sandbox.control.wallets()]

    def add(self, *wallet_ids: str) -> list[str]:
        """Track wallets as a person does, drop the request for their first sync, and return them in their order."""
        with self.opened() as pipeline:
            pipeline.add_wallets([TrackedWallet(Wallet(*one.split(":", 1))) for one in wallet_ids], "test")
            waiting = [one.request_id for one in pipeline.registry.waiting_requests()]
            pipeline.registry.take_requests(waiting, "test", pipeline.clock())
        return sorted(wallet_ids)

    def add_all(self) -> list[str]:
        """Track every wallet of the sandbox."""
        return self.add(*self.known_wallets())

    def fail(self, wallet_id: str, kind: str = "400") -> None:
        """Make every request about one address fail."""
        self.sandbox.control.set_faults(kinds=[kind], path=f"*{wallet_id.split(':', 1)[1]}*")

    def heal(self) -> None:
        """End all faults."""
        self.sandbox.control.set_faults(clear=True)

    def start(
        self, job: str, config: Mapping[str, object] | None = None, tags: Mapping[str, str] | None = None
    ) -> dg.ExecuteInProcessResult:
        """Run a job to its end."""
        return (
            load()
            .resolve_job_def(job)
            .execute_in_process(
                run_config={"loggers": self.loggers, **({"ops": config} if config else {})},
                instance=self.instance,
                tags=tags,
                raise_on_error=False,
                resources={"pipeline": self.access},
            )
        )

    def refresh(self, *wallet_ids: str, **config: object) -> dg.ExecuteInProcessResult:
        """Refresh the wallets named in the configuration, or all that are due."""
        chosen = {"wallets": list(wallet_ids), "all_due": not wallet_ids, **config}
        return self.start("refresh", {"wallet_sync": {"config": chosen}})

    def materialize(
        self, first: str, last: str | None = None, assets: Sequence[str] = ASSETS
    ) -> dg.ExecuteInProcessResult:
        """Materialize one partition or a range of them, checks included, as the button in the UI does."""
        ranged = {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last or ""}
        return (
            load()
            .resolve_implicit_global_asset_job_def()
            .execute_in_process(
                run_config=QUIET,
                instance=self.instance,
                asset_selection=[dg.AssetKey(one) for one in assets],
                partition_key=None if last else first,
                tags=ranged if last else None,
                raise_on_error=False,
            )
        )

    def derive_portfolio(self) -> dg.ExecuteInProcessResult:
        """Materialize prices, the portfolio and every report."""
        return (
            load()
            .resolve_implicit_global_asset_job_def()
            .execute_in_process(
                run_config=QUIET,
                instance=self.instance,
                asset_selection=FOLLOWING,
                raise_on_error=False,
            )
        )

    def run_checks(self) -> dg.ExecuteInProcessResult:
        """Run the checks alone."""
        checks = dg.define_asset_job("checks_alone", selection=dg.AssetSelection.all_asset_checks())
        return (
            dg.Definitions.merge(load(), dg.Definitions(jobs=[checks]))
            .resolve_job_def("checks_alone")
            .execute_in_process(run_config=QUIET, instance=self.instance, raise_on_error=False)
        )

    def evaluate(self, sensor: str) -> SensorExecutionData:
        """Evaluate a sensor with its cursor, as one tick of the daemon."""
        definition = load().resolve_sensor_def(sensor)
        with dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursors.get(sensor),
            resources={"pipeline": PipelineAccess()},
            repository_def=load().get_repository_def(),
            sensor_name=sensor,
        ) as context:
            tick = definition.evaluate_tick(context)
        self.cursors[sensor] = tick.cursor
        return tick

    def tick(self, sensor: str) -> list[dg.ExecuteInProcessResult]:
        """Evaluate a sensor and run what it asks for; a run key that was used before starts nothing."""
        started = []
        for wish in self.evaluate(sensor).run_requests or []:
            if self.instance.get_runs(RunsFilter(tags={RUN_KEY: wish.run_key or ""}), limit=1):
                continue
            tags = {**wish.tags, RUN_KEY: wish.run_key or "", "dagster/sensor_name": sensor}
            started.append(self.start(wish.job_name or "", wish.run_config["ops"], tags))
        return started

    def drop(self, name: str, content: bytes | str) -> Path:
        """Drop a file into the inbox that nobody writes to any more."""
        path = self.settings.inbox / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def settle(self) -> None:
        """Let the inbox sensor have seen every file some time ago, without waiting for it."""
        seen = json.loads(self.cursors.get("inbox") or "{}")
        for one in seen.values():
            one["since"] -= 60
        self.cursors["inbox"] = json.dumps(seen)

    def take_inbox(self) -> list[dg.ExecuteInProcessResult]:
        """Let the inbox sensor look twice, the second time a minute later."""
        first = self.tick("inbox")
        self.settle()
        return [*first, *self.tick("inbox")]

    def statuses(self, asset: str = "transactions") -> dict[str, str]:
        """Return how Dagster shows each wallet: ``MATERIALIZED``, ``FAILED``, ``IN_PROGRESS`` or ``MISSING``."""
        keys = self.instance.get_dynamic_partitions("wallets")
        found = self.instance.get_status_by_partition(dg.AssetKey(asset), keys, WALLETS) or {}
        return {key: status.value if (status := found.get(key)) else "MISSING" for key in keys}

    def shown(self, status: str) -> set[str]:
        """Return the wallets with a status; the three assets always agree."""
        each = [{key for key, value in self.statuses(asset).items() if value == status} for asset in ASSETS]
        assert each[0] == each[1] == each[2]
        return each[0]

    def balances(self) -> list[BalanceRow]:
        """Return the stored balances."""
        with self.opened() as pipeline, pipeline.warehouse.transaction() as connection:
            return read_balances(connection)

    def truth(self, wallet_id: str) -> int:
        """Return the true confirmed balance of a wallet."""
        chain, address = wallet_id.split(":", 1)
        return int(self.sandbox.control.truth(chain, address)["totals"]["balance"])

    def failure_of(self, result: dg.ExecuteInProcessResult) -> str:
        """Return the sentence a failed run shows first."""
        data = next(event.step_failure_data for event in result.all_events if event.is_step_failure)
        assert data.user_failure_data, data.error
        return data.user_failure_data.description or ""

    def log_of(self, result: dg.ExecuteInProcessResult) -> str:
        """Return everything a run said, in order."""
        return "\n".join(entry.user_message for entry in self.instance.all_logs(result.run_id))

    def run_status(self, result: dg.ExecuteInProcessResult) -> DagsterRunStatus:
        """Return what the instance says of a run."""
        run = self.instance.get_run_by_id(result.run_id)
        assert run
        return run.status

    def check_results(self, run_id: str) -> dict[str, list[bool]]:
        """Return the results of each check that the instance stored for a run."""
        results: dict[str, list[bool]] = {}
        for entry in self.instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
            assert entry.dagster_event
            data = entry.dagster_event.asset_check_evaluation_data
            results.setdefault(data.check_name, []).append(data.passed)
        return results


@contextmanager
def open_stage(sandbox: RunningSandbox) -> Iterator[Stage]:
    """Open the home that the environment names, with the Dagster instance our own configuration makes."""
    settings = load_settings()
    assert os.environ["DAGSTER_HOME"]
    with open_instance(settings) as instance:
        yield Stage(settings, instance, sandbox)
