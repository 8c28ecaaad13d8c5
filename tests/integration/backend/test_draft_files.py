"""Files of a draft on their way to the request: by the page, gone meanwhile, kept how long."""

import io
import uuid
from datetime import timedelta

from PIL import Image

from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.kit import clock
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.privacy import retention
from tests.integration.backend.requester import Requester, body

OPENID = "o-draft-files"


def _picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), "blue").save(buffer, "PNG")
    return buffer.getvalue()


async def _kept(database: Database, settings: Settings, source: attachments.Source, openid: str = OPENID) -> str:
    async with database.session() as session:
        kept = await attachments.keep(
            session,
            FileStore(settings.home),
            _picture(),
            kind="other",
            source=source,
            conversation=conversation_key(openid),
        )
        return str(kept.id)


def _ids(request: dict[str, object]) -> set[str]:
    files = request["attachments"]
    assert isinstance(files, list)
    return {one["id"] for one in files}


async def test_files_of_the_drafts_page_come_with_the_request(
    api: Requester, database: Database, settings: Settings, key: str
) -> None:
    by_page = await _kept(database, settings, "h5")
    in_chat, unsent = await _kept(database, settings, "wechat"), await _kept(database, settings, "wechat")
    others = await _kept(database, settings, "h5", "o-somebody-else")
    given = {"openid": OPENID, "attachment_ids": [in_chat], "draft_files": True}
    filed = await api.file(key, **given)
    assert _ids(filed) == {by_page, in_chat}
    assert not _ids(filed) & {unsent, others}
    again = await api.post(body(**given), key)
    assert (again.status_code, _ids(again.json())) == (200, {by_page, in_chat})


async def test_a_draft_is_filed_without_files_that_are_gone(
    api: Requester, database: Database, settings: Settings
) -> None:
    there, strangers = await _kept(database, settings, "wechat"), await _kept(database, settings, "wechat", "o-other")
    gone = [strangers, str(uuid.uuid4())]
    filed = await api.file(openid=OPENID, attachment_ids=[there, *gone], draft_files=True)
    assert _ids(filed) == {there}


async def test_a_supplement_takes_the_drafts_files_too(api: Requester, database: Database, settings: Settings) -> None:
    code = (await api.file(openid=OPENID))["code"]
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front"])
    by_page, in_chat = await _kept(database, settings, "h5"), await _kept(database, settings, "wechat")
    gone = str(uuid.uuid4())
    done = await api.happen(code, "supplement", attachment_ids=[in_chat, gone], draft_files=True)
    assert (done["status"], _ids(done)) == ("under_review", {by_page, in_chat})


async def test_files_live_as_long_as_the_form_they_hang_on(
    api: Requester, database: Database, settings: Settings
) -> None:
    with_form, loose = await _kept(database, settings, "wechat"), await _kept(database, settings, "wechat", "o-idle")
    on_page = (await api.http.post("/api/v1/attachments", files={"file": ("a.png", _picture())})).json()["id"]
    states = {
        conversation_key(OPENID): {"form": {"items": []}},
        conversation_key("o-idle"): {"form": None},
        "f" * 32: {"h5": {"files": [{"id": on_page}]}},
    }
    clock.advance(timedelta(days=29))
    for conversation, state in states.items():
        await api.http.put(f"/api/v1/drafts/{conversation}", json={"state": state, "revision": 0})
    clock.advance(timedelta(days=29))
    await retention.sweep(database, settings)
    seen = {
        ident: (await api.http.get(f"/api/v1/attachments/{ident}")).json()["state"]
        for ident in (with_form, loose, on_page)
    }
    assert seen == {with_form: "stored", loose: "erased", on_page: "stored"}
    clock.advance(timedelta(days=2))
    await retention.sweep(database, settings)
    assert (await api.http.get(f"/api/v1/attachments/{with_form}")).json()["state"] == "erased"
    assert (await api.http.get(f"/api/v1/attachments/{on_page}")).json()["state"] == "erased"
