"""Without the right to see who asks nobody reads a name, an address or a pick-up code, wherever it was written."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from backend.applicants import service as applicants
from backend.catalogue import service as catalogue
from backend.console import hushing
from backend.conversations.types import Piece
from backend.drafts import service as drafts
from backend.kit.crypto import conversation_key, seal
from backend.kit.db import Database
from backend.kit.texts import defaults
from backend.requests import service
from tests.integration.console.conftest import Browser
from tests.integration.console_queue.conftest import Filing

OPENID = "o-test-zhou"
ADDRESS = "广东省深圳市南山区科苑路1号"
WHOLE = Piece(text=f"收件地址写的是：{ADDRESS}", carries_identity=True)

Says = Callable[..., Awaitable[str]]


def desk(key: str) -> str:
    return f"/console/desk/talks/{key}"


async def with_form(database: Database, key: str, **parts: object) -> None:
    """The person's open form."""
    name = {"sealed": seal("欧阳秋白"), "masked": "欧**白"}
    form = {"items": [], "subject": {"name": name}, "consent": {"version": "1", "given_at": "x"}} | parts
    async with database.session() as session:
        await drafts.put(session, key, {"form": form}, 0)


async def test_an_address_the_bot_showed_in_full_is_closed_to_staff_without_the_right(
    hotline: Browser, archivist: Browser, says: Says, database: Database
) -> None:
    key = await says(OPENID, "看完整地址", answer_with=WHOLE)
    await with_form(database, key)
    for path in (desk(key), f"{desk(key)}/lines"):
        assert "科苑路" not in (await hotline.http.get(path)).text
        assert ADDRESS in (await archivist.http.get(path)).text


async def test_an_address_the_bot_showed_is_erased_with_a_refusal(says: Says, database: Database, archivist) -> None:
    key = await says(OPENID, "看完整地址", answer_with=WHOLE)
    async with database.session() as session:
        await applicants.decide(session, OPENID, "1", granted=False)
    assert "科苑路" not in (await archivist.http.get(desk(key))).text


async def test_what_the_bot_repeats_is_hushed(hotline: Browser, says: Says, database: Database) -> None:
    key = await says(OPENID, "核对", answer_with=Piece(text="用途：帮欧阳秋白同学补办，电话13812342222"))
    await with_form(database, key)
    page = (await hotline.http.get(desk(key))).text
    assert "欧阳秋白" not in page and "13812342222" not in page and "补办" in page


async def test_the_archives_own_number_is_no_secret(database: Database) -> None:
    async with database.session() as session:
        configuration = await catalogue.current(session)
    known = replace(configuration, version="own", service=replace(configuration.service, phone="021-65432100"))
    assert "021-65432100" not in hushing.hush("请打 021-65432100", configuration)
    assert "021-65432100" in hushing.hush("请打 021-65432100", known)


@pytest.mark.parametrize(
    ("said", "known", "shown"),
    [
        ("Li Wei asked about delivery to Liverpool", ("Li",), "〔姓名〕 Wei asked about delivery to Liverpool"),
        ("周新安的妈妈来电", ("周新安",), "〔姓名〕的妈妈来电"),
        ("请把姓名和电话发来", (), "请把姓名和电话发来"),
    ],
)
async def test_names_are_taken_out_whole_and_our_own_words_stay(
    database: Database, said: str, known: tuple[str, ...], shown: str
) -> None:
    async with database.session() as session:
        configuration = await catalogue.current(session)
    assert hushing.hush(said, configuration, tuple((name, "〔姓名〕") for name in known), ours=True) == shown


async def test_every_sentence_of_the_house_is_read_by_those_without_the_right_as_it_is(database: Database) -> None:
    async with database.session() as session:
        configuration = await catalogue.current(session)
    words = {key: text for key, text in defaults()["zh"].items() if key.startswith(("ask.", "materials.", "proxy."))}
    assert len(words) > 50
    assert {key: hushing.hush(text, configuration, ours=True) for key, text in words.items()} == words


async def test_notes_and_the_drafts_purpose_are_hushed_beside_the_talk(
    hotline: Browser, archivist: Browser, says: Says, database: Database
) -> None:
    key = await says(OPENID, "成绩单")
    await with_form(database, key, purpose="给我妈欧阳秋白的单位，电话13812342222")
    await archivist.post(f"{desk(key)}/notes", body="欧阳秋白的妈妈打电话催，回13987654321")
    for path in (desk(key), f"{desk(key)}/side"):
        page = (await hotline.http.get(path)).text
        assert "打电话催" in page and "的单位" in page
        assert not any(secret in page for secret in ("欧阳秋白", "13812342222", "13987654321"))
    assert "欧阳秋白的妈妈打电话催" in (await archivist.http.get(f"{desk(key)}/side")).text


async def test_the_pick_up_code_and_an_uncued_name_are_read_by_nobody_without_the_right(
    hotline: Browser, archivist: Browser, filed: Filing, says: Says, database: Database
) -> None:
    code = await filed("start_review", "approve", "mark_ready", openid=OPENID, delivery={"method": "pickup"})
    async with database.session() as session:
        pickup = (await service.find(session, code)).pickup_code
    key = conversation_key(OPENID)
    await says(OPENID, "好", answer_with=Piece(text=f"您的申请办好了，取件码 {pickup}，周新安同学来时带证件。"))
    await archivist.post(f"/console/queue/{code}/notes", body=f"周新安的妈妈来电，取件码{pickup}已告知")
    assert pickup
    for path in (desk(key), f"/console/queue/{code}"):
        page = (await hotline.http.get(path)).text
        assert "取件码" in page and pickup not in page and "周新安" not in page, path
        assert pickup in (await archivist.http.get(path)).text, path
