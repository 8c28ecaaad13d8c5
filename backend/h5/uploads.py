"""Taking a file from a page: size, kind and content checked, refusals in words that help."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.attachments import service as attachments
from backend.attachments.pictures import MAX_BYTES
from backend.attachments.store import FileStore
from backend.h5.looks import Page
from backend.kit.errors import Problem

MOST_FILES = 20
_NAME = 80


def store_of(request: Request) -> FileStore:
    """The file store of this process."""
    return FileStore(request.app.state.settings.home)


def chosen(form: FormData) -> list[tuple[str, UploadFile]]:
    """The files of a form by the slot they were chosen for; empty inputs are no files."""
    return [
        (name[len("file.") :], value)
        for name, value in form.multi_items()
        if name.startswith("file.") and isinstance(value, UploadFile) and (value.filename or value.size)
    ]


async def keep(
    session: AsyncSession, page: Page, upload: UploadFile, kind: str, conversation: str | None = None
) -> dict[str, str]:
    """Keep one file: its id, kind and name. Problem when it cannot be kept."""
    if upload.size is not None and upload.size > MAX_BYTES:
        raise Problem(413, "file_refused", reason="too_large")
    data = await upload.read(MAX_BYTES + 1)
    name = (upload.filename or "").replace("\x00", "").rpartition("/")[2].rpartition("\\")[2][-_NAME:]
    async with session.begin_nested():
        kept = await attachments.keep(
            session,
            store_of(page.request),
            data,
            kind=kind,
            source="h5",
            conversation=conversation,
            file_name=name or None,
        )
    return {"id": str(kept.id), "kind": kind, "name": name or page.say("h5.files.unnamed")}


def refusal(page: Page, problem: Problem) -> str:
    """Why a file was not kept, and what to do; raises the problem again when it is of another sort."""
    if problem.code == "too_many_attachments":
        return page.say("h5.files.too_many", most=MOST_FILES)
    if problem.code != "file_refused":
        raise problem
    key = f"h5.files.refused.{problem.extra.get('reason')}"
    known = page.configuration.texts.has(key)
    return page.say(key if known else "h5.files.refused.broken", most=MAX_BYTES // (1024 * 1024))


def for_script(page: Page, kept: list[dict[str, str]], errors: dict[str, str]) -> Response:
    """The answer to our own script: what was kept, or why not."""
    if errors:
        return JSONResponse({"errors": errors}, 422)
    shown: list[dict[str, Any]] = [{"id": one["id"], "name": one["name"]} for one in kept]
    return JSONResponse({"files": shown, "remove": page.say("h5.files.remove")}, 201)
