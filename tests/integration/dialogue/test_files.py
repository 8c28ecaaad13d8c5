"""Pictures and files on their way into a request: by the chat, by the page, and when some are gone."""

import io
import uuid
from typing import Any

from PIL import Image

from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.kit.crypto import conversation_key
from backend.kit.db import Database
from tests.integration.dialogue.conftest import Talker

STAFF = {"kind": "staff", "id": "wang"}
EVERYTHING = "英文成绩单两份,周小安 2009141001 本科 09级 电话13800001111 寄浙江省杭州市西湖区文三路1号"


def png() -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), "green").save(buffer, "PNG")
    return buffer.getvalue()


def _state(talker: Talker) -> Any:
    return talker.client._transport.app.state  # type: ignore[attr-defined]  # the transport of the tests holds it


def database_of(talker: Talker) -> Database:
    """The database behind the talk."""
    found: Database = _state(talker).database
    return found


async def picture_of(talker: Talker) -> str:
    """A picture that the person sent in the chat."""
    async with database_of(talker).session() as session:
        kept = await attachments.keep(
            session,
            FileStore(_state(talker).settings.home),
            png(),
            kind="unsorted",
            source="wechat",
            conversation=conversation_key(talker.openid),
        )
        return str(kept.id)


async def send_picture(talker: Talker) -> tuple[str, str]:
    """Send one; its id and what is answered."""
    ident = await picture_of(talker)
    return ident, await talker.says("〔图片〕", "out_of_scope", kind="image", attachment={"id": ident})


async def by_page(talker: Talker, answer: str) -> None:
    """Open the link of an answer and send a file there."""
    path = "/h5/u/" + answer.split("/h5/u/")[1].split()[0]
    sent = await talker.client.post(path, files={"file.any": ("a.png", png())}, data={"do": "send"})
    assert sent.status_code in (200, 303), sent.text


async def files_of(talker: Talker) -> set[str]:
    """Ids of the files of the newest request."""
    return {one["id"] for one in (await talker.requests())[-1]["attachments"]}


async def awaiting(talker: Talker, *missing: str) -> str:
    """A filed request that waits for its requester."""
    await talker.says(EVERYTHING, "request_document")
    await talker.says("确认", "affirm")
    code = str((await talker.requests())[-1]["code"])
    for event, more in (
        ("start_review", {}),
        ("ask_supplement", {"missing": list(missing) or ["student_id_or_years"]}),
    ):
        done = await talker.client.post(
            f"/api/v1/requests/{code}/events", json={"event": event, "actor": STAFF, **more}
        )
        assert done.status_code == 200, done.text
    return code


async def test_files_sent_by_the_page_reach_the_request(alice: Talker) -> None:
    await alice.says("英文成绩单两份", "request_document")
    await by_page(alice, await alice.says("PDF怎么发给你们", "upload_attachment_question"))
    ident, _ = await send_picture(alice)
    answer = await alice.says(EVERYTHING.partition(",")[2], "provide_details")
    assert "图片和文件 2 份" in answer
    await alice.says("确认", "affirm")
    files = await files_of(alice)
    assert len(files) == 2 and ident in files


async def test_a_file_that_is_gone_does_not_keep_the_request_from_being_filed(alice: Talker) -> None:
    await alice.says("〔图片〕", "out_of_scope", kind="image", attachment={"id": str(uuid.uuid4())})
    await alice.says(EVERYTHING, "request_document")
    answer = await alice.says("确认", "affirm")
    [filed] = await alice.requests()
    assert filed["code"] in answer and "1 个文件已经不在" in answer
    assert filed["attachments"] == []


async def test_who_is_asked_for_more_gets_the_page_of_that_request(alice: Talker) -> None:
    code = await awaiting(alice, "student_id_or_years", "id_card_front")
    answer = await alice.says("PDF怎么发给你们", "upload_attachment_question")
    assert code in answer
    path = "/h5/u/" + answer.split("/h5/u/")[1].split()[0]
    assert code in (await alice.client.get(path)).text


async def test_a_picture_after_filing_is_part_of_the_request(alice: Talker) -> None:
    await alice.says("替我爸办中文成绩单一份", "proxy_request")
    await alice.says("同意", "affirm")
    await alice.says("他叫周建国，本科，1980级，身份证510212196003121953", "provide_details")
    await alice.says("我叫周小安，电话13800001111，自取", "provide_details")
    await alice.says("确认", "affirm")
    code = (await alice.requests())[-1]["code"]
    ident, answer = await send_picture(alice)
    assert code in answer
    assert "委托书" in await alice.says("这是委托书", "provide_details")
    [request] = await alice.requests()
    assert [(one["id"], one["kind"]) for one in request["attachments"]] == [(ident, "mandate")]
    assert request["history"][-1]["event"] == "files_added"


async def test_a_picture_after_withdrawing_is_for_nothing_filed(alice: Talker) -> None:
    await alice.says(EVERYTHING, "request_document")
    await alice.says("确认", "affirm")
    request = (await alice.requests())[-1]
    await alice.client.post(
        f"/api/v1/requests/{request['code']}/events",
        json={"event": "withdraw", "actor": {"kind": "requester", "id": "wechat"}},
    )
    _, answer = await send_picture(alice)
    assert request["code"] not in answer
