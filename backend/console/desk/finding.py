"""The list of conversations: who waits longest first, then what is going on; numbers and quick search for the frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.console.desk import names
from backend.console.shell import Hit
from backend.conversations import records
from backend.conversations.records import Line, Talk
from backend.domain import codes
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.conversations import BOT, QUEUE, STAFF_PREFIX
from backend.requests import service as requests

MOST = 60
_AMBER, _RED = 60, 180


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list."""

    key: str
    name: str
    owner: str
    owner_name: str
    waiting_since: datetime | None
    unread: int
    progress: str
    words: str
    at: datetime | None
    following: bool

    @property
    def waits(self) -> bool:
        """Whether somebody waits for a person now."""
        return self.owner == QUEUE

    @property
    def word_left(self) -> bool:
        """Whether somebody wanted a person while nobody was there."""
        return self.owner == BOT and self.waiting_since is not None

    @property
    def urgency(self) -> str:
        """The colour of the waiting time."""
        if not self.waits or self.waiting_since is None:
            return ""
        seconds = (clock.now() - self.waiting_since).total_seconds()
        return "red" if seconds >= _RED else "amber" if seconds >= _AMBER else "fresh"


async def rows(session: AsyncSession, visitor: Visitor, show: str) -> list[Row]:
    """The list: waiting ones first (the longest first), then by last activity. `show`: all, waiting, mine."""
    waiting = await records.waiting(session)
    mine = f"{STAFF_PREFIX}{visitor.staff_id}"
    if show == "waiting":
        talks = waiting
    elif show == "mine":
        talks = await records.talks(session, owners=[mine], limit=MOST)
    else:
        queued = [talk for talk in waiting if talk.owner == QUEUE]
        known = {talk.conversation for talk in queued}
        recent = await records.talks(session, limit=MOST)
        talks = queued + [talk for talk in recent if talk.conversation not in known]
    return await _rows(session, visitor, talks)


async def _rows(session: AsyncSession, visitor: Visitor, talks: Sequence[Talk]) -> list[Row]:
    keys = [talk.conversation for talk in talks]
    people = await names.people(session, keys, visitor)
    last = await records.last_lines(session, keys)
    staff = await names.staff_names(session)
    configuration = await catalogue.current(session)
    found = []
    for talk in talks:
        person, line = people[talk.conversation], last.get(talk.conversation)
        words = names.shown_text(line, visitor, configuration, person) if line else ""
        found.append(_row(talk, person, words, line, staff))
    return found


def _row(talk: Talk, person: names.Person, words: str, line: Line | None, staff: Mapping[str, str]) -> Row:
    summary = person.summary
    progress = f"{summary.get('filled', 0)}/{summary['needed']}" if summary.get("needed") else ""
    return Row(
        key=talk.conversation,
        name=person.name,
        owner=talk.owner,
        owner_name=staff.get(talk.owner, ""),
        waiting_since=talk.waiting_since,
        unread=talk.unread,
        progress=progress,
        words=" ".join(words.split())[:60],
        at=talk.last_activity_at,
        following=talk.following,
    )


async def counts(session: AsyncSession, visitor: Visitor) -> Mapping[str, int]:
    """How many wait for a person."""
    return {"desk": sum(talk.owner == QUEUE for talk in await records.waiting(session))}


async def search(session: AsyncSession, visitor: Visitor, text: str) -> Sequence[Hit]:
    """Conversations by a request's code, or by the visitor's short mark."""
    if not visitor.may("desk.view"):
        return []
    keys: list[str] = []
    if codes.parse(text):
        keys = await _of_code(session, text)
    else:
        mark = text.removeprefix("访客").strip().lower()
        if len(mark) >= 4 and all(one in "0123456789abcdef" for one in mark):
            keys = [talk.conversation for talk in await records.talks(session, limit=500) if _fits(talk, mark)][:8]
    people = await names.people(session, keys, visitor)
    return [Hit("会话", people[key].name, f"/console/desk/talks/{key}", key[:8].upper()) for key in keys]


async def _of_code(session: AsyncSession, text: str) -> list[str]:
    try:
        request = await requests.find(session, text)
    except Problem:
        return []
    applicant = await applicants.of_request(session, request)
    talk = await records.talk(session, applicant.conversation) if applicant else None
    return [talk.conversation] if talk else []


def _fits(talk: Talk, mark: str) -> bool:
    return talk.conversation.startswith(mark)
