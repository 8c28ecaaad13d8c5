"""From the form to a filed request, by the same door as every other line."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import Caller
from backend.h5 import views
from backend.h5.form_state import Form
from backend.h5.looks import Page
from backend.kit.errors import Problem
from backend.requests import service as requests
from backend.requests.schemas import RequestIn

_PERSON = Caller("requester", "h5")


async def file(session: AsyncSession, page: Page, form: Form) -> str:
    """File the form and note its code in it; words when it cannot be."""
    body = form.body()
    if page.visit.person:
        body["openid"] = page.visit.person
    try:
        async with session.begin_nested():
            given = RequestIn.model_validate(body)
            request, _ = await requests.file(session, given, f"h5:{form.key}", page.configuration, _PERSON)
    except ValidationError:
        # The rulebook has passed it, so this is something no page of ours sends.
        return page.say("h5.check.refused")
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        files = any(one.get("field") == "attachment_ids" for one in problem.extra.get("problems", ()))
        return page.say("h5.check.files_gone" if files else "h5.check.refused")
    form.filed = request.code
    return ""


async def receipt(session: AsyncSession, page: Page, code: str) -> dict[str, Any]:
    """What is said of a request just filed."""
    request = await requests.find(session, code)
    owner = await views.is_owner(session, page.visit, request)
    view = await views.of_request(session, page, request, trusted=owner or request.applicant_id is None)
    earlier = ""
    if owner:
        # Only to whom both belong: nobody else may learn that there is an earlier one.
        days = page.configuration.service.periods.duplicate_window_days
        earlier = await requests.duplicate(session, request, days) or ""
    return view | {"earlier": earlier, "owner": owner}
