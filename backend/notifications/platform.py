"""Template messages and subscription notices: what is configured, what may be sent, what WeChat said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.catalogue import service as catalogue
from backend.domain.notice_fields import fitted, kind_of
from backend.kit import clock
from backend.models.requests import Request
from backend.notifications import repository
from backend.notifications.ladder import Fate, Outcome
from backend.requests import service as requests


@dataclass(frozen=True)
class Plan:
    """One message to send."""

    applicant_id: UUID
    openid: str
    template: str
    data: Mapping[str, str]


class Platform(Protocol):
    """How a plan leaves the house; the worker gives it WeChat's client."""

    async def send(self, plan: Plan, rung: str, once_id: str) -> Outcome:
        """Send and tell what became of it; never raises for what WeChat answers."""
        ...


async def plan(session: AsyncSession, rung: str, request_id: UUID, conversation: str | None) -> Plan | Outcome:
    """The message for a request's state, or why there is none."""
    configuration = await catalogue.current(session)
    chosen = configuration.notices.get(rung)
    if chosen is None:
        return Outcome(Fate.NOT_CONFIGURED)
    applicant = await applicants.of_conversation(session, conversation) if conversation else None
    if applicant is None or applicant.openid is None:
        return Outcome(Fate.NOT_POSSIBLE, "no_wechat")
    request = await requests.with_id(session, request_id)
    if request is None:
        return Outcome(Fate.NOT_POSSIBLE, "erased")
    if rung == "subscription":
        allowed = await repository.permission(session, applicant.id, chosen["template"])
        if allowed is None or allowed.remaining <= 0:
            return Outcome(Fate.NOT_POSSIBLE, "43101 no consent known")
    values = _values(request, configuration)
    data = {}
    for field, what in chosen["fields"].items():
        stands = fitted(field, values.get(f"{what}/{kind_of(field)}") or values.get(what, what))
        if stands is None:
            return Outcome(Fate.NOT_POSSIBLE, f"47003 nothing for {field}")
        data[field] = stands
    return Plan(applicant.id, applicant.openid, chosen["template"], data)


async def spend(session: AsyncSession, plan: Plan, rung: str, outcome: Outcome) -> None:
    """Keep the ledger of consents: one less when sent, none left when WeChat says so."""
    if rung != "subscription":
        return
    allowed = await repository.permission(session, plan.applicant_id, plan.template)
    if allowed is None:
        return
    if outcome.fate is Fate.SENT:
        allowed.remaining, allowed.updated_at = max(0, allowed.remaining - 1), clock.now()
    elif outcome.error == "43101":
        allowed.remaining, allowed.updated_at = 0, clock.now()


def _values(request: Request, configuration: catalogue.Configuration) -> dict[str, str]:
    """What can be told, by its name in the configuration; a phrase takes five characters, so it has its own words."""
    texts, status = configuration.texts, requests.status_key(request)
    return {
        "code": request.code,
        "status": texts.render(status),
        "status/phrase": texts.render(f"notice.{status}"),
        "due": f"{request.due_on:%Y-%m-%d}" if request.due_on else "",
        "time": f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        "items": requests.rows_in_words(request, configuration),
    }
