"""The console in Chromium, as the desk's tests serve it, with requests that were filed."""

import io
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from PIL import Image

from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.kit.settings import Settings
from backend.requests import service
from backend.requests.schemas import RequestIn
from tests.browser.console.conftest import (  # noqa: F401 - fixtures
    House,
    _quick_hash,
    house,
    settings,
    window,
)
from tests.integration.backend.requester import body

Filing = Callable[..., Awaitable[str]]


@pytest.fixture
def filed(house: House, settings: Settings) -> Filing:  # noqa: F811
    """File a request with a picture; its code."""

    async def file(*events: str, picture: bool = False, **changes: Any) -> str:
        async with house.database.session() as session:
            configuration = await catalogue.current(session)
            given = RequestIn.model_validate(body(**changes))
            if picture:
                buffer = io.BytesIO()
                Image.new("RGB", (640, 400), "#88aacc").save(buffer, "JPEG")
                kept = await attachments.keep(
                    session, FileStore(settings.home), buffer.getvalue(), kind="id_card_front", source="h5"
                )
                given.attachment_ids.append(kept.id)
            request, _ = await service.file(session, given, secrets.token_hex(8), configuration, Caller("requester"))
            for event in events:
                await service.happen(session, request.code, event, {}, configuration, Caller("staff", "wang"))
            return request.code

    return file
