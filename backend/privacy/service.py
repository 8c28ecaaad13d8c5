"""A person's rights: a copy of what is stored, and its erasure as far as records need not be kept."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.conversations import records
from backend.drafts import service as drafts
from backend.handover import people
from backend.kit import clock, queue
from backend.kit.crypto import conversation_key
from backend.models.requests import Attachment, Request
from backend.requests import service as requests

#: The job that erases a talk once the turn in which that was asked is over.
ERASE_TALK = "privacy.erase_talk"
_AFTER = timedelta(seconds=90)
#: The job that has Rasa forget a talk; it is no part of the database, and may be away.
FORGET_TRACKER = "privacy.forget_tracker"


@dataclass(frozen=True)
class Erased:
    """What went and what stays: filed requests are the archive's own record."""

    drafts: int
    attachments: int
    messages_redacted: int
    requests_kept: int
    kept: list[dict[str, Any]]

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


async def erase(session: AsyncSession, store: FileStore, openid: str, caller: Caller) -> Erased:
    """Erase draft, loose files, identity in the talk and the profile now, the talk's texts a moment later."""
    key = conversation_key(openid)
    placeholder = (await catalogue.current(session)).texts.render("privacy.redacted")
    gone = await forget_conversation(session, store, key)
    redacted = await records.redact_identity(session, key, placeholder)
    at, until = datetime.now(UTC) + _AFTER, await records.newest_id(session, key)
    lock = f"erase:{key}:{until}"
    asked_at = clock.now().isoformat()
    await queue.defer(session, ERASE_TALK, queueing_lock=lock, at=at, conversation=key, until=until, asked_at=asked_at)
    applicant = await applicants.find(session, openid)
    in_force = await applicants.consent_in_force(session, openid)
    if in_force is not None:
        await applicants.decide(session, openid, in_force.version, granted=False)
    stays: list[dict[str, Any]] = []
    if applicant is not None:
        stays = [kept(request) for request in await requests.of_applicant(session, applicant.id)]
        if not stays:
            await applicants.forget(session, applicant)
        else:
            # Whoever has a request under way must stay reachable; the rest of the profile goes.
            applicant.profile = None
    counts = gone | {"messages": redacted, "requests_kept": len(stays)}
    applicants.tombstone(session, "applicant", key, "asked", counts)
    await audit.record(session, caller, "erase", key, counts)
    return Erased(gone["drafts"], gone["attachments"], redacted, len(stays), stays)


def kept(request: Request) -> dict[str, Any]:
    """Why a request is kept, and until when where that is known."""
    if request.legal_hold:
        # Nobody knows when a hold ends: the day the record would have gone without it says nothing.
        return {"code": request.code, "reason": "legal_hold", "until": None}
    until = request.erase_after.isoformat() if request.erase_after else None
    return {"code": request.code, "reason": "record" if request.status == "closed" else "under_way", "until": until}


async def forget_conversation(session: AsyncSession, store: FileStore, key: str) -> dict[str, int]:
    """Erase what hangs on a conversation but on no request."""
    files = await attachments.erase(session, store, await attachments.of_draft(session, key))
    return {"drafts": int(await drafts.remove(session, key)), "attachments": files}


async def erase_talk(
    session: AsyncSession, conversation: str, until: int | None = None, asked_at: str | None = None
) -> None:
    """Erase a talk and what staff and Rasa keep of it: the one way of doing so, whoever asked.

    With `until` (its newest message when it was asked for) and `asked_at` what was written since stays, and so does
    the conversation while there is such or somebody is waited for in it.
    """
    await records.erase(session, conversation, until)
    await people.forget(session, conversation, datetime.fromisoformat(asked_at) if asked_at else None)
    await queue.defer(session, FORGET_TRACKER, conversation=conversation)


async def export(session: AsyncSession, openid: str, caller: Caller) -> dict[str, Any]:
    """Everything stored about a person, in full: it is their own."""
    key = conversation_key(openid)
    configuration = await catalogue.current(session)
    applicant = await applicants.find(session, openid)
    found = await requests.of_applicant(session, applicant.id) if applicant else []
    shown = await requests.present(session, found, configuration, reveal=True)
    talk = await records.export(session, key)
    loose = await attachments.of_draft(session, key)
    await audit.record(session, caller, "export", key)
    return {
        "applicant": {"since": applicant.created_at.isoformat(), "profile": applicant.profile} if applicant else None,
        "consents": [
            {"version": one.version, "granted": one.granted, "at": one.at.isoformat()}
            for one in await applicants.decisions(session, openid)
        ],
        "notices_allowed": await applicants.permissions(session, applicant) if applicant else {},
        "requests": [one.model_dump(mode="json") for one in shown],
        "draft": await drafts.opened(session, key),
        "loose_attachments": [
            {"id": str(one.id), "kind": one.kind, "name": one.file_name, "media_type": one.media_type, "size": one.size}
            for one in loose
        ],
        "messages": len(talk),
        "talk": talk,
    }


async def files(session: AsyncSession, openid: str) -> list[Attachment]:
    """Every file of a person that is still there: of the requests, and what no request has taken yet."""
    applicant = await applicants.find(session, openid)
    found = await requests.of_applicant(session, applicant.id) if applicant else []
    hung = await attachments.of_requests(session, [one.id for one in found])
    return [
        *(one for some in hung.values() for one in some),
        *await attachments.of_draft(session, conversation_key(openid)),
    ]
