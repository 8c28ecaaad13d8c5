"""Whatever is sent to the pages is answered by a page: no error of ours, and no script of theirs."""

import itertools

import pytest

from tests.integration.backend.requester import Requester
from tests.integration.h5.conftest import PEOPLE, WANTED, Visitor, filed

JUNK = [
    "",
    "\x00",
    "😀" * 300,
    "\u202e\u2028",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "²",
    "-1",
    "1e9",
    "'; --",
    "x" * 9000,
]
PLACES = [
    *("/h5", "/h5/progress", "/h5/requests", "/h5/requests?after=%00", "/h5/requests?after=e30", "/h5/requests/%00"),
    *("/h5/requests/LT261121-7K4PXM", "/h5/requests/new/people", "/h5/requests/new/papers", "/h5/requests/new/check"),
    *("/h5/requests/new/done", "/h5/u/x", "/h5/u/%00", "/h5/u/" + "A" * 600, "/h5/login?to=//evil.example"),
    *("/h5/login/back?code=%00&state=%ff", "/h5/data", "/h5/privacy", "/h5/static/../h5.css", "/h5/static/%2e%2e/x"),
    *("/h5/requests/%F0%9F%98%80/change", "/h5/nowhere/%2e%2e"),
]
FORMS = ["/h5/display", "/h5/progress", "/h5/requests/new", "/h5/requests/new/people", "/h5/requests/new/papers"]
FORMS += ["/h5/requests/new/check", "/h5/logout", "/h5/data/export", "/h5/data/erase", "/h5/u/x"]


def answered(visitor: Visitor, where: object) -> None:
    assert visitor.page.status_code < 500, (where, visitor.page.status_code)
    assert "<script>alert" not in visitor.text, where


async def test_odd_addresses(visitor: Visitor) -> None:
    for path in PLACES:
        await visitor.open(path)
        answered(visitor, path)


async def test_odd_cookies(visitor: Visitor) -> None:
    for value in ("x", "A" * 5000, "%00", "eyJhIjoxfQ"):
        visitor.http.cookies.set("lantai_visit", value)
        await visitor.open("/h5/requests")
        answered(visitor, value)


async def test_odd_fields_in_every_form(visitor: Visitor, api: Requester) -> None:
    code = await filed(visitor)
    forms = [*FORMS, *(f"/h5/requests/{code}/{what}" for what in ("urge", "withdraw", "change", "ask"))]
    names = ["do", "code", "phone_last4", "track", "items[0].document_type", "items[0].copies", "items[99999].note"]
    names += ["delivery.method", "delivery.address", "needed_by", "subject.enrollment_year", "wish", "back", "lang"]
    for path, junk in itertools.product(forms, JUNK):
        await visitor.open(f"/h5/requests/{code}")
        await visitor.send(path, dict.fromkeys(names, junk))
        answered(visitor, (path, junk[:20]))
    assert (await api.get(code))["status"] == "submitted"


@pytest.mark.parametrize("step", ["/h5/requests/new", "/h5/requests/new/people"])
async def test_one_odd_field_in_a_good_form(visitor: Visitor, step: str) -> None:
    await visitor.open("/h5/requests/new")
    await visitor.send("/h5/requests/new", WANTED)
    good = WANTED if step.endswith("new") else PEOPLE
    for name, junk in itertools.product(good, JUNK):
        await visitor.open(step)
        await visitor.send(step, good | {name: junk})
        answered(visitor, (name, junk[:20]))


async def test_bodies_that_are_no_forms(visitor: Visitor) -> None:
    bodies = [
        ("application/x-www-form-urlencoded", b"csrf=%ff%fe&do=%f0%9f&=&&&=x;" + b"a=1&" * 500),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 3000 + b"\r\n--x--"),
        ("application/json", b"{}"),
        ("text/plain", b"\xff" * 2000),
    ]
    for path, (kind, content) in itertools.product(FORMS, bodies):
        visitor.page = await visitor.http.post(path, content=content, headers={"Content-Type": kind})
        answered(visitor, (path, kind))
