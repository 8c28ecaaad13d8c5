"""Background work: jobs in PostgreSQL (procrastinate), inserted in the transaction of the change that causes them."""

from datetime import datetime
from typing import Any

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DEFAULT_QUEUE
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import driver_connection

# Never opened: every insert goes through the caller's own connection.
_inserter = procrastinate.App(connector=procrastinate.PsycopgConnector())


async def defer(
    session: AsyncSession,
    task: str,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    at: datetime | None = None,
    queue: str = DEFAULT_QUEUE,
    **arguments: Any,
) -> bool:
    """Insert a job that exists if and only if the session's transaction commits.

    Jobs of one `lock` run one after another. False when a waiting job already has the `queueing_lock`.
    `at` is real time: the queue knows no other clock.
    """
    job = _inserter.configure_task(
        task,
        lock=lock,
        queueing_lock=queueing_lock,
        schedule_at=at,
        queue=queue,
        connection=await driver_connection(session),
    )
    if queueing_lock is None:
        await job.defer_async(**arguments)
        return True
    # A savepoint of the connection itself: the session's own would be set only with its next statement.
    connection = await session.connection()
    try:
        async with connection.begin_nested():
            await job.defer_async(**arguments)
    except AlreadyEnqueued:
        return False
    return True
