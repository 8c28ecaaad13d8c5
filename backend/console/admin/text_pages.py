"""The wording of answers and notices: found, changed with a look at the result, put back."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import Form, Path, Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.sessions import Visitor
from backend.catalogue import repository
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.admin import editing
from backend.console.admin.account_pages import words
from backend.edge import Session
from backend.kit.errors import Problem
from backend.kit.texts import defaults, placeholders

router = shell.router()

Lang = Annotated[Literal["zh", "en"], Path()]
Key = Annotated[str, Path(max_length=120)]
Text = Annotated[str, Form(max_length=4000)]
_SHOWN = 60
_TOLD = frozenset(
    {"code", "missing", "reason", "tracking_number", "pickup_code", "referred_to", "url", "day", "status"}
    | {"searched", "next_step", "working_days"}
)
"""What a notice is sent for: without it the words may read well and tell nothing."""


@router.get("/console/admin/texts")
async def find(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    q: Annotated[str, Query(max_length=80)] = "",
    lang: Annotated[Literal["zh", "en"], Query()] = "zh",
    changed: bool = False,
    group: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Texts in which a word occurs, of one group if asked."""
    changes = (await repository.overlays(session)).get("texts", {}).get(lang, {})
    whole = defaults()[lang] | changes
    word = q.strip().casefold()
    groups = words()["texts"]
    heads = groups.get(group)
    of_group = [key for key in whole if not heads or key.partition(".")[0] in heads]
    hits = [key for key in of_group if (key in changes or not changed) and word in f"{key} {whole[key]}".casefold()]
    values: dict[str, Any] = {"q": q, "lang": lang, "changed": changed, "more": max(0, len(hits) - _SHOWN)}
    values |= {"groups": list(groups), "group": group if heads else ""}
    values["rows"] = [(key, whole[key], key in changes) for key in sorted(hits)[:_SHOWN]]
    return await shell.page(request, session, visitor, "admin/texts.html", **values)


@router.get("/console/admin/texts/{lang}/{key}")
async def edit(request: Request, session: Session, visitor: shell.Signed, lang: Lang, key: Key) -> Response:
    """One text."""
    changes = (await repository.overlays(session)).get("texts", {}).get(lang, {})
    return await _editor(request, session, visitor, lang, key, changes.get(key) or shipped(lang, key))


def shipped(lang: str, key: str) -> str:
    """The text as shipped; 404 for one there is not."""
    text = defaults()[lang].get(key)
    if text is None:
        raise Problem(404, "not_found")
    return text


async def _editor(
    request: Request, session: AsyncSession, visitor: Visitor, lang: str, key: str, text: str, fault: str = ""
) -> Response:
    original = shipped(lang, key)
    values: dict[str, Any] = {"lang": lang, "key": key, "text": text, "original": original, "fault": fault}
    values["names"] = sorted(placeholders(original))
    values["changed"] = text != original
    values["seen"] = await editing.version_of(session, "texts")
    status = 422 if fault else 200
    return await shell.page(request, session, visitor, "admin/text.html", status=status, **values)


@router.post("/console/admin/texts/{lang}/{key}/preview")
async def preview(request: Request, lang: Lang, key: Key, text: Text = "") -> Response:
    """How it will read, the places to be filled marked; or what does not hold."""
    original = shipped(lang, key)
    fault, lost = fault_of(key, text, original), in_braces(placeholders(original) - placeholders(text))
    shown = text
    for name in placeholders(text):
        shown = shown.replace(f"{{{name}}}", f"〔{name}〕")
    return shell.part(request, "admin/_text_preview.html", fault=fault, lost=lost, shown=shown)


def in_braces(names: Iterable[str]) -> str:
    """Placeholders as they are written."""
    return "、".join(f"{{{name}}}" for name in sorted(names))


def fault_of(key: str, text: str, original: str) -> str:
    """Why a text cannot be used; empty when it can. A notice without what it is sent for tells nobody anything."""
    if not text.strip():
        return "文字不能为空。"
    unknown = placeholders(text) - placeholders(original)
    if unknown:
        return "这些占位符不存在：" + in_braces(unknown)
    lost = (placeholders(original) - placeholders(text)) & _TOLD
    if lost and key.startswith("notice."):
        return "通知里不能少了：" + in_braces(lost)
    return ""


@router.post("/console/admin/texts/{lang}/{key}")
async def save(
    request: Request, session: Session, visitor: shell.Signed, lang: Lang, key: Key, text: Text = "", seen: Text = ""
) -> Response:
    """Keep other words; in force everywhere within half a minute."""
    text = text.replace("\r\n", "\n").strip("\n")
    fault = fault_of(key, text, shipped(lang, key))
    if fault:
        return await _editor(request, session, visitor, lang, key, text, fault)
    if seen and seen != str(await editing.version_of(session, "texts")):
        raise Problem(409, "stale_revision")
    await _change(session, visitor, lang, key, text)
    return shell.back(f"/console/admin/texts/{lang}/{key}", "saved")


@router.post("/console/admin/texts/{lang}/{key}/reset")
async def reset(session: Session, visitor: shell.Signed, lang: Lang, key: Key) -> Response:
    """The shipped words again."""
    shipped(lang, key)
    await _change(session, visitor, lang, key, None)
    return shell.back(f"/console/admin/texts/{lang}/{key}", "saved")


async def _change(session: AsyncSession, visitor: Visitor, lang: str, key: str, text: str | None) -> None:
    whole = {code: dict(texts) for code, texts in (await repository.overlays(session)).get("texts", {}).items()}
    mine = whole.setdefault(lang, {})
    mine.pop(key, None)
    if text is not None and text != shipped(lang, key):
        mine[key] = text
    await catalogue.change(session, "texts", whole, shell.caller(visitor), f"{lang} {key}")
