"""Who asks, and what they agreed to."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import repository
from backend.drafts import service as drafts
from backend.kit import clock
from backend.kit.crypto import conversation_key
from backend.models.applicants import Applicant, Consent


async def ensure(session: AsyncSession, openid: str) -> Applicant:
    """The applicant behind a WeChat identity, made when new."""
    return await repository.add_unless_known(session, openid)


async def find(session: AsyncSession, openid: str) -> Applicant | None:
    """The applicant behind a WeChat identity."""
    return await repository.by_openid(session, openid)


async def of_request(session: AsyncSession, request: Any) -> Applicant | None:
    """The applicant a request belongs to."""
    return await repository.by_id(session, request.applicant_id) if request.applicant_id else None


async def decide(session: AsyncSession, openid: str, version: str, granted: bool) -> Consent:
    """Record a decision; a refusal or withdrawal takes the identity details of the open draft with it."""
    applicant = await repository.add_unless_known(session, openid)
    earlier = await repository.consents(session, applicant.id)
    if earlier and earlier[0].version == version and earlier[0].granted and granted:
        return earlier[0]
    consent = Consent(applicant_id=applicant.id, version=version, granted=granted, at=clock.now())
    session.add(consent)
    await session.flush()
    if not granted:
        await drafts.forget_details(session, conversation_key(openid))
    return consent


async def decisions(session: AsyncSession, openid: str) -> list[Consent]:
    """Every decision of a person, the newest first."""
    applicant = await repository.by_openid(session, openid)
    return await repository.consents(session, applicant.id) if applicant else []


async def of_conversation(session: AsyncSession, conversation: str) -> Applicant | None:
    """The applicant who talks in a conversation."""
    return await repository.by_conversation(session, conversation)
