"""Registries to test against: a real SQLite file, and PostgreSQL where there is one."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from cointracker_pipeline.storage.registry import Registry

_POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/test"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Name an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'home' / 'registry.sqlite'}"


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """Name an empty schema of a local PostgreSQL."""
    pytest.importorskip("psycopg2", reason="service: PostgreSQL needs psycopg2, which is not installed")
    schema = f"registry_{uuid4().hex}"
    engine = create_engine(_POSTGRESQL)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"create schema {schema}"))
    except OperationalError:
        pytest.skip("service: no PostgreSQL on 127.0.0.1:5432 with a database `test` for the user postgres")
    yield f"{_POSTGRESQL}?options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(text(f"drop schema {schema} cascade"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Name an empty database of each kind."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def registry(url: str) -> Iterator[Registry]:
    """Open an empty registry."""
    with Registry(url) as registry:
        registry.prepare()
        yield registry
