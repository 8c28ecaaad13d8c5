"""Files: what they are by their bytes, drawn anew, encrypted, hung on a request, and gone in time."""

import io
import uuid
from pathlib import Path

import psycopg
import pytest
from PIL import Image

from backend.attachments import service as attachments
from backend.attachments import tasks
from backend.attachments.store import FileStore
from backend.conversations import pictures
from backend.conversations.types import Arrival
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from backend.kit.settings import Settings
from tests.integration.backend.requester import Requester
from tests.support import papers

PDF = papers.pdf()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    image, buffer = Image.new("RGB", size, "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "GPS 30.6N 104.0E"
    image.save(buffer, kind, exif=exif)
    return buffer.getvalue()


async def upload(api: Requester, data: bytes, **fields: str) -> tuple[int, dict[str, str]]:
    answer = await api.http.post(
        "/api/v1/attachments", files={"file": ("x.jpg", data)}, data={"kind": "id_card_front"} | fields
    )
    return answer.status_code, answer.json()


async def content(api: Requester, ident: str) -> bytes:
    return (await api.http.get(f"/api/v1/attachments/{ident}/content")).content


async def test_a_picture_is_kept_without_what_the_camera_wrote_in(api: Requester) -> None:
    status, kept = await upload(api, picture() + b"trailing <script>")
    assert status == 201
    data = await content(api, kept["id"])
    assert b"GPS" not in data
    assert b"script" not in data
    assert Image.open(io.BytesIO(data)).size == (40, 30)


async def test_nothing_readable_lies_on_the_disk(api: Requester, settings: Settings) -> None:
    await upload(api, PDF)
    files = [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"%PDF" not in files[0].read_bytes()
    assert files[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"", 422, "empty"),
        (b"MZ executable", 415, "type"),
        (b"<svg onload=alert(1)>", 415, "type"),
        (b"\xff\xd8\xff nothing more", 422, "broken"),
        (b"%PDF-1.4 /JavaScript (app.alert(1)) %%EOF", 422, "active_content"),
        (b"%PDF-1.4" + b"x" * (10 * 1024 * 1024 + 1), 413, "too_large"),
    ],
)
async def test_what_is_not_kept_says_why(api: Requester, data: bytes, status: int, reason: str) -> None:
    answer, problem = await upload(api, data)
    assert (answer, problem["code"], problem["reason"]) == (status, "file_refused", reason)


async def test_a_bomb_is_refused_before_it_is_drawn(api: Requester) -> None:
    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")
    _, problem = await upload(api, buffer.getvalue())
    assert problem["reason"] == "pixels"


async def test_files_become_part_of_the_request_they_are_handed_in_with(api: Requester) -> None:
    key = conversation_key("o-test-zhou")
    _, kept = await upload(api, PDF, conversation=key)
    listed = (await api.http.get("/api/v1/attachments", params={"draft": key})).json()["items"]
    assert [one["id"] for one in listed] == [kept["id"]]
    filed = await api.file(attachment_ids=[kept["id"]])
    assert [one["id"] for one in filed["attachments"]] == [kept["id"]]
    assert (await api.http.get("/api/v1/attachments", params={"draft": key})).json()["items"] == []


