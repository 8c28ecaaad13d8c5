"""What somebody with the rights of the database's owner does to the records is found, and the place is named."""

from datetime import timedelta

import psycopg
import pytest

from backend.audit import service as audit
from backend.audit.verifying import verify
from backend.kit import clock
from backend.kit.db import Database
from tests.integration.backend.requester import Requester

EMPTIED = "set lantai.maintenance = 'on'; update {} set data = null{}"
FLIPPED = (
    "set lantai.maintenance = 'on'; update {} set {} = "
    "set_byte({}, length({}) - 1, get_byte({}, length({}) - 1) # 1) where {}"
)
CUT_OFF = (
    "alter table request_events disable trigger append_only",
    "delete from procrastinate_jobs",
    "delete from notices",
    "delete from request_events where seq = 2",
    "update requests set event_count = 1, status = 'submitted', "
    "event_head = (select hash from request_events e where e.request_id = requests.id) where event_count = 2",
)
#: A request with all that hangs on it, as if it had never been.
NEVER_FILED = (
    "alter table request_events disable trigger append_only",
    "delete from request_events where request_id = (select min(id::text)::uuid from requests)",
    "update idempotency_keys set request_id = null",
    "delete from requests where id = (select min(id::text)::uuid from requests)",
)


async def noted(api: Requester) -> None:
    """Something is written to the audit log, with details."""
    answer = await api.http.put("/api/v1/configuration/notices", json={"value": {}, "comment": "试一下"})
    assert answer.status_code == 200, answer.text


async def flaws(database: Database) -> set[tuple[str, str]]:
    async with database.session() as session:
        return {(flaw.kind, flaw.problem) for flaw in await verify(session)}


def flipped(table: str, column: str, where: str = "true") -> str:
    return FLIPPED.format(table, *[column] * 5, where)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([EMPTIED.format("request_events", " where seq = 2")], {("request", "event 2: its details were taken out")}),
        ([EMPTIED.format("audit_log", "")], {("audit", "its details were taken out")}),
        ([flipped("request_events", "data", "seq = 2")], {("request", "event 2: its details cannot be read")}),
        ([flipped("audit_log", "data")], {("audit", "its details cannot be read")}),
        ([flipped("requests", "subject")], {("request", "its subject cannot be read")}),
        (
            [flipped("requests", "delivery"), EMPTIED.format("request_events", " where seq = 1")],
            {("request", "its delivery cannot be read"), ("request", "event 1: its details were taken out")},
        ),
        (CUT_OFF, {("request", "the note of where its history ends was changed")}),
        (
            [EMPTIED.format("request_events", ""), "update requests set erased_at = now()"],
            {("request", "the note of where its history ends was changed")},
        ),
        (NEVER_FILED, {("request", "1 of them are missing")}),
        (
            [*NEVER_FILED, "update request_tally set filed = 0"],
            {("request", "the note of how many were filed was changed")},
        ),
        ([*NEVER_FILED, "delete from request_tally"], {("request", "the note of how many were filed is missing")}),
    ],
)
async def test_what_was_done_to_the_records_is_named_and_stays_found(
    api: Requester,
    database: Database,
    sql: psycopg.Connection,
    statements: list[str],
    expected: set[tuple[str, str]],
) -> None:
    await api.file(openid="o-other")
    code = (await api.file())["code"]
    await api.happen(code, "start_review")
    await noted(api)
    async with database.session() as session:
        assert await verify(session) == []
    sql.execute("delete from request_terms where request_id in (select id from requests where event_count = 1)")
    sql.execute("delete from request_items where request_id in (select id from requests where event_count = 1)")
    for statement in statements:
        sql.execute(statement)  # type: ignore[arg-type]
    assert expected <= await flaws(database)
    # What is recorded afterwards heals nothing.
    await api.file(openid="o-third")
    assert await flaws(database)


async def test_details_that_went_after_their_time_are_no_flaw_and_later_ones_are(
    api: Requester, database: Database, sql: psycopg.Connection
) -> None:
    await noted(api)
    clock.advance(timedelta(days=10))
    async with database.session() as session:
        assert await audit.forget_details(session, clock.now() - timedelta(days=5)) == 1
        assert await audit.forget_details(session, clock.now() - timedelta(days=5)) == 0
    await noted(api)
    async with database.session() as session:
        assert await verify(session) == []
    sql.execute(EMPTIED.format("audit_log", " where id = (select max(id) from audit_log)"))  # type: ignore[arg-type]
    async with database.session() as session:
        assert [flaw.problem for flaw in await verify(session)] == ["its details were taken out"]
