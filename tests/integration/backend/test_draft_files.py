"""Files of a draft on their way to the request: by the page, gone meanwhile, kept how long."""

import io
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
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
    assert (await retention.sweep_files(database, settings))["loose"] == 1
    seen = {
        ident: (await api.http.get(f"/api/v1/attachments/{ident}")).json()["state"]
        for ident in (with_form, loose, on_page)
    }
    assert seen == {with_form: "stored", loose: "erased", on_page: "stored"}
    clock.advance(timedelta(days=2))
    await retention.sweep(database, settings)
    await retention.sweep_files(database, settings)
    assert (await api.http.get(f"/api/v1/attachments/{with_form}")).json()["state"] == "erased"
    assert (await api.http.get(f"/api/v1/attachments/{on_page}")).json()["state"] == "erased"


@pytest.mark.parametrize("at_once", [1, 2, 500])
async def test_files_that_are_held_keep_no_other_from_being_erased(
    api: Requester, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("backend.privacy.retention._AT_ONCE", at_once)
    kept = [await _kept(database, settings, "wechat", who) for who in (OPENID, OPENID, "o-idle", OPENID, "o-idle")]
    clock.advance(timedelta(days=29))
    state = {"state": {"form": {"items": []}}, "revision": 0}
    await api.http.put(f"/api/v1/drafts/{conversation_key(OPENID)}", json=state)
    clock.advance(timedelta(days=2))
    assert (await retention.sweep_files(database, settings))["loose"] == 2
    seen = [(await api.http.get(f"/api/v1/attachments/{ident}")).json()["state"] for ident in kept]
    assert seen == ["stored", "stored", "erased", "stored", "erased"]
    assert (await retention.sweep_files(database, settings))["loose"] == 0


async def test_a_file_that_a_request_took_meanwhile_is_not_erased_as_loose(
    api: Requester, database: Database, settings: Settings
) -> None:
    taken, loose = await _kept(database, settings, "wechat"), await _kept(database, settings, "wechat")
    await api.file(openid=OPENID, attachment_ids=[taken], draft_files=True)
    async with database.session() as session:
        both = [uuid.UUID(taken), uuid.UUID(loose)]
        assert await attachments.erase_loose(session, FileStore(settings.home), both) == 1
    assert (await api.http.get(f"/api/v1/attachments/{taken}")).json()["state"] == "stored"


async def test_files_that_no_row_knows_go_and_the_others_stay(
    api: Requester, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.attachments.service._NAMES_AT_ONCE", 2)
    store = FileStore(settings.home)
    known = [await _kept(database, settings, "wechat") for _ in range(3)]
    orphans = {store.put(b"left by a transaction that was rolled back") for _ in range(3)}
    async with database.session() as session:
        assert await attachments.sweep_orphans(session, store, datetime.now(UTC) + timedelta(minutes=1)) == 3
    assert not orphans & set(store.names(time.time() + 60))
    assert len(store.names(time.time() + 60)) == len(known)
