"""The list of conversations: who waits longest first, then what is going on; numbers and quick search for the frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.auth.permissions import Bit
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
_HITS, _LOOKED_THROUGH = 8, 300
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


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list. One that begins at an earlier moment stays where it is while others talk."""

    rows: list[Row]
    show: str
    before: datetime | None
    next: datetime | None
    """Where the page after it begins."""
    waits: int
    """How many wait for a person, shown or not."""

    def query(self, **changes: str) -> str:
        """The end of an address that shows this page, or the same with changes."""
        chosen = {"show": self.show, "before": self.before.isoformat() if self.before else ""} | changes
        wanted = {name: value for name, value in chosen.items() if value and (name, value) != ("show", "all")}
        return f"?{urlencode(wanted)}" if wanted else ""


async def listing(session: AsyncSession, visitor: Visitor, show: str, before: datetime | None = None) -> Listing:
    """The list: waiting ones first (the longest first), then by last activity. `show`: all, waiting, mine."""
    waiting = await records.waiting(session)
    queued = [talk for talk in waiting if talk.owner == QUEUE]
    ahead = {"waiting": waiting, "mine": []}.get(show, queued)
    known = {talk.conversation for talk in ahead}
    owners = [f"{STAFF_PREFIX}{visitor.staff_id}"] if show == "mine" else None
    recent = [] if show == "waiting" else await records.talks(session, owners=owners, before=before, limit=MOST)
    talks = [] if before else list(ahead)
    talks += [talk for talk in recent if talk.conversation not in known]
    after = recent[-1].last_activity_at if len(recent) == MOST else None
    return Listing(await _rows(session, visitor, talks), show, before, after, len(queued))


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
    """Conversations by a request's code, by the visitor's short mark, or by who talks in them; the last takes the
    right to see who that is."""
    if not visitor.may("desk.view"):
        return []
    keys: list[str] = []
    mark = text.removeprefix("访客").strip().lower()
    if codes.parse(text):
        keys = await _of_code(session, text)
    elif len(mark) >= 4 and all(one in "0123456789abcdef" for one in mark):
        keys = [talk.conversation for talk in await records.talks(session, limit=500) if _fits(talk, mark)]
    if not keys and not codes.parse(text) and len(text) > 1 and visitor.may(Bit.SEE_REQUESTER):
        keys = await _of_person(session, visitor, text)
    keys = keys[:_HITS]
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


async def _of_person(session: AsyncSession, visitor: Visitor, text: str) -> list[str]:
    """Those who filed under a name or number, and those whose open form bears the name."""
    found, _ = await requests.page(session, requests.Filters(**requests.search(text)), None, _HITS)
    filed = [await applicants.of_request(session, request) for request in found]
    talking = {talk.conversation for talk in await records.talks(session, limit=_LOOKED_THROUGH)}
    named = [key for key, one in (await names.people(session, talking, visitor)).items() if text in one.name]
    talks = [await records.talk(session, one.conversation) for one in filed if one]
    return list(dict.fromkeys([*(talk.conversation for talk in talks if talk), *named]))


def _fits(talk: Talk, mark: str) -> bool:
    return talk.conversation.startswith(mark)
