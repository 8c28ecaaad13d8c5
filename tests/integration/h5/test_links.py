"""Short-lived links: everything missing at once, bound to one request or draft, gone when their time is over."""

import io
import time
from typing import Any

import httpx
import pytest
from PIL import Image

from backend.attachments import links
from backend.h5.sending import slot_key
from backend.kit import crypto
from tests.integration.backend.requester import Requester
from tests.integration.h5.conftest import Visitor
from tests.support import papers

PDF = papers.pdf()
CARD, FORMER = slot_key("id_card_front"), slot_key("former_name")


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(buffer, "PNG")
    return buffer.getvalue()


async def link(api: Requester, **target: str) -> str:
    answer = await api.http.post("/api/v1/uploads/links", json=target)
    assert answer.status_code == 201, answer.text
    return str(httpx.URL(answer.json()["url"]).path)


async def waiting(api: Requester, *missing: str) -> str:
    code = (await api.file())["code"]
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=list(missing) or ["id_card_front", "former_name"])
    return str(code)


async def post(
    visitor: Visitor, path: str, fields: dict[str, Any], files: dict[str, Any] | None = None
) -> httpx.Response:
    # A file input left empty is still a part of the form.
    return await visitor.send(path, fields, files=files or {"file.none": ("", b"")})


async def test_everything_missing_is_listed_answered_and_handed_in(visitor: Visitor, api: Requester) -> None:
    code = await waiting(api)
    path = await link(api, request=code)
    await visitor.open(path)
    assert "身份证人像面的照片" in visitor.text and "曾用名" in visitor.text
    assert "周新安" not in visitor.text and code not in path
    await post(visitor, path, {"do": "stay", f"answer.{FORMER}": "周小安"}, {f"file.{CARD}": ("正面.png", picture())})
    assert "正面.png" in visitor.text and "周小安" in visitor.text, "what was sent is still there after a reload"
    await post(visitor, path, {"do": "send", f"answer.{FORMER}": "周小安"})
    assert "收到了" in visitor.text
    request = await api.get(code)
    assert request["status"] == "under_review"
    assert [one["kind"] for one in request["attachments"]] == ["id_card_front"]
    supplement = next(one for one in request["history"] if one["event"] == "supplement")
    assert supplement


async def test_what_was_kept_for_one_list_stands_under_no_other_question(visitor: Visitor, api: Requester) -> None:
    code = await waiting(api, "former_name", "您父亲的姓名")
    path = await link(api, request=code)
    father = slot_key("您父亲的姓名")
    await post(visitor, path, {"do": "stay", f"answer.{FORMER}": "周小安", f"answer.{father}": "周大山"})
    await api.happen(code, "supplement", note="寄来了")
    await api.happen(code, "ask_supplement", missing=["您母亲的姓名", "id_card_front"])
    await visitor.open(path)
    assert "您母亲的姓名" in visitor.text and "周小安" not in visitor.text and "周大山" not in visitor.text
    answer = await post(visitor, path, {"do": "stay"}, {f"file.{father}": ("a.pdf", PDF)})
    assert answer.status_code == 422 and "要补的材料有变动" in answer.text


async def test_nothing_is_handed_in_when_nothing_was_sent(visitor: Visitor, api: Requester) -> None:
    code = await waiting(api)
    path = await link(api, request=code)
    answer = await post(visitor, path, {"do": "send"})
    assert answer.status_code == 422 and "还没有选文件" in answer.text
    answer = await post(visitor, path, {"do": "send", f"answer.{FORMER}": "长" * 600})
    assert answer.status_code == 422 and "最多 500 字" in answer.text and "长" * 600 in answer.text
    assert (await api.get(code))["status"] == "awaiting_requester"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "只收照片"),
        (b"\x00\x00\x00\x28ftypheic\x00\x00\x00\x00mif1heic", "另存为 JPG"),
        (b"PK\x03\x04\x14\x00word/document.xml", "导出为 PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "导出为 PDF"),
        (b"", "是空的"),
        (b"\x89PNG\r\n\x1a\nbroken", "打不开"),
        (PDF.replace(b"<< /Pages", b"<< /OpenAction<</S/JavaScript /JS (x)>> /Pages", 1), "带有程序"),
        (b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024), "超过 10 MB"),
    ],
)
async def test_a_refused_file_is_told_beside_its_field(
    visitor: Visitor, api: Requester, data: bytes, words: str
) -> None:
    path = await link(api, request=await waiting(api))
    answer = await post(visitor, path, {"do": "stay"}, {f"file.{CARD}": ("a.png", data)})
    assert answer.status_code == 422 and words in answer.text and f'id="f-{CARD}-wrong"' in answer.text
    asked = {"Accept": "application/json"}
    answer = await visitor.http.post(path, data={"do": "stay"}, files={f"file.{CARD}": ("a.png", data)}, headers=asked)
    assert answer.status_code == 422 and words in answer.json()["errors"][CARD]


