"""The worker: jobs of a dead worker are worked again, duplicates make nothing twice, every job has its task."""

import asyncio
import re
from pathlib import Path

import httpx
import psycopg
import pytest

from backend.kit import queue as inserting
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import service as notifications
from backend.worker.serving import queue_of
from backend.worker.tasks import Parts, register
from bot.wechat.client import Account, WeChatClient
from tests.integration.backend.requester import Requester

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def parts(settings: Settings, database: Database) -> Parts:
    transport = httpx.MockTransport(lambda request: httpx.Response(500))
    return Parts(settings, database, WeChatClient(Account("wx1", "s", "http://wechat"), transport=transport))


async def test_a_dead_workers_job_is_worked_again(
    api: Requester, parts: Parts, settings: Settings, sql: psycopg.Connection
) -> None:
    code = (await api.file())["code"]
    await api.happen(code, "start_review")
    dead = sql.execute(
        "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
    ).fetchone()
    assert dead is not None
    newest = "(select max(id) from procrastinate_jobs)"
    sql.execute(f"update procrastinate_jobs set status = 'doing', worker_id = %s where id = {newest}", dead)
    queue = queue_of(settings)
    register(queue, parts)
    async with queue.open_async():
        await queue.tasks["worker.revive"](timestamp=0)
        stuck = sql.execute("select count(*) from procrastinate_jobs where status = 'doing'").fetchone()
        assert stuck == (0,)
        sql.execute("update procrastinate_jobs set scheduled_at = null")
        await queue.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
    assert sql.execute("select count(*) from notices").fetchone() == (1,)


async def test_events_told_to_the_room_all_at_once_make_one_notice(
    api: Requester, database: Database, sql: psycopg.Connection
) -> None:
    code = (await api.file())["code"]
    await api.happen(code, "start_review")
    row = sql.execute("select max(id) from request_events").fetchone()
    assert row is not None

    async def once() -> None:
        async with database.session() as session:
            await notifications.on_event(session, row[0])

    for _ in range(10):
        await asyncio.gather(*(once() for _ in range(10)))
    assert sql.execute("select count(*) from notices").fetchone() == (1,)


async def test_a_job_lives_and_dies_with_its_transaction(database: Database, sql: psycopg.Connection) -> None:
    async def insert(lock: str | None, fail: bool) -> bool:
        async with database.session() as session:
            made = await inserting.defer(session, "some.task", queueing_lock=lock, number=1)
            if fail:
                raise ValueError("rolled back")
            return made

    assert await insert("once", fail=False) is True
    assert await insert("once", fail=False) is False
    with pytest.raises(ValueError, match="rolled back"):
        await insert(None, fail=True)
    assert sql.execute("select count(*) from procrastinate_jobs").fetchone() == (1,)


def test_every_job_that_is_inserted_has_a_task(parts: Parts, settings: Settings) -> None:
    queue = queue_of(settings)
    register(queue, parts)
    inserted = set()
    for path in [*(ROOT / "backend").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        inserted |= set(re.findall(r"queue\.defer\(\s*session,\s*\"([a-z_.]+)\"", text))
    known = {"requests.recorded", "notices.work", "catalogue.changed", "privacy.erase_talk"}
    assert inserted | known <= set(queue.tasks)
