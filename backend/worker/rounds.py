"""What is done at fixed times: reminders, moved dates, things whose time of keeping is over."""

from collections.abc import Awaitable, Callable

from backend.auth import service as auth
from backend.catalogue import service as catalogue
from backend.handover import waiting
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import service as notifications
from backend.privacy import retention
from backend.requests import service as requests

Round = Callable[[Database, Settings], Awaitable[object]]


async def remind(database: Database, settings: Settings) -> int:
    """Remind requesters who owe something and are silent."""
    async with database.session() as session:
        return await requests.remind(session, await catalogue.current(session))


async def move_due_dates(database: Database) -> int:
    """Work the dates of all open requests out again, a few hundred in a transaction."""
    after, moved = None, 0
    while True:
        async with database.session() as session:
            after, count = await requests.move_due_dates(session, await catalogue.current(session), after)
            moved += count
        if after is None:
            return moved


async def warn_of_calendar(database: Database, settings: Settings) -> object:
    """Next year's holidays are missing: staff are told in time."""
    async with database.session() as session:
        return await notifications.warn_of_calendar(session)


async def tidy_sign_ins(database: Database, settings: Settings) -> None:
    """Forget sessions that are over and failed sign-ins that no longer matter."""
    async with database.session() as session:
        await auth.tidy(session)


ROUNDS: tuple[tuple[str, str, Round], ...] = (
    ("handover.waiting", "* * * * * */15", waiting.sweep),
    ("auth.tidy", "11 * * * *", tidy_sign_ins),
    ("requests.remind", "* * * * * */30", remind),
    ("privacy.retention", "* * * * * */30", retention.sweep),
    ("catalogue.warn", "* * * * * 45", warn_of_calendar),
)
