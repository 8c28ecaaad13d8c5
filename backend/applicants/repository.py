"""Queries of applicants and their consents."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import clock
from backend.kit.crypto import blind_index, conversation_key
from backend.models.applicants import Applicant, Consent, NoticePermission
from backend.models.base import uuid7


async def by_openid(session: AsyncSession, openid: str) -> Applicant | None:
    """The applicant behind a WeChat identity."""
    return await session.scalar(select(Applicant).where(Applicant.openid_index == blind_index("openid", openid)))


async def by_conversation(session: AsyncSession, conversation: str) -> Applicant | None:
    """The applicant behind a conversation."""
    return await session.scalar(select(Applicant).where(Applicant.conversation == conversation))


async def by_id(session: AsyncSession, applicant_id: UUID) -> Applicant | None:
    """The applicant of an id."""
    return await session.get(Applicant, applicant_id)


async def add_unless_known(session: AsyncSession, openid: str) -> Applicant:
    """The applicant behind a WeChat identity, made when new; two first calls at once make one."""
    known = await by_openid(session, openid)
    if known is not None:
        # Whoever was forgotten and comes back is known again by the same index.
        known.openid, known.erased_at = openid, None
        return known
    row = {
        "id": uuid7(),
        "conversation": conversation_key(openid),
        "openid": openid,
        "openid_index": blind_index("openid", openid),
        "lang": "zh",
        "created_at": clock.now(),
    }
    again = {"openid": openid, "openid_index": row["openid_index"], "erased_at": None}
    statement = insert(Applicant).values(row).on_conflict_do_update(index_elements=["conversation"], set_=again)
    made = await session.scalars(statement.returning(Applicant), execution_options={"populate_existing": True})
    return made.one()


async def consents(session: AsyncSession, applicant_id: UUID) -> list[Consent]:
    """Every decision of a person, the newest first."""
    query = select(Consent).where(Consent.applicant_id == applicant_id).order_by(Consent.id.desc())
    return list(await session.scalars(query))


async def newest_consent(session: AsyncSession, openid: str) -> Consent | None:
    """The last decision of a WeChat identity."""
    query = select(Consent).join(Applicant).where(Applicant.openid_index == blind_index("openid", openid))
    return await session.scalar(query.order_by(Consent.id.desc()).limit(1))


async def of_conversations(session: AsyncSession, conversations: Iterable[str]) -> dict[UUID, str]:
    """Applicant's id -> conversation, of some conversations."""
    query = select(Applicant.id, Applicant.conversation).where(Applicant.conversation.in_(list(conversations)))
    return {row[0]: row[1] for row in await session.execute(query)}


async def permissions(session: AsyncSession, applicant_id: UUID) -> list[NoticePermission]:
    """How many notices of each template a person still allows."""
    return list(await session.scalars(select(NoticePermission).where(NoticePermission.applicant_id == applicant_id)))


async def forget_permissions(session: AsyncSession, applicant_id: UUID) -> None:
    """A person who is forgotten allows nothing any more."""
    await session.execute(delete(NoticePermission).where(NoticePermission.applicant_id == applicant_id))