async def test_a_body_beyond_all_limits_gets_a_page(visitor: Visitor, api: Requester) -> None:
    path = await link(api, request=await waiting(api))
    answer = await post(visitor, path, {"do": "stay"}, {f"file.{CARD}": ("a.png", b"0" * (12 * 1024 * 1024))})
    assert answer.status_code == 413 and "文件太大了" in answer.text


async def test_a_file_can_be_taken_back(visitor: Visitor, api: Requester) -> None:
    code = await waiting(api)
    path = await link(api, request=code)
    asked = {"Accept": "application/json"}
    answer = await visitor.http.post(path, data={"do": "stay"}, files={f"file.{CARD}": ("a.pdf", PDF)}, headers=asked)
    kept = answer.json()["files"][0]["id"]
    await post(visitor, path, {"do": f"remove-{kept}"})
    assert "a.pdf" not in visitor.text
    await post(visitor, path, {"do": "send", f"answer.{FORMER}": "周小安"})
    assert (await api.get(code))["attachments"] == []


async def test_a_link_ends_and_cannot_be_made_by_others(
    visitor: Visitor, api: Requester, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await link(api, request=await waiting(api))
    altered = path[:-2] + ("AA" if path[-2:] != "AA" else "BB")
    for wrong in (altered, links.PATH + "x", links.PATH + "A" * 90):
        assert (await visitor.open(wrong)).status_code == 404
    later = time.time() + links.AT_ONCE.total_seconds() + 5
    monkeypatch.setattr(links.time, "time", lambda: later)
    answer = await visitor.open(path)
    assert answer.status_code == 410 and "链接过期了" in answer.text


async def test_a_link_whose_request_goes_on_takes_nothing_more(visitor: Visitor, api: Requester) -> None:
    code = await waiting(api)
    path = await link(api, request=code)
    await api.happen(code, "supplement", note="寄来了")
    await api.happen(code, "approve")
    await visitor.open(path)
    assert "现在不用补充" in visitor.text
    assert (await post(visitor, path, {"do": "send", "answer.more": "x"})).status_code == 409


async def test_files_can_be_added_before_work_begins(visitor: Visitor, api: Requester) -> None:
    code = (await api.file())["code"]
    path = await link(api, request=code)
    await post(visitor, path, {"do": "send"}, {"file.any": ("委托书.pdf", PDF)})
    request = await api.get(code)
    assert request["status"] == "submitted" and len(request["attachments"]) == 1
    assert request["history"][-1]["event"] == "changed"


async def test_a_drafts_link_hangs_files_on_the_draft(visitor: Visitor, api: Requester) -> None:
    conversation = crypto.conversation_key("o-test-zhou")
    path = await link(api, conversation=conversation)
    assert conversation not in path
    await post(visitor, path, {"do": "stay"}, {"file.any": ("公函.pdf", PDF)})
    assert "公函.pdf" in visitor.text
    listed = await api.http.get("/api/v1/attachments", params={"draft": conversation})
    assert [one["media_type"] for one in listed.json()["items"]] == ["application/pdf"]
    await post(visitor, path, {"do": "send"})
    assert "收到了" in visitor.text


async def test_links_are_made_for_holders_of_the_service_token_alone(visitor: Visitor, api: Requester) -> None:
    answer = await visitor.http.post("/api/v1/uploads/links", json={"conversation": "0" * 32})
    assert answer.status_code == 401
    answer = await api.http.post("/api/v1/uploads/links", json={"request": "LT261121-7K4PXM"})
    assert answer.status_code == 404
    for wrong in ({}, {"request": "LT261121-7K4PXM", "conversation": "0" * 32}):
        assert (await api.http.post("/api/v1/uploads/links", json=wrong)).status_code == 422
