"""Working a request: every change goes through the services of the room of requests."""

from typing import Annotated, Any

from fastapi import Form, Path, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from backend.audit.service import Caller
from backend.auth.permissions import Bit
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.catalogue.service import Configuration
from backend.console import shell
from backend.domain import states
from backend.domain.reasons import MUST_TELL, next_step_key, reason_key
from backend.edge import Session
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.requests import Request as Row
from backend.models.requests import RequestEvent
from backend.notifications import repository as notices
from backend.requests import repository, service, working

router = shell.router()

Code = Annotated[str, Path(max_length=40)]
Words = Annotated[str, Form(max_length=2000)]
Line = Annotated[str, Form(max_length=120)]
_FIELDS = (
    *("reason", "reason_words", "referred_to", "working_days", "tracking_number", "carrier"),
    *("missing_words", "note", "searched", "next_step"),
)


def details_of(form: FormData) -> dict[str, Any]:
    """What a step's form brought."""
    found: dict[str, Any] = {name: str(form.get(name) or "").strip()[:2000] for name in _FIELDS}
    days = found["working_days"]
    found["working_days"] = int(days) if days.isdecimal() and len(days) < 5 else None
    lacking = [str(one) for one in form.getlist("missing")]
    lacking += [line.strip()[:500] for line in found["missing_words"].splitlines()]
    found["missing"] = list(dict.fromkeys(one for one in lacking if one.strip()))
    found["partly"] = True if form.get("partly") else None
    return found


def payload_of(event: states.Event, given: dict[str, Any], configuration: Configuration) -> dict[str, Any]:
    """Only what this event knows; a coded reason with own words becomes its words and theirs."""
    rule = states.TRANSITIONS[event]
    known = {*rule.needs, *rule.takes, "note"}
    words = given["reason_words"]
    reason = given["reason"]
    key = reason_key(event, reason) if reason else None
    if words:
        reason = f"{configuration.texts.render(key)}；{words}" if key else words
    usual = next_step_key(event, given["reason"])
    if usual and not given["next_step"]:
        given = given | {"next_step": configuration.texts.render(usual)}
    whole = given | {"reason": reason[:500]}
    return {name: whole[name] for name in known if whole.get(name) not in (None, "", [])}


@router.post("/console/queue/{code}/events/{event}")
async def step(request: Request, session: Session, visitor: shell.Signed, code: Code, event: states.Event) -> Response:
    """Let an event happen. The same click again changes nothing; a page that is out of date is told so."""
    form = await request.form()
    configuration = await catalogue.current(session)
    payload = payload_of(event, details_of(form), configuration)
    if any(name not in payload for name in MUST_TELL.get(event, ())):
        return shell.back(f"/console/queue/{code}?problem=untold")
    if not form.get("sure") and states.unusual(event, (await service.find(session, code)).delivery_method):
        return shell.back(f"/console/queue/{code}?problem=unusual")
    try:
        await _happen(session, visitor, code, event, payload, configuration, str(form.get("seen") or ""))
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return shell.back(f"/console/queue/{code}?problem={problem.code}")
    return shell.back(f"/console/queue/{code}", "saved")


async def _happen(
    session: AsyncSession,
    visitor: Visitor,
    code: str,
    event: states.Event,
    payload: dict[str, Any],
    configuration: Configuration,
    seen: str,
) -> None:
    caller = shell.caller(visitor)
    found = await service.locked(session, code)
    if seen.isdigit() and found.event_count != int(seen):
        if await _done_by_the_click_before(session, found, event, caller, int(seen)):
            return
        raise Problem(409, "stale_revision")
    async with session.begin_nested():
        await service.happen(session, found.code, event.value, payload, configuration, caller)
        if found.owner_id is None:
            # Who is asked first stays responsible.
            await working.claim(session, found.code, visitor.username)


async def _done_by_the_click_before(
    session: AsyncSession, found: Row, event: states.Event, caller: Caller, seen: int
) -> bool:
    events = (await repository.events(session, [found.id])).get(found.id, [])
    after = [one for one in events if one.seq == seen + 1]
    return bool(after) and after[0].event == event.value and after[0].actor_id == caller.id


