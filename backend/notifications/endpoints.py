"""What became of notices, and what staff have to do because of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from backend.edge import CheckedRoute, ServiceOnly, Session
from backend.kit import clock
from backend.kit.errors import Problem
from backend.notifications import repository
from backend.requests import service as requests
from backend.requests.endpoints import Code

router = APIRouter(prefix="/api/v1", tags=["work"], dependencies=[ServiceOnly], route_class=CheckedRoute)


class AttemptOut(BaseModel):
    """One rung of the ladder."""

    model_config = ConfigDict(from_attributes=True)

    channel: str
    state: str
    tries: int
    error: str | None
    reported: str | None
    reported_at: datetime | None
    at: datetime
    settled_at: datetime | None


class NoticeOut(BaseModel):
    """One notice with its fate."""

    id: UUID
    state: str
    words: str
    created_at: datetime
    settled_at: datetime | None
    attempts: list[AttemptOut]


class TaskOut(BaseModel):
    """Something to do."""

    id: int
    kind: str
    code: str | None
    data: dict[str, Any]
    created_at: datetime


class DoneIn(BaseModel):
    """Who did it."""

    model_config = ConfigDict(extra="forbid")

    by: str = Field(min_length=1, max_length=64)


@router.get("/requests/{code}/notices")
async def notices(code: Code, session: Session) -> list[NoticeOut]:
    """Every notice of a request and what became of it."""
    request = await requests.find(session, code)
    found = await repository.of_request(session, request.id)
    attempts = await repository.attempts(session, [one.id for one in found])
    return [
        NoticeOut(
            **{name: getattr(one, name) for name in ("id", "state", "words", "created_at", "settled_at")},
            attempts=[AttemptOut.model_validate(tried) for tried in attempts[one.id].values()],
        )
        for one in found
    ]


@router.get("/staff-tasks")
async def tasks(session: Session) -> list[TaskOut]:
    """What staff have to do, the oldest first."""
    return [
        TaskOut(id=task.id, kind=task.kind, code=code, data=task.data, created_at=task.created_at)
        for task, code in await repository.all_open_tasks(session)
    ]


@router.post("/staff-tasks/{task_id}/done", status_code=204)
async def done(task_id: int, body: DoneIn, session: Session) -> None:
    """It is done."""
    task = await repository.task(session, task_id) if 0 < task_id < 2**63 else None
    if task is None:
        raise Problem(404, "not_found")
    if task.done_at is None:
        task.done_at, task.done_by = clock.now(), body.by
