"""The door to the room of requests. What it does lies in modules by verb: filing, changing, happening, working."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.catalogue.service import Configuration
from backend.domain import codes, correspondence
from backend.kit import clock
from backend.kit.errors import Problem
from backend.kit.texts import Texts
from backend.models.requests import Request, RequestEvent
from backend.requests import paging, repository, terms, words
from backend.requests.changing import add_files, ask, change, locked, urge
from backend.requests.erasing import erase, over
from backend.requests.explaining import explain
from backend.requests.filing import file, twin
from backend.requests.filtering import Filters
from backend.requests.happening import happen
from backend.requests.history import public_key
from backend.requests.presenting import history, present, status_key
from backend.requests.repeating import once
from backend.requests.revealing import looked, reveal
from backend.requests.rounds import move_due_dates, remind
from backend.requests.schemas import RequestOut

__all__ = [
    "Filters",
    "add_files",
    "ask",
    "change",
    "erase",
    "explain",
    "file",
    "find",
    "happen",
    "history",
    "locked",
    "looked",
    "move_due_dates",
    "once",
    "over",
    "page",
    "present",
    "public_key",
    "remind",
    "reveal",
    "search",
    "status_key",
    "twin",
    "urge",
    "with_id",
]  # fmt: skip


async def find(session: AsyncSession, code: str) -> Request:
    """The request of a code, written in any way; 404 otherwise."""
    written = codes.parse(code)
    request = await repository.by_code(session, written) if written else None
    if request is None:
        raise Problem(404, "not_found")
    return request


async def with_id(session: AsyncSession, request_id: UUID) -> Request | None:
    """The request of an id."""
    return await repository.by_id(session, request_id)


async def event(session: AsyncSession, event_id: int) -> RequestEvent | None:
    """One event of any request."""
    return await repository.event(session, event_id)


async def page(
    session: AsyncSession, filters: Filters, cursor: str | None, limit: int
) -> tuple[list[Request], str | None]:
    """A page of requests and the cursor of the next."""
    after = paging.read(filters.sort, cursor) if cursor else None
    found = await repository.page(session, filters, after, limit + 1)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    key = last.due_on if filters.sort == "due" else last.created_at
    return found[:limit], paging.write(filters.sort, key, last.id)


def search(q: str) -> dict[str, Any]:
    """What a search text means: a code, the beginning of one, or a name or number to be found by its index."""
    code = codes.parse(q)
    if code:
        return {"code": code}
    beginning = codes.beginning(q)
    if beginning:
        first, last = (datetime.combine(day, time(), clock.SHANGHAI) for day in (beginning.first, beginning.last))
        return {"code_prefix": beginning.text, "code_days": (first, last + timedelta(days=1))}
    return {"digests": terms.digests_of_query(q)}


async def shown(
    session: AsyncSession, requests: Sequence[Request], configuration: Configuration, lang: str = "zh"
) -> list[RequestOut]:
    """Requests as the API shows them, masked."""
    return await present(session, requests, configuration, lang=lang)


async def duplicate(session: AsyncSession, request: Request, window_days: int) -> str | None:
    """The code of an earlier open request for the same papers, filed within some days."""
    found = await twin(session, request, clock.now() - timedelta(days=window_days))
    return found.code if found else None


async def owned_by(session: AsyncSession, owner: str) -> dict[str, Any]:
    """The filter for a member of staff, or for requests nobody has; 422 for a name nobody bears."""
    if owner == "none":
        return {"unowned": True}
    staff = await repository.staff_by_name(session, owner)
    if staff is None:
        problems = [{"field": "owner", "code": "unknown"}]
        raise Problem(422, "invalid", "no such member of staff", problems=problems)
    return {"owner_id": staff.id}


async def with_code(session: AsyncSession, code: str) -> Request | None:
    """The request of a code in its written form."""
    return await repository.by_code(session, code)


def event_values(
    event: RequestEvent, request: Request, configuration: Configuration, lang: str = "zh"
) -> dict[str, Any]:
    """An event's details and its request's, ready to stand in texts."""
    catalogue, texts = configuration.catalogue, configuration.texts
    found = words.values(event, catalogue, texts, lang)
    data = event.data or {}
    if isinstance(data.get("missing"), list):
        found["missing"] = "\n".join(f"· {one}" for one in words.lacks(data["missing"], catalogue, texts, lang))
    found["code"], found["promise"] = request.code, words.promise(request)
    found["items"] = words.rows(request, catalogue, texts, lang)
    return found


def further_words(event: RequestEvent, texts: Texts, lang: str = "zh") -> list[str]:
    """Where was looked and what to do now, for whoever gets no papers."""
    return words.further(event, texts, lang)


def rows_in_words(request: Request, configuration: Configuration, lang: str = "zh") -> str:
    """What was asked for, in one line."""
    return words.rows(request, configuration.catalogue, configuration.texts, lang)


async def mail_address(session: AsyncSession, request_id: UUID) -> str | None:
    """Where letters about a request go."""
    request = await repository.by_id(session, request_id)
    if request is None:
        return None
    return correspondence.mail_address(request.track, request.subject, request.requester, request.delivery)


async def of_applicant(session: AsyncSession, applicant_id: UUID) -> list[Request]:
    """Every request of a person, the oldest first."""
    return await repository.of_applicant(session, applicant_id)


async def forget_keys(session: AsyncSession, before: datetime) -> int:
    """Forget idempotency keys used before a moment."""
    return await repository.forget_keys(session, before)


async def files_of_closed(
    session: AsyncSession, moment: datetime, kinds: Collection[str], *, these: bool
) -> list[UUID]:
    """Files of some kinds (or of all others) of requests closed before a moment and under no legal hold."""
    return await repository.files_of_closed(session, moment, kinds, these)


async def of_applicants(session: AsyncSession, applicant_ids: Iterable[UUID]) -> dict[UUID, list[Request]]:
    """The requests of each of these people who filed any, the newest last."""
    return await repository.of_applicants(session, applicant_ids)
