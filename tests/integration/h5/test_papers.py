"""Printed papers and handing over at the counter."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.integration.backend.requester import Requester

ADDRESS = "浙江省杭州市西湖区余杭塘路1号"


def text_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF-")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


async def paper(api: Requester, code: str, which: str, **params: str) -> str:
    answer = await api.http.get(f"/api/v1/requests/{code}/{which}.pdf", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf" and answer.headers["cache-control"] == "no-store"
    return text_of(answer.content)


async def test_the_slip_tells_who_searches_what_whose_and_by_when(api: Requester) -> None:
    code = (await api.file())["code"]
    text = await paper(api, code, "slip")
    for words in ("查档调卷单", code, "成绩单", "英文", "4", "密封", "毕业(学历)证明", "周新安", "20091234999", "2013"):
        assert words in text, words
    assert "110***********002X" in text and "11010519491231002X" not in text, "paper lies about"
    assert "13812342222" not in text and ADDRESS not in text
    assert "卷号" in text and "经办" in text


async def test_the_label_has_what_the_carrier_needs(api: Requester) -> None:
    code = (await api.file())["code"]
    text = await paper(api, code, "label")
    for words in (ADDRESS, "周新安", "13812342222", "锦川大学档案馆", code):
        assert words in text.replace("\n", ""), words
    page = PdfReader(io.BytesIO((await api.http.get(f"/api/v1/requests/{code}/label.pdf")).content)).pages[0]
    assert [round(float(side) / 2.8346) for side in page.mediabox[2:]] == [100, 70]


async def test_the_letter_fits_how_the_request_ended(api: Requester) -> None:
    code = (await api.file())["code"]
    text = await paper(api, code, "letter")
    for words in ("周新安，您好", "随信寄上", code, "成绩单", "锦川大学档案馆", "密封的信封请勿拆开"):
        assert words in text, words
    english = await paper(api, code, "letter", lang="en")
    assert "Dear 周新安," in english and "Academic transcript" in english
    await api.happen(code, "start_review")
    await api.happen(code, "close_not_found", reason="not_in_holdings", searched="2005—2015 年学籍")
    text = (await paper(api, code, "letter")).replace("\n", "")
    assert "没有找到：馆藏里没有这类材料" in text and "2005—2015 年学籍" in text and "随信寄上" not in text


def _flat(text: str) -> str:
    """Without spaces: where a line breaks depends on how wide the code is."""
    return "".join(text.split())


async def test_a_letter_asks_for_what_is_missing_and_tells_of_more_time(api: Requester) -> None:
    code = (await api.file(channel="letter", openid=None))["code"]
    await api.happen(code, "start_review")
    await api.happen(code, "ask_supplement", missing=["id_card_front", "入学那年的班级"])
    text = _flat(await paper(api, code, "letter"))
    assert "还需要补充：·身份证人像面的照片·入学那年的班级" in text and "编号不变" in text and "随信寄上" not in text
    await api.happen(code, "supplement", note="寄来了")
    await api.happen(code, "extend", reason="awaiting_seal", working_days=3)
    await api.http.post(f"/api/v1/requests/{code}/urge", json={})
    text = _flat(await paper(api, code, "letter"))
    assert "正在等盖章。延长3个工作日，预计" in text and "随信寄上" not in text
    assert "extendby3working" in _flat(await paper(api, code, "letter", lang="en"))
    await api.happen(code, "approve")
    assert "随信寄上" in _flat(await paper(api, code, "letter"))


async def test_who_withdrew_gets_no_letter(api: Requester) -> None:
    code = (await api.file())["code"]
    await api.happen(code, "withdraw")
    answer = await api.http.get(f"/api/v1/requests/{code}/letter.pdf")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_letter")


async def test_a_label_is_a_look_at_the_address(api: Requester, sql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.requests.revealing.MOST_A_DAY", 1)
    code, collected = (await api.file())["code"], (await api.file(delivery={"method": "pickup"}))["code"]
    await paper(api, collected, "label", by="wang")
    await paper(api, code, "label", by="wang")
    again = await api.http.get(f"/api/v1/requests/{code}/label.pdf", params={"by": "wang"})
    assert (again.status_code, again.json()["code"]) == (429, "too_many_reveals")
    found = sql.execute("select object_id from audit_log where action = 'reveal'").fetchall()
    assert found == [(code,)]


async def test_a_character_the_font_lacks_is_marked_and_nothing_breaks(api: Requester) -> None:
    subject = {"name": "周𪚥安", "student_id": "20091234999", "degree_level": "bachelor", "graduation_year": 2013}
    subject["phone"] = "13812342222"
    code = (await api.file(subject=subject, purpose="<b>出国</b> & 留学"))["code"]
    text = await paper(api, code, "slip")
    assert "周〓安" in text and "手写补上" in text and "<b>出国</b> & 留学" in text
    await paper(api, code, "label")


@pytest.mark.parametrize("which", ["slip", "label", "letter"])
async def test_papers_are_for_staff_and_stay_on_record(api: Requester, sql, which: str) -> None:
    code = (await api.file())["code"]
    path = f"/api/v1/requests/{code}/{which}.pdf"
    assert (await api.http.get(path, headers={"Authorization": "Bearer no"})).status_code == 401
    assert (await api.http.get(path.replace(code, "LT261121-7K4PXM"))).status_code == 404
    await paper(api, code, which, by="wang")
    row = sql.execute("select actor_kind, actor_id, action, object_id, data from audit_log").fetchone()
    assert row[:4] == ("staff", "wang", "print", code)


async def processing(api: Requester) -> str:
    code = (await api.file(delivery={"method": "pickup"}))["code"]
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    return str(code)


async def ready(api: Requester) -> tuple[str, str]:
    code = await processing(api)
    return code, (await api.happen(code, "mark_ready"))["pickup_code"]


async def test_the_pick_up_code_closes_its_request_once(api: Requester) -> None:
    code, digits = await ready(api)
    assert re.fullmatch(r"\d{6}", digits)
    other = f"{(int(digits) + 1) % 1_000_000:06}"
    assert (await api.http.post("/api/v1/pickups", json={"pickup_code": other})).status_code == 404
    given = {"pickup_code": f"{digits[:3]} {digits[3:]}", "actor": {"kind": "staff", "id": "wang"}}
    answer = await api.http.post("/api/v1/pickups", json=given)
    assert answer.status_code == 200 and answer.json()["resolution"] == "fulfilled" and answer.json()["code"] == code
    assert (await api.http.post("/api/v1/pickups", json={"pickup_code": digits})).status_code == 404


async def test_what_the_scanner_reads_says_when_papers_are_gone(api: Requester) -> None:
    code, digits = await ready(api)
    scanned = {"pickup_code": f"{code}/{digits}"}
    assert (await api.http.post("/api/v1/pickups", json=scanned)).status_code == 200
    again = await api.http.post("/api/v1/pickups", json=scanned)
    assert again.status_code == 409 and again.json()["code"] == "already_collected"
