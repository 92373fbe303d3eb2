"""The registry and the warehouse."""

from collections.abc import Iterator

from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.registry.tables import REVISION
from cointracker_pipeline.storage.warehouse import Warehouse

NOT_MADE = "not made yet; the first command that needs it makes it"


def check_registry(settings: Settings) -> Iterator[Finding]:
    """Open the registry, if there is one."""
    if settings.registry_url is None and not (settings.home / "registry.sqlite").exists():
        yield Finding("registry", "ok", NOT_MADE)
        return
    with Registry(settings.effective_registry_url) as registry:
        registry.prepare()
        tracked, waiting = registry.count_wallets(), len(registry.list_waiting(None))
    size = "" if settings.registry_url else f"{_measure(settings) / 1e6:,.1f} MB, "
    yield Finding("registry", "ok", f"form {REVISION}, {size}{tracked:,} wallets, {waiting:,} requests waiting")


def _measure(settings: Settings) -> int:
    """Return the bytes of the registry's file and of what is not yet written into it."""
    return sum(path.stat().st_size for path in settings.home.glob("registry.sqlite*"))


def check_warehouse(settings: Settings) -> Iterator[Finding]:
    """Open the warehouse, if there is one."""
    path = settings.warehouse_path
    if not path.exists():
        yield Finding("warehouse", "ok", NOT_MADE)
        return
    with Warehouse(path).transaction() as connection:
        row = connection.execute(
            """
            select (select max(version) from schema_versions), version(),
                (select count(*) from wallet_balances), (select count(*) from transactions)
            """
        ).fetchone()
    form, duckdb, wallets, rows = row or (0, "", 0, 0)
    megabytes = path.stat().st_size / 1e6
    text = f"form {form}, DuckDB {duckdb}, {megabytes:,.1f} MB, {wallets:,} wallets, {rows:,} transactions"
    yield Finding("warehouse", "ok", text)
