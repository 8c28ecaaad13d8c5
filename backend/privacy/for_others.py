"""What staff do for people who asked by letter, telephone or at the counter: by the code of one of their requests.

Whoever is known by WeChat gets all that is stored, as if asked in the chat. Nobody else has an identity that joins
requests, so the one that was named stands for itself.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.models.requests import Attachment, Request
from backend.privacy import service
from backend.privacy.service import Erased
from backend.requests import service as requests


async def export(
    session: AsyncSession, request: Request, caller: Caller, reason: str
) -> tuple[dict[str, Any], list[Attachment]]:
    """The data and the files of whoever filed a request. Why stays on record, and it counts as a look."""
    await requests.looked(session, request, caller, reason)
    applicant = await applicants.of_request(session, request)
    if applicant and applicant.openid:
        data = await service.export(session, applicant.openid, caller)
        return data, await service.files(session, applicant.openid)
    shown = await requests.present(session, [request], await catalogue.current(session), reveal=True)
    await audit.record(session, caller, "export", request.code, {"reason": reason})
    return {"requests": [one.model_dump(mode="json") for one in shown]}, await _files(session, request)


async def erase(session: AsyncSession, store: FileStore, request: Request, caller: Caller, reason: str) -> Erased:
    """Erase what may be erased of whoever filed a request, and say what is kept and why."""
    applicant = await applicants.of_request(session, request)
    if applicant and applicant.openid:
        await audit.record(session, caller, "erase", request.code, {"reason": reason})
        return await service.erase(session, store, applicant.openid, caller)
    # The request is the archive's record; what was sent with it was needed for the work alone.
    over = request.status == "closed" and not request.legal_hold
    gone = await attachments.erase_of_requests(session, store, [request.id]) if over else 0
    counts = {"attachments": gone, "requests_kept": 1}
    applicants.tombstone(session, "request", request.code, "asked", counts)
    await audit.record(session, caller, "erase", request.code, counts | {"reason": reason})
    return Erased(0, gone, 0, 1, [service.kept(request)])


async def _files(session: AsyncSession, request: Request) -> list[Attachment]:
    return (await attachments.of_requests(session, [request.id])).get(request.id, [])
