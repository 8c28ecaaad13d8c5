"""What a phone shows: hostile text, restarts, waiting for messages, other sites' pages."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.settings import Settings
from bot.simulator.app import create_app
from bot.simulator.platform import Platform
from bot.simulator.rich import rich
from tests.support.phone import Phone
from tests.support.stand_in_gateway import StandInGateway
from tests.support.wait import eventually


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<a href="javascript:alert(1)">看</a>', "看"),
        ('<a href="https://e.org" onclick="x()">看</a>', '<a href="/sim/open?openid=o&amp;url=https%3A%2F%2Fe.org"'),
        ('<a href="https://e.org"><b>看</b></a>', "&lt;b&gt;"),
        ("见 https://e.org/a?b=1&c=2。", "url=https%3A%2F%2Fe.org%2Fa%3Fb%3D1%26c%3D2"),
        ('<img src=x onerror="alert(1)">', "&lt;img"),
        (
            '<a href="weixin://bizmsgmenu?msgmenucontent=%E6%88%90%E7%BB%A9%E5%8D%95&msgmenuid=1">成绩单</a>',
            'data-tap="1" data-content="成绩单"',
        ),
    ],
)
def test_only_links_work_in_text(text: str, shown: str) -> None:
    assert shown in rich(text, "o", markup=True)


def test_what_a_person_types_is_never_markup() -> None:
    assert "<a" not in rich('<a href="x">看</a>', "o", markup=False)


@given(st.text(alphabet=st.sampled_from("<>&\"'a href=script:/https.x档 \n"), max_size=80))
def test_no_text_makes_an_element_of_its_own(text: str) -> None:
    shown = str(rich(text, "o", markup=True))
    assert all(rest.startswith(("a href=", "/a>", "button ", "/button>")) for rest in shown.split("<")[1:])
    assert "javascript:" not in shown or "javascript:" in text


async def test_people_and_messages_survive_a_restart(settings: Settings, gateway: StandInGateway) -> None:
    def started() -> Platform:
        app = create_app(settings, httpx.ASGITransport(app=gateway), welcome=False)
        found: Platform = app.state.platform
        return found

    first = started()
    person = first.world.add_person("周小安")
    first.world.act(person, "message")
    bubble = first.world.show(person, side="account", how="passive", text="您好")
    first.set_menu([{"type": "click", "name": "进度", "key": "P"}])
    media_id = first.media.keep("image", b"\xff\xd8\xff", "image/jpeg").media_id
    first.world.store.close()
    second = started()
    assert second.world.people[person.openid].name == "周小安"
    assert [kept.text for kept in second.world.screens[person.openid]] == ["您好"]
    assert second.world.standing(second.world.people[person.openid]).left == 5
    assert second.world.menu == first.world.menu
    assert second.media.read(media_id) == b"\xff\xd8\xff"
    assert second.world.next_id() > bubble.id
    second.world.store.close()


async def test_reset_forgets_people_but_not_the_accounts_menu(http: httpx.AsyncClient, platform: Platform) -> None:
    platform.set_menu([{"type": "click", "name": "进度", "key": "P"}])
    await http.post("/sim/users", json={"quiet": True})
    await http.post("/sim/reset")
    assert (await http.get("/sim/users")).json() == []
    assert platform.shown_menu()[0]["key"] == "P"


async def test_reset_ends_what_is_under_way(
    http: httpx.AsyncClient, platform: Platform, gateway: StandInGateway
) -> None:
    gateway.behaviour = gateway.silence
    await http.post("/sim/burst", json={"people": 3})
    await eventually(lambda: len(gateway.received) == 3)
    assert (await http.post("/sim/reset")).status_code == 204
    assert not platform.world.people
    assert not platform.world.pending


async def test_waiting_for_messages_ends_when_one_comes(http: httpx.AsyncClient, platform: Platform) -> None:
    person = platform.world.add_person()
    waiting = asyncio.create_task(http.get(f"/sim/users/{person.openid}/messages", params={"wait": 30}))
    await asyncio.sleep(0)
    platform.world.show(person, side="account", text="到了")
    assert [item["text"] for item in (await waiting).json()["items"]] == ["到了"]


async def test_a_phone_holds_a_conversation(http: httpx.AsyncClient, platform: Platform) -> None:
    person = platform.world.add_person()
    phone = Phone(http, person.openid)
    await phone.says("我要成绩单")
    assert (await phone.sees()).text == "你说：我要成绩单"
    assert (await phone.asks("两份")).how == "passive"
    await phone.sees_nothing_more()
    with pytest.raises(AssertionError):
        await phone.sees(0.01)


async def test_many_people_at_once_are_counted(http: httpx.AsyncClient, platform: Platform) -> None:
    number = (await http.post("/sim/burst", json={"people": 30})).json()["id"]

    async def done() -> dict[str, object] | None:
        outcome: dict[str, object] = (await http.get(f"/sim/burst/{number}")).json()
        return None if outcome["running"] else outcome

    outcome = await eventually(done, 30)
    assert outcome
    assert (outcome["sent"], outcome["answered"], outcome["failed"]) == (30, 30, 0)


async def test_pages_of_other_sites_cannot_drive_the_phones(http: httpx.AsyncClient) -> None:
    foreign = await http.post("/sim/users", json={}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    own = await http.post("/sim/users", json={"quiet": True}, headers={"origin": "http://127.0.0.1:8002"})
    assert own.status_code == 201


async def test_the_page_runs_nothing_but_its_own_files(http: httpx.AsyncClient, platform: Platform) -> None:
    person = platform.world.add_person('<img src=x onerror="alert(1)">')
    platform.world.show(person, side="person", text="</textarea><script>alert(1)</script>")
    page = await http.get("/")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert " style=" not in page.text
    assert " onclick=" not in page.text
