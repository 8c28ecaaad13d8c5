"""Doing: take over, answer, send a picture, note, hand back."""

from typing import Annotated

from fastapi import File, Form, Request, UploadFile
from fastapi.responses import Response

from backend.attachments import service as attachments
from backend.attachments.endpoints import store_of
from backend.attachments.pictures import MAX_BYTES
from backend.audit import service as audit
from backend.auth import service as auth
from backend.console import shell
from backend.console.desk import names, showing
from backend.console.desk.pages import Key
from backend.handover import people
from backend.kit.db import Database
from backend.kit.errors import Problem

router = shell.router()

Epoch = Annotated[int, Form(ge=0, le=2**31 - 1)]


@router.post("/console/desk/talks/{key}/take")
async def take(
    request: Request, visitor: shell.Signed, key: Key, seize: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Take the conversation over. Of two at once one wins, and the other is told who."""
    database: Database = request.app.state.database
    try:
        async with database.session() as session:
            staff = await auth.with_id(session, visitor.staff_id)
            assert staff is not None
            await people.take(session, key, staff, seize=bool(seize))
            await audit.record(session, shell.caller(visitor), "desk.take", key)
    except Problem as problem:
        if problem.code == "taken":
            async with database.session() as session:
                problem.extra["owner_name"] = (await names.staff_names(session)).get(problem.extra["owner"], "同事")
        raise
    return await _changed(request, visitor, key, "owner")


@router.post("/console/desk/talks/{key}/give-back")
async def give_back(request: Request, visitor: shell.Signed, key: Key) -> Response:
    """Hand the conversation to the bot, which tells the person."""
    async with request.app.state.database.session() as session:
        await people.give_back(session, key, visitor.staff_id)
    return await _changed(request, visitor, key, "owner")


@router.post("/console/desk/talks/{key}/say")
async def say(
    request: Request, visitor: shell.Signed, key: Key, epoch: Epoch, text: Annotated[str, Form(max_length=4000)] = ""
) -> Response:
    """Answer the person."""
    async with request.app.state.database.session() as session:
        await people.reply(session, key, visitor.staff_id, text, epoch)
    return await _changed(request, visitor, key, "message")


@router.post("/console/desk/talks/{key}/picture")
async def show_picture(
    request: Request, visitor: shell.Signed, key: Key, epoch: Epoch, file: Annotated[UploadFile, File()]
) -> Response:
    """Send the person a picture."""
    data = await file.read(MAX_BYTES + 1)
    async with request.app.state.database.session() as session:
        kept = await attachments.keep(session, store_of(request), data, kind="reply", source="staff", conversation=key)
        if not (kept.media_type or "").startswith("image/"):
            raise Problem(415, "file_refused")
        await people.show(session, key, visitor.staff_id, kept.id, epoch)
    return await _changed(request, visitor, key, "message")


@router.post("/console/desk/talks/{key}/notes")
async def note(
    request: Request, visitor: shell.Signed, key: Key, body: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """A note among staff."""
    database: Database = request.app.state.database
    async with database.session() as session:
        head = await showing.head(session, key, visitor)
        await people.add_note(session, key, visitor.staff_id, body)
    shell.live(request).publish(key, "note")
    async with database.session() as session:
        return shell.part(request, "desk/_side.html", head=head, **await showing.side(session, key, visitor))


async def _changed(request: Request, visitor: shell.Signed, key: str, kind: str) -> Response:
    """After the commit: every page is told; this one gets the head and the lines with the answer."""
    shell.live(request).publish(key, kind)
    async with request.app.state.database.session() as session:
        head = await showing.head(session, key, visitor)
        lines, earlier = await showing.lines(session, key, visitor)
    return shell.part(request, "desk/_changed.html", head=head, lines=lines, earlier=earlier)
