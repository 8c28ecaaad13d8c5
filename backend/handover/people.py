"""People speaking in a conversation: taking it, answering, handing it back, what the person is told at each step."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.catalogue import service as catalogue
from backend.conversations import desk, outbox, rating, records
from backend.conversations.desk import Standing
from backend.drafts import repository as drafts
from backend.handover import repository
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.conversations import QUEUE, STAFF_PREFIX
from backend.models.desk import ConversationNote, Rating
from backend.models.staff import Staff

LONGEST = 650
"""Characters of one reply: WeChat takes 2,048 bytes."""
RATING_PERIOD = timedelta(hours=2)
SYSTEM = "system"
TAKEN, GIVEN_BACK, TIMED_OUT = "taken", "given_back", "timed_out"


async def take(session: AsyncSession, key: str, staff: Staff, *, seize: bool = False) -> Standing:
    """Take a conversation; whoever waited is told who is there. Problem 409 `taken` with `owner`."""
    before = await desk.standing(session, key)
    standing = await desk.take(session, key, str(staff.id), seize=seize)
    if before.owner != standing.owner:
        await records.note(session, key, standing.owner, TAKEN)
        if before.owner == QUEUE and standing.left_for_staff > 1:
            await _tell(session, key, standing.owner, "desk.joined", name=staff.display_name)
    return standing


async def reply(session: AsyncSession, key: str, staff_id: UUID, text: str, epoch: int) -> None:
    """Answer. Problem 409 `stale_epoch` when somebody else owns the conversation now, 422 for too much or nothing."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Problem(422, "invalid")
    await _must_own(session, key, staff_id)
    await outbox.post(session, key, f"{STAFF_PREFIX}{staff_id}", text, epoch=epoch)
    await desk.read(session, key)


async def show(session: AsyncSession, key: str, staff_id: UUID, attachment: UUID, epoch: int) -> None:
    """Send a picture."""
    await _must_own(session, key, staff_id)
    await outbox.post(session, key, f"{STAFF_PREFIX}{staff_id}", "〔图片〕", epoch=epoch, picture=attachment)


async def give_back(session: AsyncSession, key: str, staff_id: UUID) -> Standing:
    """Hand a conversation to the bot: the person is told, and may say how it was when somebody did speak."""
    owner = f"{STAFF_PREFIX}{staff_id}"
    await _must_own(session, key, staff_id)
    spoke = await records.last_spoke(session, key, owner)
    standing = await desk.give_back(session, key)
    form = await _form_open(session, key)
    text = "desk.handed_back_form" if form else "desk.handed_back"
    recently = spoke is not None and clock.now() - spoke < timedelta(hours=12)
    await (_tell_and_ask(session, key, staff_id, text) if recently else _tell(session, key, owner, text))
    await (records.hand_to_bot if form else records.note)(session, key, owner, GIVEN_BACK)
    return standing


async def give_up(session: AsyncSession, key: str, text: str, *, word_left: bool, **values: str) -> None:
    """Nobody came (or nobody said anything for long): the bot goes on, and says so."""
    await desk.give_back(session, key, word_left=word_left)
    await records.note(session, key, SYSTEM, TIMED_OUT)
    await _tell(session, key, SYSTEM, text, **values)


async def still_waiting(session: AsyncSession, key: str) -> None:
    """Tell somebody who writes on while waiting that it is seen, how many are before them, and the way back."""
    ahead = max((await desk.standing(session, key)).position - 1, 0)
    await _tell(session, key, SYSTEM, "desk.waiting" if ahead else "desk.waiting_next", ahead=str(ahead))


async def add_note(session: AsyncSession, key: str, staff_id: UUID, body: str) -> None:
    """A note among staff. Problem 422 when empty."""
    if not body.strip():
        raise Problem(422, "invalid")
    note = ConversationNote(conversation=key, author=str(staff_id), body=body.strip()[:2000], at=clock.now())
    session.add(note)
    await session.flush()


async def notes(session: AsyncSession, key: str) -> list[ConversationNote]:
    """Notes about a talk."""
    return await repository.notes(session, key)


async def rated(session: AsyncSession, key: str, score: int) -> None:
    """Keep a score that was asked for, once, and say thanks."""
    asked = await repository.open_rating(session, key)
    if asked is None:
        return
    asked.score, asked.answered_at = score, clock.now()
    await _tell(session, key, SYSTEM, "desk.rating_thanks" if score > 2 else "desk.rating_sorry")


async def forget(session: AsyncSession, key: str, before: datetime | None = None) -> None:
    """Erase what staff kept about a talk, perhaps only what they had by a moment."""
    await repository.forget(session, key, before)


def caller_id(owner: str) -> str | None:
    """The staff id in an owner's name."""
    return owner.removeprefix(STAFF_PREFIX) if owner.startswith(STAFF_PREFIX) else None


async def _must_own(session: AsyncSession, key: str, staff_id: UUID) -> None:
    standing = await desk.standing(session, key)
    if standing.owner != f"{STAFF_PREFIX}{staff_id}":
        raise Problem(409, "stale_epoch", owner=standing.owner)


async def _form_open(session: AsyncSession, key: str) -> bool:
    draft = await drafts.get(session, key)
    return bool(draft and draft.state.get("form"))


async def _words(session: AsyncSession, key: str, text: str, **values: str) -> str:
    configuration = await catalogue.current(session)
    talk = await records.talk(session, key)
    say: dict[str, Any] = {"say": text, "with": values}
    return configuration.texts.render(say, talk.lang if talk else "zh")


async def _tell(session: AsyncSession, key: str, author: str, text: str, **values: str) -> None:
    await outbox.post(session, key, author, await _words(session, key, text, **values))


async def _tell_and_ask(session: AsyncSession, key: str, staff_id: UUID, text: str) -> None:
    """Both in one message, so that the allowance lasts."""
    said = f"{await _words(session, key, text)}\n\n{await _words(session, key, 'desk.rating_ask')}"
    scores = [(score, await _words(session, key, f"desk.rating.{score}")) for score in range(5, 0, -1)]
    menu = [{"id": f"{rating.PREFIX}{score}", "label": label} for score, label in scores]
    await outbox.post(session, key, f"{STAFF_PREFIX}{staff_id}", said, menu=menu)
    session.add(Rating(conversation=key, staff_id=staff_id, asked_at=clock.now()))
    await desk.await_rating(session, key, RATING_PERIOD)
