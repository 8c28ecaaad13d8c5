"""Filing for callers, letters, slips and visitors: the same catalogue, the same checks."""

import re

import psycopg

from tests.integration.console.conftest import Browser

FORM = {
    "channel": "phone",
    "track": "self",
    "items[0].document_type": "transcript",
    "items[0].language": "en",
    "items[0].copies": "2",
    "items[0].sealed": "yes",
    "subject.name": "周新安",
    "subject.student_id": "20091234999",
    "subject.degree_level": "bachelor",
    "subject.graduation_year": "2013",
    "subject.phone": "138 1234 2222",
    "delivery.method": "express",
    "delivery.address": "浙江省杭州市西湖区余杭塘路1号",
    "consent": "yes",
}


async def test_a_caller_is_filed_once_and_the_channel_is_kept(hotline: Browser, sql: psycopg.Connection) -> None:
    page = (await hotline.http.get("/console/intake")).text
    key = re.findall(r'name="key" value="([0-9a-f]+)"', page)[0]
    first = await hotline.post("/console/intake", key=key, **FORM)
    second = await hotline.post("/console/intake", key=key, **FORM)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    found = sql.execute("select channel, consent_version is not null from requests").fetchall()
    assert found == [("phone", True)]


async def test_who_files_for_a_caller_and_works_on_requests_is_the_first_owner(
    hotline: Browser, archivist: Browser, sql: psycopg.Connection
) -> None:
    await hotline.post("/console/intake", key="a1", **FORM)
    await archivist.post("/console/intake", key="b2", **FORM)
    found = sql.execute(
        "select s.username from requests r left join staff s on s.id = r.first_owner_id order by r.created_at"
    )
    assert found.fetchall() == [(None,), ("wang",)]


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(hotline: Browser) -> None:
    answer = await hotline.post(
        "/console/intake", **(FORM | {"subject.phone": "12", "items[0].copies": "", "consent": ""})
    )
    assert answer.status_code == 422
    assert "请填份数" in answer.text and "周新安" in answer.text and "对方同意后勾选" in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_other_peoples_papers_want_a_relation(hotline: Browser) -> None:
    answer = await hotline.post("/console/intake", **(FORM | {"track": "proxy"}))
    assert answer.status_code == 422 and "请选他是您的什么人" in answer.text