async def test_a_file_sent_by_mistake_is_erased_at_once(api: Requester, settings: Settings) -> None:
    _, kept = await upload(api, PDF, conversation=conversation_key("o-test-zhou"))
    assert (await api.http.delete(f"/api/v1/attachments/{kept['id']}")).status_code == 204
    assert not [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    assert (await api.http.get(f"/api/v1/attachments/{kept['id']}/content")).status_code == 404


async def test_a_file_of_a_request_is_not_erased_by_its_sender(api: Requester) -> None:
    _, kept = await upload(api, PDF, conversation=conversation_key("o-test-zhou"))
    await api.file(attachment_ids=[kept["id"]])
    answer = await api.http.delete(f"/api/v1/attachments/{kept['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "attachment_in_use")


async def test_another_persons_file_cannot_be_handed_in(api: Requester) -> None:
    _, kept = await upload(api, PDF, conversation=conversation_key("o-somebody-else"))
    from tests.integration.backend.requester import body

    answer = await api.post(body(attachment_ids=[kept["id"]]))
    assert answer.status_code == 422
    assert answer.json()["problems"] == [{"field": "attachment_ids", "code": "unknown"}]


async def expected(database: Database, media_id: str, openid: str = "o-a") -> str:
    """A picture whose message has come; its id."""
    ident = uuid.uuid4()
    arrival = Arrival(
        wechat_key=str(ident),
        conversation=conversation_key(openid),
        openid=openid,
        account="gh_1",
        kind="image",
        media_id=media_id,
    )
    async with database.session() as session:
        await pictures.expect(session, arrival, ident)
    return str(ident)


async def test_a_picture_of_the_chat_is_fetched_once(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection, tmp_path: Path
) -> None:
    calls: list[str] = []

    async def get(media_id: str) -> bytes:
        calls.append(media_id)
        return picture("PNG")

    store, ident = FileStore(settings.home), await expected(database, "media-1")
    for _ in range(3):
        await tasks.fetch(database, store, get, ident, "media-1")
    assert calls == ["media-1"]
    view = (await api.http.get(f"/api/v1/attachments/{ident}")).json()
    assert (view["state"], view["media_type"]) == ("stored", "image/png")


async def test_the_same_picture_sent_again_is_a_file_of_its_own(
    api: Requester, database: Database, settings: Settings, key: str
) -> None:
    async def get(media_id: str) -> bytes:
        return picture("PNG")

    store, openid = FileStore(settings.home), "o-sent-twice"
    own = [await expected(database, "media-same", openid) for _ in range(2)]
    for ident in [*own, await expected(database, "media-same", "o-somebody-else")]:
        await tasks.fetch(database, store, get, ident, "media-same")
    for ident in own:
        sorted_ = await api.http.patch(f"/api/v1/attachments/{ident}", json={"kind": "id_card_front"})
        assert sorted_.status_code == 200
    filed = await api.file(key, openid=openid, attachment_ids=own)
    assert len(filed["attachments"]) == 2


async def test_a_picture_wechat_no_longer_has_is_given_up(
    api: Requester, database: Database, settings: Settings
) -> None:
    async def get(media_id: str) -> bytes:
        raise LookupError(media_id)

    ident = await expected(database, "media-2")
    await tasks.fetch(database, FileStore(settings.home), get, ident, "media-2")
    assert (await api.http.get(f"/api/v1/attachments/{ident}")).json()["problem"] == "gone"


async def test_a_picture_whose_row_is_erased_or_gone_is_not_fetched_any_more(
    api: Requester, database: Database, settings: Settings
) -> None:
    async def get(media_id: str) -> bytes:
        raise AssertionError(media_id)

    store, erased, unknown = FileStore(settings.home), await expected(database, "media-3"), str(uuid.uuid4())
    async with database.session() as session:
        assert await attachments.erase_loose(session, store, [uuid.UUID(erased)]) == 1
    for ident in (erased, unknown):
        await tasks.fetch(database, store, get, ident, "media-3")
    assert (await api.http.get(f"/api/v1/attachments/{erased}")).json()["state"] == "erased"
    assert (await api.http.get(f"/api/v1/attachments/{unknown}")).status_code == 404


async def test_staff_see_pictures_with_words_across_them(api: Requester) -> None:
    _, kept = await upload(api, picture(size=(400, 300)))
    plain = await content(api, kept["id"])
    marked = (await api.http.get(f"/api/v1/attachments/{kept['id']}/content", params={"marked": "true"})).content
    shades = {len(Image.open(io.BytesIO(data)).convert("RGB").getcolors(1 << 24) or []) for data in (plain, marked)}
    assert len(shades) == 2
    assert Image.open(io.BytesIO(marked)).size == (400, 300)
