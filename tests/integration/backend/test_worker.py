"""The worker: jobs of a dead worker are worked again, duplicates make nothing twice, every job has its task."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from backend.kit import clock
from backend.kit import queue as inserting
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import service as notifications
from backend.notifications.working import work
from backend.worker.serving import queue_of
from backend.worker.tasks import Parts, register
from tests.integration.backend.requester import Requester
from tests.integration.backend.telling import Wechat, at_clock, configure, parts, wechat

__all__ = ["parts", "wechat"]

ROOT = Path(__file__).resolve().parents[3]


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


async def test_ten_thousand_repeated_events_make_no_notice_and_no_message_twice(
    api: Requester, parts: Parts, wechat: Wechat, database: Database, sql: psycopg.Connection
) -> None:
    at_clock(10)  # by day: at night much waits until morning
    await configure(api, "template")
    openids = [f"o-{number}" for number in range(5)]
    for openid in openids:
        await api.happen((await api.file(openid=openid))["code"], "start_review")
    events = [row[0] for row in sql.execute("select id from request_events where event = 'start_review'").fetchall()]
    await repeatedly(database, events, 1000)
    await work_all(parts, openids)
    counted = "select count(*), count(distinct conversation_id) from messages"
    assert sql.execute(counted).fetchone() == (5, 5)
    # The chat is closed: what matters goes as a template message.
    sql.execute("update messages set state = 'held', error = '45015'")
    for code in [row[0] for row in sql.execute("select code from requests").fetchall()]:
        await api.happen(code, "ask_supplement", missing=["id_card_front"])
    asked = [row[0] for row in sql.execute("select id from request_events where event = 'ask_supplement'").fetchall()]
    await repeatedly(database, asked, 1000)
    await work_all(parts, openids)
    sql.execute("update messages set state = 'held', error = '45015'")
    for _ in range(3):
        clock.advance(timedelta(minutes=11))
        await work_all(parts, openids)
    found = sql.execute("select event_id, count(*) from notices group by event_id order by event_id").fetchall()
    assert found == [(event, 1) for event in sorted(events + asked)]
    assert sql.execute(counted).fetchone() == (10, 5)
    assert sorted(call["touser"] for call in wechat.calls) == openids


async def repeatedly(database: Database, events: list[int], times: int) -> None:
    """Each event comes again and again: first all at once, when none is known yet."""

    async def tell(times: int) -> None:
        for _ in range(times):
            async with database.session() as session:
                for event in events:
                    await notifications.on_event(session, event)

    await asyncio.gather(*(tell(1) for _ in range(8)))
    await asyncio.gather(*(tell(times // 8 - 1) for _ in range(8)))


async def work_all(parts: Parts, openids: list[str]) -> None:
    """Two workers at once, which the queue's locks do not allow."""
    owners = [conversation_key(openid) for openid in openids] * 2
    await asyncio.gather(*(work(parts.means, owner) for owner in owners))


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
