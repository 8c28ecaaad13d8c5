"""What is done at fixed times: reminders, moved dates, things whose time of keeping is over."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from backend.audit import service as audit
from backend.auth import service as auth
from backend.catalogue import service as catalogue
from backend.domain.retention import Kept
from backend.handover import waiting
from backend.kit import clock
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import service as notifications
from backend.privacy import retention
from backend.requests import service as requests

_MOST_NAMED = 500
Round = Callable[[Database, Settings], Awaitable[object]]


async def remind(database: Database, settings: Settings) -> int:
    """Remind requesters who owe something and are silent."""
    async with database.session() as session:
        return await requests.remind(session, await catalogue.current(session))


async def move_due_dates(database: Database) -> int:
    """Work the dates of all open requests out again, a few hundred in a transaction; who was moved is written down."""
    after, moved = None, list[str]()
    async with database.session() as session:
        version = (await catalogue.current(session, newest=True)).version
    while True:
        async with database.session() as session:
            configuration = await catalogue.current(session)
            after, codes = await requests.move_due_dates(session, configuration, after)
            moved += codes
            if after is None:
                if moved:
                    details = {"rows": len(moved), "codes": moved[:_MOST_NAMED]}
                    await audit.record(session, audit.SYSTEM, "dates.move", version, details)
                await catalogue.note_settled(session, version, len(moved))
                return len(moved)


async def catch_up(database: Database) -> bool:
    """See that the dates stand by the version in force; asked when the worker starts."""
    async with database.session() as session:
        return await catalogue.catch_up(session)


async def warn_of_calendar(database: Database, settings: Settings) -> object:
    """Next year's holidays are missing: staff are told in time."""
    async with database.session() as session:
        return await notifications.warn_of_calendar(session)


async def tidy_sign_ins(database: Database, settings: Settings) -> None:
    """Forget sessions that are over and failed sign-ins that no longer matter."""
    async with database.session() as session:
        await auth.tidy(session)


async def forget_audit_details(database: Database, settings: Settings) -> int:
    """Empty the details of audit entries whose time of keeping is over, some hundreds in a transaction."""
    gone = 0
    while True:
        async with database.session() as session:
            days = (await catalogue.current(session)).service.periods.days(Kept.AUDIT)
            # By whole days, so that the log says once a day up to when.
            first = datetime.combine(clock.today(), time(), clock.SHANGHAI) - timedelta(days=days)
            count = await audit.forget_details(session, first)
        if count == 0:
            return gone
        gone += count


ROUNDS: tuple[tuple[str, str, Round], ...] = (
    ("handover.waiting", "* * * * * */15", waiting.sweep),
    ("auth.tidy", "11 * * * *", tidy_sign_ins),
    ("requests.remind", "* * * * * */30", remind),
    ("privacy.retention", "* * * * * */30", retention.sweep),
    ("privacy.files", "*/10 * * * *", retention.sweep_files),
    ("audit.retention", "23 * * * *", forget_audit_details),
    ("catalogue.warn", "* * * * * 45", warn_of_calendar),
)
