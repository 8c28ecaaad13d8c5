"""Fixtures of all rooms: a real PostgreSQL and Valkey for the session, an own database for each test."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from backend.kit.ports import free_port
from backend.supervisor.child import Command
from backend.supervisor.postgres import Postgres, ensure_database
from backend.supervisor.valkey import Valkey
from tests.support.house import RunningHouse, running_house
from tests.support.spreading import Rooms
from tests.support.wait import until


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Rooms:
    """How tests are spread over processes."""
    return Rooms(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: many tests wait for a process that starts or for a time limit to pass."""
    return (os.cpu_count() or 1) + 1


@contextmanager
def serving(command: Command, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command for the time of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(command.launched(), env=dict(command.env), stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.send_signal(command.stop_signal)
        process.wait(20)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A cluster of its own, as in production but for the fsync."""
    folder = tmp_path_factory.mktemp("postgres")
    server = Postgres(folder, free_port(), secrets.token_hex(8), durable=False)
    server.prepare()

    def answers() -> bool:
        with suppress(psycopg.OperationalError):
            ensure_database(server.url)
            return True
        return False

    with serving(server.command(), folder / "log"):
        until(answers, 30)
        yield server


@pytest.fixture(scope="session")
def migrated_template(postgres_server: Postgres) -> str:
    """A database with the whole schema; copying it is quicker than migrating again."""
    from backend.migrations.run import upgrade

    url = postgres_server.url.rsplit("/", 1)[0] + "/migrated"
    ensure_database(url)
    upgrade(url)
    return "migrated"


@contextmanager
def own_database(server: Postgres, template: str) -> Iterator[str]:
    """A database of one's own, copied from a template, for the time of the block."""
    name = f"t_{secrets.token_hex(6)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}" strategy file_copy'.encode())
        try:
            yield server.url.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f'drop database "{name}" with (force)'.encode())


@pytest.fixture
def empty_postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """The address of a database without any table."""
    with own_database(postgres_server, "template0") as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: Postgres, migrated_template: str) -> Iterator[str]:
    """The address of a database with the current schema and no rows, for one test alone."""
    with own_database(postgres_server, migrated_template) as url:
        yield url


@pytest.fixture(scope="module")
def module_postgres_url(postgres_server: Postgres, migrated_template: str) -> Iterator[str]:
    """The same for a whole test module."""
    with own_database(postgres_server, migrated_template) as url:
        yield url


@pytest.fixture(scope="session")
def redis_server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey of its own."""
    folder = tmp_path_factory.mktemp("valkey")
    server = Valkey(folder, free_port(), secrets.token_hex(8))
    server.prepare()

    def answers() -> bool:
        with suppress(redis.ConnectionError), redis.Redis.from_url(server.url) as client:
            return bool(client.ping())
        return False

    with serving(server.command(), folder / "log"):
        until(answers, 30)
        yield server.url


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """Its address, emptied for the test."""
    with redis.Redis.from_url(redis_server_url) as client:
        client.flushall()
    return redis_server_url


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """The whole house, started once as `make run` does; tests of it use their own applicants."""
    with running_house(tmp_path_factory.mktemp("house")) as running:
        yield running
