"""The form to file a request: the chat's checks, one filing whatever is pressed, nothing lost."""

import httpx
import psycopg
import pytest

from tests.integration.backend.requester import Requester
from tests.integration.h5.conftest import PEOPLE, WANTED, Visitor, filed, filled


async def test_the_form_files_what_the_api_shows(visitor: Visitor, api: Requester) -> None:
    code = await filed(visitor)
    request = await api.get(code, reveal=True, reason="test")
    assert request["channel"] == "h5" and request["track"] == "self" and request["status"] == "submitted"
    assert (
        request["items"][0] | {"document_type": "transcript", "language": "en", "copies": 2, "sealed": True}
        == (request["items"][0])
    )
    assert request["subject"]["phone"] == "13812342222"
    assert request["delivery"]["recipient"] == "周新安"
    assert request["consent"]["version"]
    assert "预计" in visitor.text and "前办好" in visitor.text


async def test_rows_are_added_and_removed_by_the_server(visitor: Visitor, api: Requester) -> None:
    await visitor.open("/h5/requests/new")
    row = WANTED | {"do": "add"}
    await visitor.send("/h5/requests/new", row)
    assert visitor.text.count("data-row") == 2
    second = {"items[1].document_type": "graduation_proof", "items[1].language": "zh", "items[1].copies": "1"}
    await visitor.send("/h5/requests/new", row | second)
    assert visitor.text.count("data-row") == 3
    await visitor.send("/h5/requests/new", row | second | {"items[2].document_type": "", "do": "remove-0"})
    assert visitor.text.count("data-row") == 2
    first = {"items[0].document_type": "graduation_proof", "items[0].language": "zh", "items[0].copies": "1"}
    await visitor.send("/h5/requests/new", {"track": "self", "consent": "yes", "do": "next"} | first)
    assert visitor.path == "/h5/requests/new/people"


async def test_every_error_stands_beside_its_field_and_says_how_to_mend_it(visitor: Visitor) -> None:
    await visitor.open("/h5/requests/new")
    await visitor.send("/h5/requests/new", WANTED | {"items[0].language": "", "items[0].copies": "99", "consent": ""})
    assert visitor.page.status_code == 422
    for words in ("请选语言。", "请改少一些", "同意以后才能往下填"):
        assert words in visitor.text
    assert 'id="f-items-0--language-wrong"' in visitor.text
    await visitor.send("/h5/requests/new", WANTED)
    wrong = {
        "subject.id_number": "110105194912310021",
        "subject.phone": "1381234",
        "subject.graduation_year": "13",
        "delivery.address": "",
        "subject.degree_level": "",
    }
    await visitor.send("/h5/requests/new/people", PEOPLE | wrong)
    assert visitor.page.status_code == 422
    for words in ("校验位对不上", "请选学习层次", "选了快递，请填收件地址", "f-subject-phone-wrong"):
        assert words in visitor.text, words
    assert 'value="110105194912310021"' in visitor.text, "a slip can only be found where it is shown"


async def test_what_was_written_survives_and_numbers_come_back_masked(visitor: Visitor) -> None:
    await filled(visitor)
    assert "110***********002X" in visitor.text and "11010519491231002X" not in visitor.text
    await visitor.open("/h5/requests/new/people")
    assert "周新安" in visitor.text and "110***********002X" in visitor.text
    assert "11010519491231002X" not in visitor.text
    await visitor.send("/h5/requests/new/people", PEOPLE | {"subject.id_number": ""})
    await visitor.open("/h5/requests/new/check")
    assert "110***********002X" in visitor.text, "left empty, it is kept"
    await visitor.open("/h5/requests/new/people")
    await visitor.send("/h5/requests/new/people", PEOPLE | {"subject.id_number": "", "clear.subject.id_number": "yes"})
    await visitor.open("/h5/requests/new/check")
    assert "002X" not in visitor.text


async def test_nothing_personal_is_taken_before_consent(visitor: Visitor, sql: psycopg.Connection) -> None:
    await visitor.open("/h5/requests/new")
    token = visitor.csrf
    await visitor.send("/h5/requests/new/people", PEOPLE | {"csrf": token})
    assert visitor.path == "/h5/requests/new"
    await visitor.send("/h5/requests/new/check", {"csrf": token})
    assert visitor.path == "/h5/requests/new"
    assert sql.execute("select count(*) from requests").fetchone() == (0,)


