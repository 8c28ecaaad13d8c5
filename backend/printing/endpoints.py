"""`/api/v1/requests/{code}/slip.pdf`, `label.pdf`, `letter.pdf`."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from backend.audit.service import SERVICE, Caller
from backend.catalogue import service as catalogue
from backend.edge import ServiceOnly, Session
from backend.printing import service
from backend.requests import service as requests

router = APIRouter(prefix="/api/v1/requests", tags=["printing"], dependencies=[ServiceOnly])

Code = Annotated[str, Path(max_length=40, examples=["LT261121-7K4PXM"])]
Lang = Annotated[Literal["zh", "en"], Query(description="language of the paper")]
By = Annotated[str, Query(max_length=64, pattern=r"^[^\x00]*$", description="the member of staff who prints")]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "the paper"},
    404: {"description": "no such request"},
    409: {"description": "no letter fits: the request was withdrawn"},
    429: {"description": "this member of staff has seen as many addresses and numbers today as anybody may"},
}


async def _paper(
    session: Session, code: str, which: service.Paper, lang: str, by: str, kind: service.Kind | None = None
) -> Response:
    request = await requests.find(session, code)
    configuration = await catalogue.current(session)
    caller = Caller("staff", by) if by else SERVICE
    data = await service.paper(session, request, configuration, which, caller, lang=lang, kind=kind)
    headers = {
        "Content-Disposition": f'inline; filename="{request.code}-{which}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, headers=headers, media_type="application/pdf")


@router.get("/{code}/slip.pdf", response_class=Response, responses=_PDF)
async def slip(code: Code, session: Session, lang: Lang = "zh", by: By = "") -> Response:
    """The search slip for the shelf."""
    return await _paper(session, code, "slip", lang, by)


@router.get("/{code}/label.pdf", response_class=Response, responses=_PDF)
async def label(code: Code, session: Session, lang: Lang = "zh", by: By = "") -> Response:
    """The label for the envelope."""
    return await _paper(session, code, "label", lang, by)


@router.get("/{code}/letter.pdf", response_class=Response, responses=_PDF)
async def letter(
    code: Code, session: Session, lang: Lang = "zh", by: By = "", kind: service.Kind | None = None
) -> Response:
    """The letter that goes with the papers, or says why there are none; `kind` is told by how the request stands."""
    return await _paper(session, code, "letter", lang, by, kind)
