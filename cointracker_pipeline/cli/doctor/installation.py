"""Python and the packages."""

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from cointracker_pipeline.health.finding import Finding

PACKAGES = ("cointracker-pipeline", "dagster", "dagster-webserver", "duckdb")


def check_installation() -> Iterator[Finding]:
    """Tell the versions; Dagster and its web server must be of the same one."""
    yield Finding("python", "ok", f"{platform.python_version()} on {platform.system()}")
    versions = {name: _version_of(name) for name in PACKAGES}
    text = ", ".join(f"{name} {found or 'missing'}" for name, found in versions.items())
    if not all(versions.values()) or versions["dagster"] != versions["dagster-webserver"]:
        advice = "Install the locked versions again: make setup"
        yield Finding("packages", "problem", f"{text}; Dagster's packages must be of one version", advice)
    else:
        yield Finding("packages", "ok", text)


def _version_of(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
