"""The door to the room of papers: each as PDF bytes, made beside the event loop and written to the audit log."""

import asyncio
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.models.requests import Request, RequestEvent
from backend.printing.facts import Kind
from backend.printing.kinds import event_of, kind_of
from backend.requests import repository
from backend.requests import service as requests

__all__ = ["Kind", "Paper", "decision_of", "paper"]

Paper = Literal["slip", "label", "letter"]
_WANTED = ("reason", "referred_to", "searched", "next_step", "missing", "working_days", "promise")


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

    events = (await repository.events(session, [request.id])).get(request.id, [])
    chosen = kind or kind_of(request, events) if which == "letter" else None
    await audit.record(session, caller, "print", request.code, {"paper": which})
    if which == "label" and request.delivery_method == "express":
        # It shows telephone and address in full, as a look at them would.
        await requests.looked(session, request, caller, configuration.texts.render("print.label.reason"))
    if which == "slip":
        return await asyncio.to_thread(slip, request, configuration, lang)
    if which == "label":
        return await asyncio.to_thread(label, request, configuration, lang)
    assert chosen is not None
    decision = decision_of(request, configuration, event_of(chosen, events), lang)
    return await asyncio.to_thread(lambda: letter(request, configuration, lang, kind=chosen, decision=decision))


def decision_of(
    request: Request, configuration: Configuration, event: RequestEvent | None, lang: str = "zh"
) -> dict[str, Any]:
    """What the event said that a letter is about, in words."""
    if event is None:
        return {}
    values = requests.event_values(event, request, configuration, lang)
    return {name: configuration.texts.value(values[name], lang) for name in _WANTED if values.get(name)}
