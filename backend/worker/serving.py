"""The worker: a queue, its jobs, and an orderly end."""

import asyncio
import contextlib
import signal

import procrastinate
import redis.asyncio
import structlog

from backend.kit import clock, crypto, logs
from backend.kit.db import Database, libpq_url
from backend.kit.settings import Settings, load_settings
from backend.worker import rounds
from backend.worker.tasks import HEARTBEAT, STALLED, Parts, register
from bot.wechat.client import Account, WeChatClient

CONCURRENCY = 8
_PAUSE = 1.0
log = structlog.get_logger()


def queue_of(settings: Settings) -> procrastinate.App:
    """The queue in our database."""
    connector = procrastinate.PsycopgConnector(
        conninfo=libpq_url(settings.database_url), min_size=1, max_size=6, kwargs={"connect_timeout": 3}
    )
    return procrastinate.App(connector=connector)


def parts_of(settings: Settings) -> Parts:
    """What jobs need, from the settings."""
    account = Account(settings.wechat_app_id, settings.wechat_app_secret, settings.api_url)
    cache = redis.asyncio.Redis.from_url(settings.redis_url, socket_timeout=1) if settings.redis_url else None
    return Parts(settings, Database(settings.database_url, pool_size=8), WeChatClient(account, cache))


async def serve(settings: Settings) -> None:
    """Work jobs until cancelled."""
    queue, parts = queue_of(settings), parts_of(settings)
    register(queue, parts)
    if await rounds.catch_up(parts.database):
        log.info("dates_to_be_moved")
    async with queue.open_async():
        log.info("worker_ready")
        try:
            await queue.run_worker_async(
                concurrency=CONCURRENCY,
                name="lantai",
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                shutdown_graceful_timeout=8.0,
                install_signal_handlers=False,
            )
        finally:
            await parts.wechat.aclose()
            await parts.database.close()


async def keep_serving(settings: Settings) -> None:
    """Serve for ever: when the database goes, begin again as soon as it is back."""
    while True:
        try:
            await serve(settings)
        except asyncio.CancelledError:
            # Told to end; or the queue gave itself up because it lost its connections.
            if told_to_end():
                raise
            log.warning("worker_stopped")
        except Exception as error:  # noqa: BLE001 - a process edge
            # Whatever stopped the queue, its jobs are still in the database.
            log.warning("worker_stopped", error=type(error).__name__)
        else:
            log.warning("worker_stopped")
        await asyncio.sleep(_PAUSE)


def told_to_end() -> bool:
    """Whether somebody outside asked this task to end."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


async def until_told() -> None:
    """Serve; SIGTERM and SIGINT end it gracefully."""
    settings = load_settings()
    clock.configure(settings.home)
    crypto.configure(settings)
    logs.configure("worker", settings.log_level)
    task = asyncio.ensure_future(keep_serving(settings))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
