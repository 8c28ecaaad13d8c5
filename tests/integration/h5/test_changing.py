"""A filed request is changed on the page until work begins; afterwards its requester can leave staff a word."""

import httpx
import psycopg
import pytest

from tests.integration.backend.requester import Requester
from tests.integration.h5.conftest import Visitor, filed

ROW = {
    "items[0].document_type": "transcript",
    "items[0].language": "en",
    "items[0].copies": "2",
    "items[0].sealed": "yes",
    "delivery.method": "express",
    "do": "save",
}


@pytest.fixture
async def code(visitor: Visitor) -> str:
    return await filed(visitor)


async def change(visitor: Visitor, code: str, **fields: str) -> httpx.Response:
    await visitor.open(f"/h5/requests/{code}/change")
    return await visitor.send(f"/h5/requests/{code}/change", ROW | fields)


async def stored(api: Requester, code: str) -> dict[str, object]:
    return await api.get(code, reveal="true")


async def test_the_page_shows_what_stands_and_hides_where_somebody_lives(visitor: Visitor, code: str) -> None:
    await visitor.open(f"/h5/requests/{code}")
    assert "修改申请" in visitor.text
    await visitor.open(f"/h5/requests/{code}/change")
    assert "浙江省杭州市西湖区…" in visitor.text and "138****2222" in visitor.text
    assert "余杭塘路" not in visitor.text and "13812342222" not in visitor.text


async def test_copies_address_and_purpose_are_changed_and_the_rest_stays(
    visitor: Visitor, api: Requester, code: str
) -> None:
    address = "四川省成都市武侯区一环路南一段24号"
    answer = await change(
        visitor, code, **{"items[0].copies": "5", "delivery.address": address, "purpose": "考研", "needed_by": ""}
    )
    assert answer.status_code == 200 and "改好了" in visitor.text and "5 份" in visitor.text
    now = await stored(api, code)
    assert now["items"][0]["copies"] == 5  # type: ignore[index]
    assert (now["delivery"]["address"], now["delivery"]["recipient"]) == (address, "周新安")  # type: ignore[index]
    assert now["purpose"] == "考研"
    (event,) = [one for one in now["history"] if one["event"] == "changed"]  # type: ignore[attr-defined]
    assert event["public_text"] == "修改了申请内容"


async def test_another_way_of_delivery_takes_the_address_with_it(visitor: Visitor, api: Requester, code: str) -> None:
    await change(visitor, code, **{"delivery.method": "pickup"})
    delivery = (await stored(api, code))["delivery"]
    assert delivery["method"] == "pickup" and "address" not in delivery  # type: ignore[index,operator]


async def test_rows_are_added_and_removed_before_anything_is_kept(visitor: Visitor, api: Requester, code: str) -> None:
    await change(visitor, code, do="add", **{"delivery.method": "pickup"})
    assert 'name="items[1].document_type"' in visitor.text
    assert len((await stored(api, code))["items"]) == 1  # type: ignore[arg-type]
    second = {
        "items[1].document_type": "degree_proof",
        "items[1].language": "zh",
        "items[1].copies": "1",
        "items[1].note": "",
    }
    await visitor.send(f"/h5/requests/{code}/change", ROW | second)
    assert "改好了" in visitor.text, visitor.text
    assert [row["document_type"] for row in (await stored(api, code))["items"]] == [  # type: ignore[attr-defined]
        "transcript",
        "degree_proof",
    ]
    await visitor.open(f"/h5/requests/{code}/change")
    await visitor.send(f"/h5/requests/{code}/change", ROW | second | {"do": "remove-0"})
    assert "items[1]" not in visitor.text and len((await stored(api, code))["items"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("items[0].copies", "900", "份数"),
        ("items[0].copies", "两份", "份数请填数字"),
        ("items[0].document_type", "", "材料"),
        ("items[0].document_type", "no_such", "请从列表里选一种材料"),
        ("delivery.address", "杭州", "请写到门牌号"),
        ("delivery.phone", "123", "收件电话"),
        ("needed_by", "2020-01-01", "这个日期已经过了"),
        ("needed_by", "morgen", "最晚什么时候要"),
        ("clear.delivery.address", "yes", "请填收件地址"),
    ],
)
async def test_what_cannot_be_kept_is_said_beside_its_field(
    visitor: Visitor, api: Requester, code: str, field: str, value: str, words: str
) -> None:
    before = await stored(api, code)
    answer = await change(visitor, code, **{field: value})
    assert answer.status_code == 422 and words in visitor.text, visitor.text
    assert await stored(api, code) | {"history": None} == before | {"history": None}


async def test_nothing_changed_is_nothing_written(visitor: Visitor, api: Requester, code: str) -> None:
    answer = await change(visitor, code)
    assert answer.status_code == 200 and "没有改动" in visitor.text
    assert [one["event"] for one in (await stored(api, code))["history"]] == ["submitted"]  # type: ignore[attr-defined]


async def test_once_work_began_a_word_is_left_for_staff(
    visitor: Visitor, api: Requester, code: str, sql: psycopg.Connection
) -> None:
    await visitor.open(f"/h5/requests/{code}/change")
    for event in ("start_review", "approve"):
        await api.happen(code, event)
    late = await visitor.send(f"/h5/requests/{code}/change", ROW | {"items[0].copies": "5"})
    assert late.status_code == 409 and "还想改什么" in visitor.text and "修改申请" not in visitor.text
    empty = await visitor.send(f"/h5/requests/{code}/ask", {"wish": "  "})
    assert empty.status_code == 422 and "请写一下想改什么" in visitor.text
    await visitor.send(f"/h5/requests/{code}/ask", {"wish": "改成 3 份 <b>急</b>"})
    assert "已经转给老师" in visitor.text and "提出了修改要求" in visitor.text
    asked = [one for one in (await stored(api, code))["history"] if one["event"] == "asked"]  # type: ignore[attr-defined]
    assert len(asked) == 1 and "3 份" not in asked[0]["public_text"]


async def test_only_the_requester_may(visitor: Visitor, api: Requester) -> None:
    code = (await api.file())["code"]
    await visitor.open("/h5/progress")
    await visitor.send("/h5/progress", {"code": code, "phone_last4": "2222"})
    assert visitor.path == f"/h5/requests/{code}" and "修改申请" not in visitor.text
    for path, fields in (("change", ROW), ("ask", {"wish": "x"})):
        await visitor.open(f"/h5/requests/{code}")
        answer = await visitor.send(f"/h5/requests/{code}/{path}", fields)
        assert answer.status_code == 404, path
    assert (await visitor.open(f"/h5/requests/{code}/change")).status_code == 404
