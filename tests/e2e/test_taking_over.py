"""A person at the desk and a person with a phone, through every real part of the house."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from backend.attachments.pictures import clean
from tests.support.house import RunningHouse
from tests.support.phone import Phone

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(600)]


class DeskPerson:
    """Somebody signed in to the console, without a browser."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.talk = ""

    async def sign_in(self, house: RunningHouse) -> None:
        form = {"username": "admin", "password": house.secret("admin_password")}
        assert (await self.http.post("/console/login", data=form)).status_code == 303
        page = (await self.http.get("/console/account")).text
        self.http.headers["X-CSRF-Token"] = re.search(r'name="csrf" content="([^"]+)"', page)[1]

    async def opens_who_waits(self) -> str:
        page = (await self.http.get("/console/desk?show=waiting")).text
        found = re.search(r"/console/desk/talks/([0-9a-f]{32})", page)
        assert found, page
        self.talk = f"/console/desk/talks/{found[1]}"
        return (await self.http.get(self.talk)).text

    async def does(self, what: str, **form: str) -> str:
        head = (await self.http.get(f"{self.talk}/head")).text
        epoch = re.search(r'data-epoch-now="(\d+)"', head)[1]
        answer = await self.http.post(f"{self.talk}/{what}", data={"epoch": epoch, **form})
        assert answer.status_code == 200, answer.text
        return answer.text

    async def shows(self, picture: bytes) -> None:
        head = (await self.http.get(f"{self.talk}/head")).text
        epoch = re.search(r'data-epoch-now="(\d+)"', head)[1]
        files = {"file": ("seal.png", picture, "image/png")}
        answer = await self.http.post(f"{self.talk}/picture", data={"epoch": epoch}, files=files)
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def wang(house: RunningHouse) -> AsyncIterator[DeskPerson]:
    async with httpx.AsyncClient(base_url=house.urls["backend"], trust_env=False, timeout=20) as http:
        person = DeskPerson(http)
        await person.sign_in(house)
        yield person


async def test_a_talk_is_taken_over_answered_and_handed_back(house: RunningHouse, wang: DeskPerson) -> None:
    async with Phone.follows(house.urls["simulator"], quiet=True) as phone:
        await phone.asks("我要成绩单", timeout=30)
        await phone.says("人工")
        await phone.sees(30, containing="值班老师")
        page = await wang.opens_who_waits()
        assert "我要成绩单" in page and "申请材料" in page
        await wang.does("take")
        await phone.sees(30, containing="正在看您前面说的话")
        await phone.says("周五前能拿到吗")
        await phone.says("我叫顾晓棠，电话13800138000")
        await wang.does("say", text="能，今天就给您办。")
        answer = await phone.sees(30, containing="今天就给您办")
        assert [bubble.how for bubble in answer.bubbles] == ["custom"], "the bot was silent"
        await wang.shows(_picture())
        shown = await phone.sees(30)
        assert shown.bubbles[-1].kind == "image"
        await wang.does("give-back")
        back = await phone.sees(30, containing="接着办")
        assert "您给几分" in back.text
        assert "刚才跟老师说的，我也记下了：姓名、电话" in back.text
        await phone.taps(next(choice.id for choice in back.choices if choice.id == "rating.5"))
        await phone.sees(30, containing="评价收到了")
        assert "英文成绩单 2 份" in (await phone.asks("两份，英文的", timeout=30)).text


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (64, 64), "#1f4b43").save(made, "PNG")
    assert clean(made.getvalue())
    return made.getvalue()
