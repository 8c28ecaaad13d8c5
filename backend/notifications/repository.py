"""Queries of notices, their attempts and staff tasks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.applicants import NoticePermission
from backend.models.notices import Notice, NoticeAttempt, StaffTask
from backend.models.requests import Request
from backend.notifications.ladder import UNDER_WAY, UNKNOWN


async def known(session: AsyncSession, key: str) -> bool:
    """Whether there is a notice of a key."""
    return await session.scalar(select(Notice.id).where(Notice.key == key)) is not None


async def add_once(session: AsyncSession, values: dict[str, object]) -> UUID | None:
    """Store a notice; None when its key is known already."""
    statement = insert(Notice).values(values).on_conflict_do_nothing(index_elements=["key"]).returning(Notice.id)
    return await session.scalar(statement)


async def open_notices(session: AsyncSession, owner: str) -> list[Notice]:
    """Notices of one owner that are not settled, the oldest first, locked."""
    query = select(Notice).where(Notice.owner == owner, Notice.state == "open").order_by(Notice.id)
    return list(await session.scalars(query.with_for_update()))


async def owners_waiting(session: AsyncSession, now: datetime, limit: int = 500) -> list[str]:
    """Owners of open notices whose time to look again has come."""
    query = select(Notice.owner).where(Notice.state == "open", Notice.look_at <= now).distinct().limit(limit)
    return list(await session.scalars(query))


async def attempts(session: AsyncSession, notice_ids: Sequence[UUID]) -> dict[UUID, dict[str, NoticeAttempt]]:
    """All attempts of some notices, by channel."""
    query = select(NoticeAttempt).where(NoticeAttempt.notice_id.in_(notice_ids)).order_by(NoticeAttempt.id)
    found: dict[UUID, dict[str, NoticeAttempt]] = {notice_id: {} for notice_id in notice_ids}
    for attempt in await session.scalars(query):
        found[attempt.notice_id][attempt.channel] = attempt
    return found


async def notice(session: AsyncSession, notice_id: UUID) -> Notice | None:
    """One notice, locked."""
    return await session.scalar(select(Notice).where(Notice.id == notice_id).with_for_update())


async def sent_as(session: AsyncSession, conversation: str, channel: str, number: str) -> list[NoticeAttempt]:
    """The tries that the platform knows by a number: one for each notice the message carried."""
    if not number:
        return []
    query = _tries_of(conversation, channel).where(NoticeAttempt.outbound == number)
    return list(await session.scalars(query.order_by(NoticeAttempt.id)))


async def oldest_unreported(session: AsyncSession, conversation: str, channel: str) -> list[NoticeAttempt]:
    """The oldest message that may have left and of which the platform has told nothing yet: its tries."""
    query = _tries_of(conversation, channel).where(
        NoticeAttempt.reported.is_(None),
        NoticeAttempt.outbound.is_(None),
        (NoticeAttempt.state == "sent") | NoticeAttempt.error.in_((UNDER_WAY, UNKNOWN)),
    )
    oldest = await session.scalar(query.order_by(NoticeAttempt.id).limit(1))
    if oldest is None:
        return []
    request = select(Notice.request_id).where(Notice.id == oldest.notice_id).scalar_subquery()
    together = query.where(NoticeAttempt.at == oldest.at, Notice.request_id == request)
    return list(await session.scalars(together.order_by(NoticeAttempt.id)))


def _tries_of(conversation: str, channel: str) -> Select[NoticeAttempt]:
    query = select(NoticeAttempt).join(Notice, Notice.id == NoticeAttempt.notice_id)
    return query.where(Notice.conversation == conversation, NoticeAttempt.channel == channel)


async def sharing(session: AsyncSession, outbound: str) -> list[UUID]:
    """The notices that one outgoing message carries."""
    query = select(NoticeAttempt.notice_id).where(NoticeAttempt.outbound == outbound)
    return list(await session.scalars(query))


async def of_request(session: AsyncSession, request_id: UUID) -> list[Notice]:
    """All notices of a request."""
    return list(await session.scalars(select(Notice).where(Notice.request_id == request_id).order_by(Notice.id)))


async def permission(session: AsyncSession, applicant_id: UUID, template: str) -> NoticePermission | None:
    """How many notices of a template a person still allows, locked."""
    query = select(NoticePermission).where(
        NoticePermission.applicant_id == applicant_id, NoticePermission.template == template
    )
    return await session.scalar(query.with_for_update())


async def put_permission(
    session: AsyncSession, applicant_id: UUID, template: str, remaining: int, now: datetime
) -> None:
    """Write into the ledger how many notices of a template a person allows."""
    row = {"applicant_id": applicant_id, "template": template, "remaining": remaining, "updated_at": now}
    again = {"remaining": remaining, "updated_at": now}
    statement = insert(NoticePermission).values(row)
    await session.execute(statement.on_conflict_do_update(index_elements=["applicant_id", "template"], set_=again))


async def add_task(session: AsyncSession, values: dict[str, object]) -> None:
    """Give staff something to do, once."""
    await session.execute(insert(StaffTask).values(values).on_conflict_do_nothing(index_elements=["key"]))


async def open_task(session: AsyncSession, request_id: UUID, kind: str) -> StaffTask | None:
    """What is to be done about a request already, locked."""
    query = select(StaffTask).where(StaffTask.request_id == request_id, StaffTask.kind == kind)
    return await session.scalar(query.where(StaffTask.done_at.is_(None)).limit(1).with_for_update())


async def finish_task(session: AsyncSession, key: str, now: datetime, by: str) -> None:
    """It is done."""
    statement = update(StaffTask).where(StaffTask.key == key, StaffTask.done_at.is_(None))
    await session.execute(statement.values(done_at=now, done_by=by))


async def finish_tasks(session: AsyncSession, request_id: UUID, kind: str, now: datetime, by: str) -> None:
    """Everything of a kind about a request is done."""
    statement = update(StaffTask).where(StaffTask.request_id == request_id, StaffTask.kind == kind)
    await session.execute(statement.where(StaffTask.done_at.is_(None)).values(done_at=now, done_by=by))


async def open_tasks(session: AsyncSession, request_id: UUID) -> list[StaffTask]:
    """What is open about a request, the oldest first."""
    query = select(StaffTask).where(StaffTask.done_at.is_(None), StaffTask.request_id == request_id)
    return list(await session.scalars(query.order_by(StaffTask.id)))


async def all_open_tasks(session: AsyncSession, limit: int = 200) -> list[tuple[StaffTask, str | None]]:
    """Everything staff have to do, the oldest first, with the code of the request it is about."""
    query = select(StaffTask, Request.code).outerjoin(Request, Request.id == StaffTask.request_id)
    found = await session.execute(query.where(StaffTask.done_at.is_(None)).order_by(StaffTask.id).limit(limit))
    return [(task, code) for task, code in found]


async def task(session: AsyncSession, task_id: int) -> StaffTask | None:
    """One thing to do."""
    return await session.get(StaffTask, task_id)
