"""Nobody waits for ever: after a while the bot goes on, kindly, and the wish for a person stays visible to staff."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.catalogue import hours
from backend.catalogue import service as catalogue
from backend.catalogue.service import Configuration
from backend.conversations import records
from backend.conversations.records import Talk
from backend.conversations.waiting import PATIENCE
from backend.handover import people, rota
from backend.kit import clock
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.models.conversations import QUEUE

SILENCE = timedelta(minutes=45)
"""After so long without a word from either side a talk with staff is over."""


FEW = 3
"""Messages after which somebody who waits is told again that they are seen."""


async def sweep(database: Database, settings: Settings) -> int:
    """Look at everybody who waits, and at talks in which nobody says anything; how many went back to the bot."""
    now = clock.now()
    async with database.session() as session:
        configuration = await catalogue.current(session)
        duty = await rota.on_duty(session, configuration, now)
        queued = [talk for talk in await records.waiting(session) if talk.owner == QUEUE]
        tired = [talk for talk in queued if talk.waiting_since and now - talk.waiting_since >= PATIENCE]
        for talk in tired:
            await _release(session, talk, configuration, duty=duty)
        await _keep_company(session, [talk.conversation for talk in queued if talk not in tired])
        silent = await records.silent_since(session, now - SILENCE)
        for talk in silent:
            await people.give_up(session, talk.conversation, "desk.idle_back", word_left=False)
    return len(tired) + len(silent)


async def _keep_company(session: AsyncSession, waiting: list[str]) -> None:
    """Who writes on while waiting hears once that it is seen, and again only after a few messages more."""
    for key, (written, spoken_by) in (await records.unanswered(session, waiting)).items():
        if written >= (FEW if spoken_by == people.SYSTEM else 1):
            await people.still_waiting(session, key)


async def _release(session: AsyncSession, talk: Talk, configuration: Configuration, *, duty: bool) -> None:
    if duty:
        await people.give_up(session, talk.conversation, "desk.timed_out", word_left=True)
        return
    said = hours.in_words(configuration, talk.lang)
    await people.give_up(session, talk.conversation, "desk.closed", word_left=True, hours=f"\n{said}\n" if said else "")