@router.post("/console/queue/{code}/preview/{event}")
async def preview(
    request: Request, session: Session, visitor: shell.Signed, code: Code, event: states.Event
) -> Response:
    """What the requester will read in the chat and in the letter."""
    configuration = await catalogue.current(session)
    found = await service.find(session, code)
    payload = payload_of(event, details_of(await request.form()), configuration)
    ready = bool(payload.get("missing") or payload.get("reason"))
    texts = _letters(found, event, payload, configuration) if ready else {}
    return shell.part(request, "queue/_preview.html", texts=texts)


def _letters(found: Row, event: states.Event, payload: dict[str, Any], configuration: Configuration) -> dict[str, str]:
    after = states.TRANSITIONS[event].resolution
    draft = RequestEvent(event=event.value, data=payload, resolution=after.value if after else None)
    values = service.event_values(draft, found, configuration)
    texts = configuration.texts
    notice = texts.render({"say": f"notice.{event.value}", "with": values})
    shown = {"notice": "\n".join([notice, *service.further_words(draft, texts)])}
    kinds = {"close_not_found": "not_found", "refer": "referred", "reject": "rejected"}
    if event.value in kinds:
        shown["letter"] = texts.render({"say": f"print.letter.{kinds[event.value]}", "with": values})
    return shown


@router.post("/console/queue/{code}/claim")
async def claim(session: Session, visitor: shell.Signed, code: Code) -> Response:
    """Take a request nobody has."""
    try:
        found = await working.claim(session, code, visitor.username)
    except Problem as problem:
        if problem.code != "taken":
            raise
        return shell.back(f"/console/queue/{code}?problem=owned")
    return shell.back(f"/console/queue/{found.code}", "saved")


@router.post("/console/queue/{code}/assign")
async def assign(session: Session, visitor: shell.Signed, code: Code, to: Line = "") -> Response:
    """Give a request to somebody else, or to nobody."""
    found = await working.assign(session, code, to or None, shell.caller(visitor))
    return shell.back(f"/console/queue/{found.code}", "saved")


@router.post("/console/queue/{code}/hold")
async def hold(session: Session, visitor: shell.Signed, code: Code, reason: Words = "", on: Line = "") -> Response:
    """Keep a request from erasure while the law wants it, or end that; why stays on record."""
    if not reason.strip():
        raise Problem(422, "invalid", problems=[{"field": "reason", "code": "missing"}])
    found = await working.hold(session, code, on == "yes", shell.caller(visitor), reason.strip())
    return shell.back(f"/console/queue/{found.code}", "saved")


@router.post("/console/queue/{code}/notes")
async def add_note(session: Session, visitor: shell.Signed, code: Code, body: Words = "") -> Response:
    """A note among staff; the same words from the same hand at once are one note."""
    found = await service.locked(session, code)
    if not (visitor.may(Bit.QUEUE_WORK) or visitor.may(Bit.INTAKE)):
        # Who only looks on (an auditor) leaves nothing behind.
        raise Problem(403, "forbidden")
    text, author = body.strip(), str(visitor.staff_id)
    last = (await working.notes(session, found.id))[-1:]
    again = any(
        one.author == author and one.body == text and (clock.now() - one.at).total_seconds() < 30 for one in last
    )
    if text and not again:
        await working.add_note(session, found.code, text, author)
    return shell.back(f"/console/queue/{found.code}", "saved")


@router.post("/console/queue/{code}/tasks/{task_id}/done")
async def task_done(session: Session, visitor: shell.Signed, code: Code, task_id: int) -> Response:
    """A person did what the machine could not: told the requester by telephone."""
    found = await service.find(session, code)
    task = await notices.task(session, task_id) if 0 < task_id < 2**63 else None
    if task is None or task.request_id != found.id:
        raise Problem(404, "not_found")
    if task.done_at is None:
        task.done_at, task.done_by = clock.now(), str(visitor.staff_id)
    return shell.back(f"/console/queue/{found.code}", "saved")
