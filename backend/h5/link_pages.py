"""`/h5/u/{token}`: everything that is missing at once, answered with words, pictures and PDFs.

The link itself is the key: it names one request or one draft, lives for hours or days, and shows no names.
"""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from backend.attachments import links
from backend.attachments import service as attachments
from backend.domain import states
from backend.edge import Session
from backend.h5 import limits, sending, uploads
from backend.h5.edge import PageRoute, ThePage, field, same_site, wants_json
from backend.h5.looks import Page
from backend.h5.sending import Parcel, Slot
from backend.kit.errors import Problem
from backend.models import requests as tables
from backend.requests import service as requests

router = APIRouter(route_class=PageRoute, include_in_schema=False)


async def _opened(session: AsyncSession, token: str) -> tuple[links.Target, tables.Request | None]:
    """What the link is for; 410 when its time is over, 404 when it never was one."""
    try:
        target = links.read(token)
    except links.LinkError as error:
        raise Problem(410 if error.expired else 404, "gone" if error.expired else "not_found") from error
    if target.kind == "draft":
        return target, None
    found = await requests.with_id(session, target.id)
    if found is None or found.erased_at is not None:
        raise Problem(404, "not_found")
    return target, found


def _takes(request: tables.Request | None) -> bool:
    """Whether anything can still be sent."""
    if request is None:
        return True
    can = states.capabilities(states.Status(request.status))
    return can.may_supplement or can.may_edit


@router.get("/h5/u/{token}")
async def show(page: ThePage, token: str, session: Session) -> Response:
    """What is missing, and what was sent so far."""
    target, request = await _opened(session, token)
    if not _takes(request):
        return _over(page, request)
    return _page(page, request, _slots(page, request), await sending.load(session, target, request), {})


def _over(page: Page, request: tables.Request | None, status: int = 200) -> Response:
    assert request is not None
    words = page.configuration.texts.render(requests.status_key(request), page.lang)
    return page.render("send_over.html", status, code=request.code, words=words)


def _slots(page: Page, request: tables.Request | None) -> list[Slot]:
    return sending.slots(page, request, page.configuration.catalogue.attachment_kinds)


def _page(
    page: Page,
    request: tables.Request | None,
    slots: list[Slot],
    parcel: Parcel,
    errors: dict[str, str],
    status: int = 200,
) -> Response:
    asked = bool(request and request.missing)
    return page.render(
        "send.html",
        status,
        code=request.code if request else "",
        asked=asked,
        slots=[(slot, parcel.files_of(slot)) for slot in slots],
        answers=parcel.answers,
        errors=errors,
        listed=[(f"f-{key}", text) for key, text in errors.items()],
        most=sending.MOST_WORDS,
    )


@router.post("/h5/u/{token}")
async def take(page: ThePage, token: str, request: Request, session: Session) -> Response:
    """Keep files and words, drop a file, or hand everything in."""
    same_site(request)
    target, found = await _opened(session, token)
    if not _takes(found):
        return _over(page, found, 409)
    form = await request.form(max_files=20, max_fields=100)
    slots = _slots(page, found)
    parcel = await sending.load(session, target, found, lock=True)
    what = field(form, "do", 60)
    kept, errors = await _keep(session, page, target, form, slots, parcel)
    if not wants_json(request):
        _read_words(form, slots, parcel)
    if what.startswith("remove-"):
        await _remove(session, request, target, parcel, what[len("remove-") :])
    if wants_json(request):
        await sending.save(session, target, parcel)
        return uploads.for_script(page, kept, errors)
    if what == "send" and not errors:
        errors = _unready(page, found, slots, parcel)
        if not errors:
            return await _hand_in(session, page, target, slots, parcel)
    await sending.save(session, target, parcel)
    if errors:
        return _page(page, found, slots, parcel, errors, 422)
    return page.go(request.url.path)


def _read_words(form: FormData, slots: list[Slot], parcel: Parcel) -> None:
    for key in [*(slot.key for slot in slots if slot.takes_words), "more"]:
        parcel.answers[key] = field(form, f"answer.{key}", 2 * sending.MOST_WORDS)
    parcel.answers = {key: text for key, text in parcel.answers.items() if text}


async def _keep(
    session: AsyncSession, page: Page, target: links.Target, form: FormData, slots: list[Slot], parcel: Parcel
) -> tuple[list[dict[str, str]], dict[str, str]]:
    known = {slot.key: slot for slot in slots if slot.takes_files}
    kept: list[dict[str, str]] = []
    errors: dict[str, str] = {}
    for key, upload in uploads.chosen(form):
        if key not in known:
            # The page was opened before something else was asked for.
            errors[slots[0].key] = page.say("h5.send.asked_anew")
            continue
        try:
            if len(parcel.files) >= uploads.MOST_FILES:
                raise Problem(409, "too_many_attachments")
            await limits.count(session, "upload", target.id.hex, limits.TARGET_UPLOADS)
            conversation = target.conversation if target.kind == "draft" else None
            one = await uploads.keep(session, page, upload, known[key].kind, conversation)
        except Problem as problem:
            errors[key] = uploads.refusal(page, problem)
            continue
        parcel.files.append(one | {"slot": key})
        kept.append(one)
    return kept, errors


async def _remove(session: AsyncSession, request: Request, target: links.Target, parcel: Parcel, wanted: str) -> None:
    found = next((one for one in parcel.files if one["id"] == wanted), None)
    if found is None:
        return
    parcel.files.remove(found)
    attachment = await attachments.find(session, UUID(wanted), lock=True)
    mine = attachment.conversation in (None, target.conversation)
    if attachment.request_id is None and mine:
        await attachments.erase(session, uploads.store_of(request), [attachment])


def _unready(page: Page, request: tables.Request | None, slots: list[Slot], parcel: Parcel) -> dict[str, str]:
    """Why it cannot be handed in yet, by the field that mends it."""
    if request is None:
        return {} if parcel.files else {"any": page.say("h5.send.nothing")}
    length = len(sending.note_of(slots, parcel))
    if length > sending.MOST_WORDS:
        return {"more": page.say("h5.send.too_long", most=sending.MOST_WORDS, length=length)}
    if not parcel.files and not parcel.answers:
        return {slots[0].key: page.say("h5.send.nothing")}
    return {}


async def _hand_in(
    session: AsyncSession, page: Page, target: links.Target, slots: list[Slot], parcel: Parcel
) -> Response:
    if target.kind == "draft":
        return page.render("sent.html", code="", promise="")
    note = sending.note_of(slots, parcel)
    request = await sending.hand_in(session, page, target, parcel, note)
    return page.render("sent.html", code=request.code, promise="")
