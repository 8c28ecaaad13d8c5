"""The door to the room of papers: each as PDF bytes, made beside the event loop and written to the audit log."""

import asyncio
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.models.requests import Request
from backend.printing.facts import Kind
from backend.requests import repository
from backend.requests import service as requests

__all__ = ["Kind", "Paper", "decision_of", "paper"]

Paper = Literal["slip", "label", "letter"]
_CLOSING = ("close_not_found", "refer", "reject", "fulfil", "withdraw")


async def paper(
    session: AsyncSession,
    request: Request,
    configuration: Configuration,
    which: Paper,
    caller: Caller,
    *,
    lang: str = "zh",
    kind: Kind | None = None,
) -> bytes:
    """One paper of a request. Printing shows personal details, so it stays on record who did."""
    # The layout library is half a second of every start, where few print.
    from backend.printing.label import label
    from backend.printing.letter import letter
    from backend.printing.slip import slip

    await audit.record(session, caller, "print", request.code, {"paper": which})
    if which == "slip":
        return await asyncio.to_thread(slip, request, configuration, lang)
    if which == "label":
        return await asyncio.to_thread(label, request, configuration, lang)
    decision = await decision_of(session, request, configuration, lang)
    return await asyncio.to_thread(lambda: letter(request, configuration, lang, kind=kind, decision=decision))


async def decision_of(
    session: AsyncSession, request: Request, configuration: Configuration, lang: str = "zh"
) -> dict[str, Any]:
    """What the last closing event said, in words; nothing while the request is open."""
    events = (await repository.events(session, [request.id])).get(request.id, [])
    last = next((one for one in reversed(events) if one.event in _CLOSING), None)
    if last is None or request.status != "closed":
        return {}
    values = requests.event_values(last, request, configuration, lang)
    wanted = ("reason", "referred_to", "searched", "next_step")
    return {name: configuration.texts.value(values[name], lang) for name in wanted if values.get(name)}
