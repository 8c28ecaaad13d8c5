"""Every job the worker knows, each a thin call into a room."""

from dataclasses import dataclass
from typing import Any

import procrastinate
import structlog
from procrastinate import JobContext, RetryStrategy

from backend.attachments import tasks as attachments
from backend.attachments.store import FileStore
from backend.catalogue import service as catalogue
from backend.conversations import pictures, rating, reports, troubles
from backend.handover import people
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import reports as notice_reports
from backend.notifications import service as notifications
from backend.notifications import troubles as trouble_tasks
from backend.notifications import working
from backend.privacy import service as privacy
from backend.requests import history
from backend.understanding.forgetting import forget_talk
from backend.worker import rounds
from backend.worker.wechat import Sender, download
from bot.wechat.client import WeChatClient

log = structlog.get_logger()

HEARTBEAT = 5.0
STALLED = 12.0
#: What passes by itself (a database that restarts, a network that comes back) is tried again for about an hour.
PATIENT = RetryStrategy(max_attempts=12, exponential_wait=2)
_FETCHES = 8


@dataclass(frozen=True)
class Parts:
    """What jobs need."""

    settings: Settings
    database: Database
    wechat: WeChatClient

    @property
    def means(self) -> working.Means:
        """What the room of notices needs."""
        settings = self.settings
        sender = Sender(self.wechat, lambda: f"{settings.external_url}/h5/requests")
        return working.Means(settings, self.database, sender)


def register(queue: procrastinate.App, parts: Parts) -> None:
    """Make the jobs known to a queue."""
    _events(queue, parts)
    _pictures(queue, parts)
    _rounds(queue, parts)


def _events(queue: procrastinate.App, parts: Parts) -> None:
    @queue.task(name=history.RECORDED, retry=PATIENT)
    async def recorded(event_id: int) -> None:
        async with parts.database.session() as session:
            await notifications.on_event(session, event_id, parts.settings.external_url)

    @queue.task(name=notifications.WORK, retry=PATIENT)
    async def work(owner: str) -> None:
        await working.work(parts.means, owner)

    @queue.task(name=reports.REPORTED, retry=PATIENT)
    async def reported(conversation: str, report: dict[str, Any]) -> None:
        async with parts.database.session() as session:
            await notice_reports.take(session, conversation, report)

    @queue.task(name=catalogue.CHANGED, retry=PATIENT)
    async def changed() -> None:
        await rounds.move_due_dates(parts.database)

    @queue.task(name=privacy.ERASE_TALK, retry=PATIENT)
    async def erase_talk(conversation: str, until: int | None = None, asked_at: str | None = None) -> None:
        async with parts.database.session() as session:
            await privacy.erase_talk(session, conversation, until, asked_at)

    @queue.task(name=privacy.FORGET_TRACKER, retry=PATIENT)
    async def forget_tracker(conversation: str) -> None:
        await forget_talk(parts.settings, conversation)

    @queue.task(name=rating.TAKEN, retry=PATIENT)
    async def rated(conversation: str, score: int) -> None:
        async with parts.database.session() as session:
            await people.rated(session, conversation, score)

    @queue.task(name=troubles.BEGAN, retry=PATIENT)
    async def trouble_began(kind: str, data: dict[str, Any]) -> None:
        async with parts.database.session() as session:
            await trouble_tasks.begin(session, kind, data)

    @queue.task(name=troubles.ENDED, retry=PATIENT)
    async def trouble_ended(kinds: list[str]) -> None:
        async with parts.database.session() as session:
            await trouble_tasks.end(session, kinds)


def _pictures(queue: procrastinate.App, parts: Parts) -> None:
    store = FileStore(parts.settings.home)

    @queue.task(
        name=pictures.FETCH,
        pass_context=True,
        retry=RetryStrategy(max_attempts=_FETCHES, exponential_wait=2),
    )
    async def fetch(context: JobContext, attachment_id: str, media_id: str) -> None:
        async def get(ident: str) -> bytes:
            return await download(parts.wechat, ident)

        try:
            await attachments.fetch(parts.database, store, get, attachment_id, media_id)
        except Exception:
            # A process edge: whatever it was, the last try must leave the row in a final state.
            if context.job.attempts + 1 >= _FETCHES:
                await attachments.give_up(parts.database, attachment_id)
            raise


def _rounds(queue: procrastinate.App, parts: Parts) -> None:
    """Rounds at fixed times. In procrastinate's six fields the seconds stand last."""

    @queue.periodic(cron="* * * * * */30")
    @queue.task(name="worker.revive", queueing_lock="worker.revive", priority=50)
    async def revive(timestamp: int) -> None:
        """Jobs whose worker died are worked again, and their locks freed."""
        for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            log.warning("job_revived", job=job.task_name)
            await queue.job_manager.retry_job(job)

    @queue.periodic(cron="* * * * * */20")
    @queue.task(name="notices.sweep", queueing_lock="notices.sweep")
    async def sweep(timestamp: int) -> None:
        async with parts.database.session() as session:
            await notifications.look_at_waiting(session)

    for name, cron, round_ in rounds.ROUNDS:
        _round(queue, parts, name, cron, round_)

    @queue.periodic(cron="17 * * * *")
    @queue.task(name="worker.tidy", queueing_lock="worker.tidy")
    async def tidy(timestamp: int) -> None:
        await queue.job_manager.delete_old_jobs(nb_hours=24, include_failed=False)
        await queue.job_manager.delete_old_jobs(nb_hours=24 * 14, include_failed=True, include_cancelled=True)


def _round(queue: procrastinate.App, parts: Parts, name: str, cron: str, round_: rounds.Round) -> None:
    @queue.periodic(cron=cron)
    @queue.task(name=name, queueing_lock=name, lock=name)
    async def go(timestamp: int) -> None:
        await round_(parts.database, parts.settings)
