"""What breaks a promise, or undoes what somebody relied on, reaches him: by the chat, or by a person."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from backend.catalogue import service as catalogue
from backend.kit import clock
from backend.kit.texts import defaults
from backend.models.requests import Request, RequestEvent
from backend.notifications import service as notifications
from backend.notifications.composing import told
from backend.notifications.working import work
from backend.requests import service as requests
from backend.requests.history import EVENTS
from tests.integration.backend.requester import Requester
from tests.integration.backend.telling import House, house, parts, wechat
from tests.integration.backend.test_attachments import picture, upload

__all__ = ["house", "parts", "wechat"]

STAFF = {"kind": "staff", "id": "t"}


async def moved_calendar(house: House, api: Requester, code: str) -> None:
    """The archive is closed over the promised date."""
    first = clock.today()
    closed = [(first + timedelta(days=number)).isoformat() for number in range(1, 15)]
    closure = {"name": {"zh": "搬迁", "en": "Move"}, "from": closed[0], "to": closed[-1], "stops_clock": True}
    value = {"closures": [closure]}
    answer = await api.http.put("/api/v1/configuration/service", json={"value": value})
    assert answer.status_code == 200, answer.text
    async with house.parts.database.session() as session:
        _, moved = await requests.move_due_dates(session, await catalogue.current(session), None)
    assert moved == [code]


async def opened_again(house: House, api: Requester, code: str) -> None:
    for event in ("start_review", "approve", "fulfil", "reopen"):
        await api.happen(code, event, **({"reason": "漏了一份"} if event == "reopen" else {}))


async def withdrawn_for_him(house: House, api: Requester, code: str) -> None:
    await api.happen(code, "withdraw", actor=STAFF, reason="电话里说不办了")


@pytest.mark.parametrize("openid", ["o-test-zhou", None])
@pytest.mark.parametrize("happened", [moved_calendar, opened_again, withdrawn_for_him])
async def test_what_he_must_know_ends_with_a_person_when_nothing_else_works(
    house: House, api: Requester, happened: Callable[[House, Requester, str], Awaitable[None]], openid: str | None
) -> None:
    filed = await api.file(**({} if openid else {"openid": None, "channel": "phone", "consent": None}))
    await happened(house, api, filed["code"])
    for (event_id,) in house.sql.execute("select id from request_events order by id").fetchall():
        async with house.parts.database.session() as session:
            await notifications.on_event(session, event_id)
    (owner,) = house.sql.execute("select distinct owner from notices").fetchall()[0]
    await work(house.parts.means, owner)
    house.became("held")
    clock.advance(timedelta(minutes=11))
    await work(house.parts.means, owner)
    newest = house.sql.execute("select state from notices order by id desc limit 1").fetchone()
    assert newest == ("open" if openid else "staff",)
    tasks = (await api.http.get("/api/v1/staff-tasks")).json()
    assert {(task["kind"], task["code"]) for task in tasks} == {("tell_requester", filed["code"])}


async def test_whoever_withdrew_it_himself_needs_no_telephone_call(house: House, api: Requester) -> None:
    filed = await api.file()
    await api.happen(filed["code"], "withdraw", actor={"kind": "requester", "id": "h5"})
    await house.tell()
    house.became("held")
    await house.look()
    assert (await api.http.get("/api/v1/staff-tasks")).json() == []


@pytest.mark.parametrize("actor", [None, STAFF])
async def test_papers_that_follow_stop_no_other_notice(
    house: House, api: Requester, actor: dict[str, str] | None
) -> None:
    code = (await api.file())["code"]
    _, file = await upload(api, picture())
    given = {"attachment_ids": [file["id"]]} | ({"actor": actor} if actor else {})
    answer = await api.http.post(f"/api/v1/requests/{code}/attachments", json=given)
    assert answer.status_code == 200, answer.text
    await api.happen(code, "start_review")
    await house.tell()
    assert house.notices() == ["open"]


def test_every_event_that_is_told_has_its_words() -> None:
    by_service = {name: RequestEvent(event=name, data={}, actor_kind="service", actor_id="api") for name in EVENTS}
    wanted = {f"notice.{name}" for name, event in by_service.items() if told(event, Request(channel="phone"))}
    assert len(wanted) > 12
    assert [wanted - texts.keys() for texts in defaults().values()] == [set(), set()]
