"""The public page of the promise and how well it was kept: 服务承诺. Off unless the configuration switches it on."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from backend.console.reports import figures
from backend.console.reports.figures import Period
from backend.console.reports.tables import share
from backend.edge import Session
from backend.h5.edge import PageRoute, ThePage
from backend.kit import clock
from backend.kit.errors import Problem

router = APIRouter(route_class=PageRoute)

_DAYS = 90
#: Fewer would tell of single people's requests.
_FEWEST = 10


@router.get("/h5/promise")
async def promise(page: ThePage, session: Session) -> Response:
    """What is promised, and how the last ninety days went."""
    service = page.configuration.service
    if not service.publish_promise:
        raise Problem(404, "not_found")
    today = clock.today()
    kept, late = await figures.promise(session, Period(today - timedelta(days=_DAYS - 1), today))
    documents = [one for one in page.configuration.catalogue.documents if one.offered and one.working_days]
    return page.render(
        "promise.html",
        review=service.promises.review_working_days,
        documents=[(one.name(page.lang), one.working_days) for one in documents],
        rate=share(kept, kept + late) if kept + late >= _FEWEST else None,
        done=kept + late,
        days=_DAYS,
    )