async def test_pressing_twice_files_once(visitor: Visitor, sql: psycopg.Connection) -> None:
    import asyncio

    await filled(visitor)
    token = visitor.csrf
    answers = await asyncio.gather(
        *(visitor.http.post("/h5/requests/new/check", data={"csrf": token}) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["location"] for answer in answers} == {"/h5/requests/new/done"}
    assert sql.execute("select count(*) from requests").fetchone() == (1,)


async def test_after_filing_the_form_begins_anew_and_keeps_no_details(visitor: Visitor) -> None:
    code = await filed(visitor)
    await visitor.open("/h5/requests/new")
    assert "周新安" not in visitor.text and code not in visitor.text
    await visitor.send("/h5/requests/new", WANTED)
    assert visitor.path == "/h5/requests/new/people" and "周新安" not in visitor.text


@pytest.mark.parametrize("token", ["", "0" * 32])
async def test_a_form_from_elsewhere_is_refused(visitor: Visitor, token: str) -> None:
    await visitor.open("/h5/requests/new")
    answer = await visitor.send("/h5/requests/new", WANTED | {"csrf": token or "no"})
    assert answer.status_code == 403 and "页面放得太久了" in answer.text
    await visitor.open("/h5/requests/new")
    answer = await visitor.send("/h5/requests/new", WANTED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "people"),
    [
        (
            {"track": "proxy"},
            {"requester.name": "王敏", "relation": "parent", "requester.phone": "13900001111"},
        ),
        (
            {"track": "organization"},
            {
                "requester.organization": "锦川科技有限公司",
                "requester.name": "王敏",
                "requester.phone": "13900001111",
                "purpose": "入职核实",
            },
        ),
        (
            {"track": "citizen", "items[0].document_type": "marriage_record", "items[0].language": "zh"},
            {"details.spouse": "李明", "details.years": "1998"},
        ),
    ],
)
async def test_every_track_can_be_filed(
    visitor: Visitor, api: Requester, wanted: dict[str, str], people: dict[str, str]
) -> None:
    sealed = {} if wanted["track"] != "citizen" else {"items[0].sealed": ""}
    code = await filed(visitor, wanted=wanted | sealed, people=people)
    request = await api.get(code)
    assert request["track"] == wanted["track"]
    if "relation" in people:
        assert request["relation"] == "parent"
    if wanted["track"] == "citizen":
        assert request["details"]["spouse"] == "李明"


async def test_what_the_archive_does_not_hold_is_said_at_once(visitor: Visitor) -> None:
    await visitor.open("/h5/requests/new")
    held = {"items[0].document_type": "personnel_file", "items[0].language": "zh", "items[0].copies": "1"}
    await visitor.send("/h5/requests/new", {"track": "self", "do": "add"} | held)
    assert "人事档案" in visitor.text and "不在我们馆" in visitor.text


async def test_hostile_words_stay_words(visitor: Visitor) -> None:
    await filled(visitor, people={"purpose": "<script>alert(1)</script>", "note": '"><img src=x onerror=alert(1)>'})
    assert "<script>alert" not in visitor.text and "<img src=x" not in visitor.text
    assert "&lt;script&gt;" in visitor.text


async def test_pages_of_other_people_do_not_meet(app, visitor: Visitor) -> None:
    from tests.integration.h5.conftest import visitor_of

    await filled(visitor)
    async with visitor_of(app) as http:
        other = Visitor(http)
        await other.open("/h5/requests/new/people")
        assert other.path == "/h5/requests/new" and "周新安" not in other.text


async def test_no_page_runs_anything_foreign(visitor: Visitor) -> None:
    for path in ("/h5", "/h5/progress", "/h5/requests/new", "/h5/privacy", "/h5/data", "/h5/nowhere"):
        answer: httpx.Response = await visitor.open(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "form-action 'self'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert " style=" not in answer.text and " onclick=" not in answer.text and "<script>" not in answer.text
