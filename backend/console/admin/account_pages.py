"""Accounts of staff: who may do what; and the record of what was done."""

from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, Any

import yaml
from fastapi import Form, Path, Query, Request
from fastapi.responses import Response
from sqlalchemy import select

from backend.auth import service as auth
from backend.auth.permissions import ROLES, Bit, roles_of
from backend.console import shell
from backend.edge import Session
from backend.kit.errors import Problem
from backend.models.staff import AuditEntry, Staff

router = shell.router()

STAFF = "/console/admin/staff"
Line = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Path(max_length=64)]
_SHOWN = 100
_WORDS = FilePath(__file__).with_name("words.yaml")


@cache
def words() -> dict[str, dict[str, Any]]:
    """What roles, rights and entries of the audit log are called."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found


@router.get(STAFF)
async def accounts(request: Request, session: Session, visitor: shell.Signed) -> Response:
    """Everybody."""
    people = [
        (one, roles_of(one.permissions), [bit for bit in one.permissions if not str(bit).startswith("role:")])
        for one in await auth.everybody(session)
    ]
    values: dict[str, Any] = {"people": people, "words": words(), "bits": [bit.value for bit in Bit]}
    values["compulsory"] = request.app.state.settings.on_real_platform
    return await shell.page(request, session, visitor, "admin/staff.html", **values)


@router.post(STAFF)
async def add(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    username: Line = "",
    name: Line = "",
    password: Line = "",
) -> Response:
    """A new account."""
    roles = [str(one) for one in (await request.form()).getlist("role")]
    await auth.add(session, username, password, name=name, roles=roles, by=shell.caller(visitor))
    return shell.back(STAFF, "added")


@router.post(STAFF + "/{username}/rights")
async def grant(request: Request, session: Session, visitor: shell.Signed, username: Name) -> Response:
    """Other rights; single bits given besides roles stay unless they are taken out."""
    form = await request.form()
    staff = await _other(session, visitor.staff_id, username)
    roles = [str(one) for one in form.getlist("role") if str(one) in ROLES]
    await auth.grant(session, staff, roles, [str(one) for one in form.getlist("bit")], shell.caller(visitor))
    return shell.back(STAFF, "saved")


@router.post(STAFF + "/{username}/active")
async def active(session: Session, visitor: shell.Signed, username: Name, on: Line = "") -> Response:
    """Switch an account on or off; off throws its open pages out."""
    staff = await _other(session, visitor.staff_id, username)
    await auth.set_active(session, staff, bool(on), shell.caller(visitor))
    return shell.back(STAFF, "saved")


@router.post(STAFF + "/{username}/password")
async def new_password(session: Session, visitor: shell.Signed, username: Name, password: Line = "") -> Response:
    """Somebody forgot theirs: a new one, and out of every browser."""
    staff = await _other(session, visitor.staff_id, username)
    try:
        await auth.set_password(session, staff, password, shell.caller(visitor))
    except Problem as problem:
        if problem.status != 422:
            raise
        return shell.back(STAFF, "weak")
    return shell.back(STAFF, "password_set")


@router.post(STAFF + "/{username}/second-factor")
async def forget_second_factor(session: Session, visitor: shell.Signed, username: Name) -> Response:
    """Somebody lost the authenticator."""
    await auth.reset_second_factor(session, await auth.find(session, username), shell.caller(visitor))
    return shell.back(STAFF, "saved")


async def _other(session: Any, own: Any, username: str) -> Staff:
    """One's own account cannot be changed here: nobody locks himself out, or raises himself."""
    staff = await auth.find(session, username)
    if staff.id == own:
        raise Problem(422, "invalid")
    return staff


@router.get("/console/admin/audit")
async def audit_log(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    q: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """What was done, the newest first; by object when asked."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(_SHOWN)
    if before:
        query = query.where(AuditEntry.id < before)
    if q.strip():
        query = query.where(AuditEntry.object_id == q.strip())
    rows = list(await session.scalars(query))
    names = {str(one.id): one.display_name for one in await auth.everybody(session)}
    values: dict[str, Any] = {"rows": [(one, _details(one)) for one in rows], "names": names, "q": q}
    values["words"] = words()
    values["earlier"] = rows[-1].id if len(rows) == _SHOWN else None
    return await shell.page(request, session, visitor, "admin/audit.html", **values)


def _details(entry: AuditEntry) -> str:
    """What stands beside an entry, in words."""
    known = words()
    rights = {f"role:{code}": label for code, label in known["roles"].items()} | known["bits"]
    found = []
    for key, value in (entry.data or {}).items():
        said = "、".join(rights.get(str(one), str(one)) for one in value) if isinstance(value, list) else str(value)
        if said and key != "attachment":
            found.append(f"{known['details'].get(key, key)}：{said}")
    return "；".join(found)
