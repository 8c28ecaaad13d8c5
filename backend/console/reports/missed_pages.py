"""Looking through what the bot missed: made an example, given a reply that staff have at hand, or left alone."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request
from fastapi.responses import Response

from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.reports import missed
from backend.console.reports.tables import words
from backend.edge import Session
from backend.handover import canned
from backend.kit.errors import Problem

router = shell.router()

_SHOWN = 30


@router.get("/console/missed")
async def look(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """The groups."""
    groups = await missed.groups(session, await catalogue.current(session))
    values = {"groups": groups[:_SHOWN], "more": max(0, len(groups) - _SHOWN), "intents": words()["intents"]}
    return await shell.page(request, session, visitor, "reports/missed.html", **values)


@router.post("/console/missed/example")
async def example(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    text: Annotated[str, Form(max_length=300)],
    intent: Annotated[str, Form(max_length=60)],
    uid: Annotated[list[UUID], Form(max_length=60)],
) -> Response:
    """A sentence and what it means, for the next training; the group counts as reviewed."""
    if intent not in words()["intents"]:
        raise Problem(422, "invalid")
    clean = missed.without_people(text, await catalogue.current(session)).lstrip("-/ ")
    if not clean:
        raise Problem(422, "invalid")
    await missed.review(session, [str(one) for one in uid], shell.caller(visitor), f"example:{intent}")
    await asyncio.to_thread(missed.add_example, shell.console(request).settings.home, intent, clean)
    return shell.back("/console/missed", "added")


@router.post("/console/missed/answer")
async def answer(
    session: Session,
    visitor: shell.Signed,
    uid: Annotated[list[UUID], Form(max_length=60)],
    text: Annotated[str, Form(max_length=300)] = "",
    shortcut: Annotated[str, Form(max_length=24)] = "",
    body: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """People ask it, so colleagues get a reply to it at hand; the group counts as reviewed when that is written."""
    title = missed.without_people(text, await catalogue.current(session))[:60]
    await canned.save(session, None, shortcut, title, body, shell.caller(visitor))
    await missed.review(session, [str(one) for one in uid], shell.caller(visitor), "answer")
    return shell.back("/console/missed", "replied")


@router.post("/console/missed/answered")
async def answered(
    session: Session, visitor: shell.Signed, uid: Annotated[list[UUID], Form(max_length=60)]
) -> Response:
    """Nothing to learn here."""
    await missed.review(session, [str(one) for one in uid], shell.caller(visitor), "answered")
    return shell.back("/console/missed", "saved")
