"""What the page of one request shows: the promise first, whose turn it is, then dates and plain words."""

from datetime import date, datetime
from typing import Any

import segno
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import links
from backend.catalogue.service import Configuration
from backend.domain import states
from backend.h5.looks import Page
from backend.h5.visits import Visit
from backend.kit import clock
from backend.models.requests import Request
from backend.requests import service as requests
from backend.requests import words
from backend.requests.collecting import scan_text


def day(page: Page, value: date) -> str:
    """11月27日(周五)."""
    return page.configuration.texts.render(words.day(value), page.lang)


def moment(page: Page, value: datetime) -> str:
    """A day with the time, as the archive's clocks show it."""
    local = value.astimezone(clock.SHANGHAI)
    return f"{day(page, local.date())} {local:%H:%M}"


async def is_owner(session: AsyncSession, visit: Visit, request: Request) -> bool:
    """Whether the person WeChat vouched for filed this request."""
    if not visit.person or request.applicant_id is None:
        return False
    applicant = await applicants.find(session, visit.person)
    return applicant is not None and applicant.id == request.applicant_id


async def of_request(session: AsyncSession, page: Page, request: Request, *, trusted: bool) -> dict[str, Any]:
    """Everything the page shows. `trusted`: it is the requester himself, as far as we can know."""
    configuration = page.configuration
    shown = (await requests.shown(session, [request], configuration, page.lang))[0]
    explained = requests.explain(request, configuration, page.lang)
    status = states.Status(request.status)
    can = states.capabilities(status)
    return {
        "code": request.code,
        "items": items(page, request),
        "stands": shown.public_status,
        "state": request.status,
        "promise": promise(page, request, str(explained["standing"])),
        "turn": page.say(f"h5.turn.{shown.waiting_on}"),
        "steps": [step["text"] for step in explained["steps"]] if status is not states.Status.CLOSED else [],
        "history": [{"at": moment(page, one.at), "text": one.public_text} for one in reversed(shown.history)],
        "parcels": [parcel(page, one, configuration) for one in shown.parcels],
        "missing": shown.missing,
        "files": len(shown.attachments),
        "send_link": links.for_request(request.id) if can.may_supplement or can.may_edit else "",
        "may_supplement": can.may_supplement,
        "may_urge": can.may_urge,
        "may_change": can.may_edit and trusted,
        "may_ask": can.may_ask and trusted,
        "wrong_wish": "",
        "may_withdraw": can.may_withdraw and trusted,
        "pickup": pickup(request) if trusted and status is states.Status.READY_FOR_PICKUP else None,
        "pickup_hidden": status is states.Status.READY_FOR_PICKUP and not trusted,
        "places": places(page) if status is states.Status.READY_FOR_PICKUP else [],
    }


def items(page: Page, request: Request) -> list[str]:
    """What was asked for, a row a line."""
    separator = "；" if page.lang == "zh" else "; "
    return requests.rows_in_words(request, page.configuration, page.lang).split(separator)


def promise(page: Page, request: Request, standing: str) -> str:
    """The sentence that stands first: when it will be done, or where it is now."""
    if request.status in ("ready_for_pickup", "shipped", "closed"):
        words_of_state = page.configuration.texts.render(requests.status_key(request), page.lang)
        # It stands as a headline here; elsewhere the same words stand in a sentence.
        return words_of_state[:1].upper() + words_of_state[1:]
    if request.status == "awaiting_requester":
        if request.days_left is None:
            return page.say("h5.promise.waiting")
        return page.say("h5.promise.waiting_days", days=request.days_left)
    if request.due_on is None:
        return page.say("h5.promise.none")
    key = "overdue" if standing == "overdue" else "provisional" if request.due_provisional else "due"
    return page.say(f"h5.promise.{key}", day=day(page, request.due_on))


def parcel(page: Page, one: Any, configuration: Configuration) -> dict[str, str]:
    """A parcel: who carries it, its number, since when."""
    name = words.carrier(one.carrier) if one.carrier else page.say("h5.parcel.carrier")
    carrier = configuration.texts.render(name, page.lang) if isinstance(name, dict) else name
    return {"carrier": carrier, "number": one.tracking_number, "sent": day(page, local_day(one.shipped_at))}


def local_day(value: datetime) -> date:
    """The day in the archive's zone."""
    return value.astimezone(clock.SHANGHAI).date()


def pickup(request: Request) -> dict[str, Any] | None:
    """The pick-up code and its picture for the scanner at the counter."""
    if not request.pickup_code:
        return None
    return {"code": request.pickup_code, "picture": qr(scan_text(request))}


def qr(text: str) -> Markup:
    """A QR code as SVG that needs no style and no script."""
    picture = segno.make(text, error="m", micro=False)
    # segno draws numbers and paths of its own alone; nothing of `text` stands in the markup.
    return Markup(picture.svg_inline(scale=5, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704


def places(page: Page) -> list[str]:
    """Where to come."""
    found = []
    for place in page.configuration.service.places:
        address = place.address.get(page.lang) if place.address else ""
        found.append(" ".join(part for part in (place.name.get(page.lang), address) if part))
    return found


def summary(page: Page, request: Request) -> dict[str, Any]:
    """One line of the list of one's own requests."""
    standing = str(requests.explain(request, page.configuration, page.lang)["standing"])
    return {
        "code": request.code,
        "filed": day(page, local_day(request.created_at)),
        "items": items(page, request),
        "status": page.configuration.texts.render(requests.status_key(request), page.lang),
        "promise": promise(page, request, standing),
        "open": request.status != "closed",
        "mine": request.status in ("awaiting_requester", "ready_for_pickup"),
    }
