"""The schema: models and migrations say the same, up and down and up again, and records cannot be rewritten."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from backend.audit.service import Caller
from backend.audit.verifying import verify
from backend.auth import service as auth
from backend.catalogue import service as catalogue
from backend.kit import clock
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.migrations import run
from backend.worker import rounds
from tests.integration.backend.requester import Requester


def test_models_and_migrations_agree_and_every_step_can_be_taken_back(empty_postgres_url: str) -> None:
    run.upgrade(empty_postgres_url)
    run.check(empty_postgres_url)
    run.downgrade(empty_postgres_url)
    with psycopg.connect(empty_postgres_url) as connection:
        left = connection.execute(
            "select relname from pg_class join pg_namespace n on n.oid = relnamespace "
            "where nspname = 'public' and relname <> 'alembic_version' and relname not like 'alembic%'"
        ).fetchall()
        assert left == []
    run.upgrade(empty_postgres_url)
    run.check(empty_postgres_url)


@pytest.mark.parametrize("table", ["request_events", "audit_log"])
@pytest.mark.parametrize("statement", ["update {} set hash = 'x'", "delete from {}", "truncate {} cascade"])
async def test_records_cannot_be_rewritten(api: Requester, sql: psycopg.Connection, table: str, statement: str) -> None:
    code = (await api.file())["code"]
    await api.get(code, reveal="true")
    for preparation in ("select 1", "set lantai.maintenance = 'on'"):
        sql.execute(preparation)  # type: ignore[arg-type]
        with pytest.raises(psycopg.errors.RestrictViolation):
            sql.execute(statement.format(table))  # type: ignore[arg-type]


async def test_a_changed_byte_is_found(api: Requester, database: Database, sql: psycopg.Connection) -> None:
    code = (await api.file())["code"]
    await api.happen(code, "start_review")
    await api.get(code, reveal="true")
    async with database.session() as session:
        assert await verify(session) == []
    # What only somebody with the rights of the database's owner could do.
    for table in ("request_events", "audit_log"):
        sql.execute(f"alter table {table} disable trigger append_only")  # type: ignore[arg-type]
    sql.execute("update request_events set event = 'approve' where seq = 2")
    sql.execute("update audit_log set actor_id = 'nobody'")
    async with database.session() as session:
        flaws = await verify(session)
    assert {(flaw.kind, flaw.problem) for flaw in flaws} == {
        ("request", "event 2 was changed"),
        ("audit", "was changed"),
    }


def without_guard(sql: psycopg.Connection, *statements: str) -> None:
    """What only somebody with the rights of the database's owner could do."""
    sql.execute("alter table audit_log disable trigger append_only")
    for statement in statements:
        sql.execute(statement)  # type: ignore[arg-type]


NEWEST = "delete from audit_log where id > (select min(id) from audit_log)"


@pytest.mark.parametrize(
    "statements",
    [
        [NEWEST],
        [NEWEST, "update audit_head set entries = 1, last = (select hash from audit_log)"],
        ["delete from audit_log"],
        [NEWEST, "delete from audit_head"],
        ["delete from audit_log where id = (select min(id) + 1 from audit_log)"],
    ],
)
async def test_missing_entries_of_the_audit_log_are_found_and_stay_found(
    api: Requester, database: Database, sql: psycopg.Connection, statements: list[str]
) -> None:
    code = (await api.file())["code"]
    for _ in range(3):
        await api.get(code, reveal="true")
    without_guard(sql, *statements)
    for _ in range(2):
        async with database.session() as session:
            assert {flaw.kind for flaw in await verify(session)} == {"audit"}
        await api.get(code, reveal="true")


async def test_a_log_that_was_emptied_altogether_is_found_where_there_are_accounts(
    api: Requester, database: Database, sql: psycopg.Connection
) -> None:
    async with database.session() as session:
        await auth.add(session, "wang", "right horse battery", roles=["hotline"])
    async with database.session() as session:
        assert await verify(session) == []
    without_guard(sql, "delete from audit_log", "delete from audit_head")
    async with database.session() as session:
        (flaw,) = await verify(session)
    assert (flaw.id, flaw.problem) == ("log", "the note of where it ends is missing")


async def test_details_of_the_audit_log_go_after_their_time_and_the_chain_holds(
    api: Requester, database: Database, sql: psycopg.Connection, tmp_path: Path
) -> None:
    async with database.session() as session:
        await auth.add(session, "wang", "right horse battery", roles=["hotline"])
        await catalogue.change(session, "service", {"retention": {"audit_days": 400}}, Caller("staff", "sun"))
    settings = Settings(_env_file=None, home=tmp_path)
    told = "select count(*), count(data) from audit_log"
    assert await rounds.forget_audit_details(database, settings) == 0
    assert sql.execute(told).fetchone() == (2, 2)
    clock.advance(timedelta(days=399))
    await api.get((await api.file())["code"], reveal="true")
    clock.advance(timedelta(days=2))
    assert await rounds.forget_audit_details(database, settings) == 2
    rows = sql.execute("select action, data is null from audit_log order by id").fetchall()
    assert rows[:2] == [("staff.add", True), ("configuration.change", True)]
    async with database.session() as session:
        assert await verify(session) == []
    with pytest.raises(psycopg.errors.RestrictViolation):
        sql.execute("update audit_log set data = null")


async def test_a_missing_last_event_is_found(api: Requester, database: Database, sql: psycopg.Connection) -> None:
    code = (await api.file())["code"]
    await api.happen(code, "start_review")
    sql.execute("alter table request_events disable trigger append_only")
    sql.execute("delete from procrastinate_jobs")
    sql.execute("delete from request_events where seq = 2")
    async with database.session() as session:
        (flaw,) = await verify(session)
    assert (flaw.id, flaw.problem) == (code, "its newest events are missing")


async def test_a_state_that_no_history_explains_is_found(
    api: Requester, database: Database, sql: psycopg.Connection
) -> None:
    code = (await api.file())["code"]
    sql.execute("update requests set status = 'closed', resolution = 'fulfilled'")
    async with database.session() as session:
        (flaw,) = await verify(session)
    assert (flaw.id, flaw.problem) == (code, "its state is not the one its history ends with")


async def test_a_rolled_back_change_leaves_no_job(api: Requester, sql: psycopg.Connection) -> None:
    code = (await api.file())["code"]
    before = sql.execute("select count(*) from procrastinate_jobs").fetchone()
    answer = await api.try_event(code, "supplement", attachment_ids=["0190b3a0-0000-7000-8000-000000000000"])
    assert answer.status_code == 409
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["x"])
    answer = await api.try_event(code, "supplement", attachment_ids=["0190b3a0-0000-7000-8000-000000000000"])
    assert answer.status_code == 422
    after = sql.execute("select count(*) from procrastinate_jobs").fetchone()
    assert before is not None
    assert after == (before[0] + 2,)
