"""Progress for whoever knows the code and the last four digits of the telephone; nothing for anybody else."""

import hmac

from sqlalchemy.ext.asyncio import AsyncSession

from backend.catalogue.service import Configuration
from backend.domain import codes
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.progress import throttle
from backend.requests import service as requests


async def find(session: AsyncSession, code: str, phone_last4: str, address: str) -> Request | None:
    """The request, or None for a wrong code and for wrong digits alike. Problem 429 while blocked.

    The caller commits in either case: a wrong try must be remembered.
    """
    written = codes.parse(code) or code.strip().upper()[:40]
    seconds = await throttle.blocked_for(session, written, address)
    if seconds:
        raise Problem(429, "too_many_tries", "please try again later", {"Retry-After": str(seconds)})
    request = await requests.with_code(session, written) if written.isprintable() else None
    digits = _last_four(request) if request else ""
    # Compared in either case, so that time tells nothing.
    right = hmac.compare_digest(digits.encode(), phone_last4.encode())
    if request is None or not digits or not right:
        await throttle.wrong(session, written, address)
        return None
    return request


def _last_four(request: Request) -> str:
    phone = (request.requester or {}).get("phone") or request.subject.get("phone") or ""
    number = str(phone).partition("转")[0]  # an extension is not what people know the number by
    digits = "".join(character for character in number if character.isdigit())
    return digits[-4:] if len(digits) >= 4 else ""


async def answer(session: AsyncSession, request: Request, configuration: Configuration, lang: str) -> dict[str, object]:
    """What may be told: state, history, dates, papers and parcels; no names, numbers or addresses."""
    shown = (await requests.shown(session, [request], configuration, lang))[0]
    told = shown.model_dump(
        mode="json",
        include={
            "code", "status", "resolution", "public_status", "waiting_on", "due_on", "provisional",
            "created_at", "closed_at", "missing", "parcels", "history", "editable",
        },
    )  # fmt: skip
    told["items"] = [item.model_dump(include={"document_type", "language", "copies"}) for item in shown.items]
    told["due"] = requests.explain(request, configuration, lang)["steps"]
    return told
