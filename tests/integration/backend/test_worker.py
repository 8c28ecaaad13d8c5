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


async def test_ten_thousand_repeated_events_make_no_notice_twice(
    api: Requester, database: Database, sql: psycopg.Connection
) -> None:
    codes = [(await api.file(openid=f"o-{number}"))["code"] for number in range(5)]
    for code in codes:
        await api.happen(code, "start_review")
    events = [row[0] for row in sql.execute("select id from request_events where event = 'start_review'").fetchall()]

    async def tell(times: int) -> None:
        for _ in range(times):
            async with database.session() as session:
                for event in events:
                    await notifications.on_event(session, event)

    # First all at once, when none is known yet; then again and again.
    await asyncio.gather(*(tell(1) for _ in range(8)))
    await asyncio.gather(*(tell(249) for _ in range(8)))
    found = sql.execute("select event_id, count(*) from notices group by event_id order by event_id").fetchall()
    assert found == [(event, 1) for event in sorted(events)]


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
    known = {"requests.recorded", "notices.work", "notices.reported", "catalogue.changed", "privacy.erase_talk"}
    known |= {"attachments.fetch", "privacy.forget_tracker"}
    assert inserted | known <= set(queue.tasks)
