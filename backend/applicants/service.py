"""Who asks, and what they agreed to."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import repository
from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.catalogue import service as catalogue
from backend.conversations import records
from backend.drafts import service as drafts
from backend.kit import clock
from backend.kit.crypto import blind_index, conversation_key
from backend.models.applicants import Applicant, Consent, Tombstone


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
        configuration = await catalogue.current(session)
        placeholder = configuration.texts.render("privacy.redacted")
        await records.redact_identity(session, conversation_key(openid), placeholder)
    return consent


async def forget_files(session: AsyncSession, store: FileStore, openid: str) -> int:
    """Erase what a person has sent and no request has taken (consent refused): pictures show who somebody is."""
    return await attachments.erase(session, store, await attachments.of_draft(session, conversation_key(openid)))


async def decisions(session: AsyncSession, openid: str) -> list[Consent]:
    """Every decision of a person, the newest first."""
    applicant = await repository.by_openid(session, openid)
    return await repository.consents(session, applicant.id) if applicant else []


async def consent_in_force(session: AsyncSession, openid: str) -> Consent | None:
    """What a person agreed to last, unless it was refused or withdrawn since."""
    newest = await repository.newest_consent(session, openid)
    return newest if newest and newest.granted else None


async def of_conversation(session: AsyncSession, conversation: str) -> Applicant | None:
    """The applicant who talks in a conversation."""
    return await repository.by_conversation(session, conversation)


async def forget(session: AsyncSession, applicant: Applicant) -> None:
    """Erase identity and profile; the keyed hash stays, so that filed requests keep their owner."""
    applicant.openid = applicant.profile = None
    applicant.erased_at = clock.now()
    await repository.forget_permissions(session, applicant.id)
    await session.flush()


async def permissions(session: AsyncSession, applicant: Applicant) -> dict[str, int]:
    """How many subscription notices a person still allows, by template."""
    return {one.template: one.remaining for one in await repository.permissions(session, applicant.id)}


def tombstone(session: AsyncSession, kind: str, subject: str, reason: str, counts: dict[str, Any]) -> None:
    """Say that something was erased, when and why, without what it was."""
    digest = blind_index("tombstone", subject)
    session.add(Tombstone(kind=kind, subject=digest, reason=reason, counts=counts, at=clock.now()))


async def of_conversations(session: AsyncSession, conversations: Iterable[str]) -> dict[UUID, str]:
    """Applicant's id -> conversation, for the applicants who talk in some conversations."""
    return await repository.of_conversations(session, conversations)
