"""Settings as forms: what is shown and sent back untouched is no change, what is changed is in force."""

from datetime import date, time

import pytest

from backend.catalogue import service as catalogue
from backend.catalogue.service import Configuration
from backend.console.admin import editing, forms
from backend.kit import clock
from backend.kit.db import Database
from tests.integration.console.conftest import Browser
from tests.support.filled_form import filled

SETTINGS = "/console/admin/settings"
Given = dict[str, list[str]]


async def opened(boss: Browser, part: str) -> Given:
    page = await boss.http.get(f"{SETTINGS}/{part}")
    assert page.status_code == 200, part
    return filled(page.text, "f-form")


async def sent(boss: Browser, part: str, given: Given):
    return await boss.http.post(f"{SETTINGS}/{part.partition('?')[0]}/form", data=given)


async def in_force(database: Database) -> Configuration:
    async with database.session() as session:
        return await catalogue.current(session)


async def test_every_form_sent_back_untouched_changes_nothing(boss: Browser, database: Database) -> None:
    raw = (await in_force(database)).raw
    documents = [f"catalogue/documents.{code}" for code in raw["catalogue"]["documents"]]
    others = [f"{section}/{part}" for section, _, part in
              (name.partition(".") for name in forms._parts()) if part != "documents"]  # fmt: skip
    for part in [*documents, *(name for name in others)]:
        given = await opened(boss, part)
        answer = await sent(boss, part, given)
        where = answer.headers.get("location", answer.text[-2000:])
        assert where.endswith("told=unchanged"), f"{part}: {where}"


async def test_hours_closures_and_fees_are_changed_by_form(boss: Browser, database: Database) -> None:
    given = await opened(boss, "service/hours")
    given |= {"desk[1000].days": ["mon", "sat"], "desk[1000].from": ["09:00"], "desk[1000].to": ["11:30"]}
    assert (await sent(boss, "service/hours", given)).status_code == 303
    desk = (await in_force(database)).service.desk
    assert [(one.weekdays, one.opens, one.closes) for one in desk] == [((0, 5), time(9), time(11, 30))]

    given = await opened(boss, "service/closures")
    assert given["=[0].name.zh"] == ["寒假"]
    kept = {name: value for name, value in given.items() if not name.startswith("=[0]")}
    kept |= {"=[7].name.zh": ["校庆"], "=[7].name.en": ["Anniversary"], "=[7].stops_clock": ["yes"]}
    kept |= {"=[7].from": ["2027-04-29"], "=[7].to": ["2027-04-30"]}
    assert (await sent(boss, "service/closures", kept)).status_code == 303
    closures = (await in_force(database)).service.closures
    assert [(one.name.zh, one.first, one.stops_clock) for one in closures][1] == ("校庆", date(2027, 4, 29), True)
    assert len(closures) == 2

    given = await opened(boss, "catalogue/documents.transcript")
    given |= {"fee.amount": ["10.5"], "fee.per": ["request"], "working_days": ["9"]}
    assert (await sent(boss, "catalogue/documents.transcript", given)).status_code == 303
    found = (await in_force(database)).catalogue.document("transcript")
    assert found.fee and (str(found.fee.amount), found.fee.per, found.working_days) == ("10.5", "request", 9)
    given = await opened(boss, "catalogue/documents.transcript")
    assert (await sent(boss, "catalogue/documents.transcript", given | {"fee.amount": [""]})).status_code == 303
    assert (await in_force(database)).catalogue.document("transcript").fee is None


async def test_the_routing_table_keeps_the_order_of_the_page(boss: Browser, database: Database) -> None:
    part = "catalogue/documents.transcript"
    given = await opened(boss, part)
    first = {"routing[1000].to": ["degree_office"], "routing[1000].levels": ["doctor"]}
    first |= {"routing[1000].graduated_to": ["1999"]}
    assert (await sent(boss, part, first | given)).status_code == 303
    configuration = await in_force(database)
    routing = configuration.catalogue.document("transcript").routing
    assert (routing[0].department, routing[0].levels, routing[0].graduated_to) == ("degree_office", ("doctor",), 1999)
    assert routing[1].department == "continuing_education" and len(routing) == 5
    found = configuration.catalogue.route("transcript", "doctor", None, 1998, today=clock.today())
    assert found.department.code == "degree_office"


async def test_next_years_holidays_are_entered_by_form(boss: Browser, database: Database) -> None:
    given = await opened(boss, "calendar/years?add=2027")
    names = {value[0]: name for name, value in given.items() if name.startswith("=[0].holidays") and value[0]}
    assert given["=[0].code"] == ["2027"] and "spring_festival" in names
    place = names["spring_festival"].removesuffix(".name")
    for name in [name for name in given if name.startswith("=[0].holidays") and not name.startswith(place)]:
        del given[name]
    given |= {f"{place}.from": ["2027-02-06"], f"{place}.to": ["2027-02-12"], "=[0].workdays": ["2027-01-31"]}
    assert (await sent(boss, "calendar/years", given)).status_code == 303
    calendar = (await in_force(database)).calendar
    assert calendar.known_year(2027) and calendar.is_workday(date(2027, 1, 31))
    assert not calendar.is_workday(date(2027, 2, 8)) and calendar.is_workday(date(2026, 1, 4))


async def test_an_entry_that_was_shipped_is_taken_out_and_comes_back_with_what_was_shipped(
    boss: Browser, database: Database
) -> None:
    part = "catalogue/not_held"
    given = await opened(boss, part)
    place = next(name.removesuffix(".code") for name, value in given.items() if value == ["one_child_certificate"])
    page = (await boss.http.get(f"{SETTINGS}/{part}")).text
    assert page.count("data-drop") >= len((await in_force(database)).catalogue.not_held)
    left = {name: value for name, value in given.items() if not name.startswith(f"{place}.")}
    assert (await sent(boss, part, left)).status_code == 303
    configuration = await in_force(database)
    assert "one_child_certificate" not in configuration.raw["catalogue"]["not_held"]
    assert "one_child_certificate" not in {one.code for one in configuration.catalogue.not_held}
    assert not [name for name, value in (await opened(boss, part)).items() if value == ["one_child_certificate"]]

    await boss.post("/console/admin/versions/0/restore", section="catalogue")
    assert (await in_force(database)).raw["catalogue"]["not_held"]["one_child_certificate"]


async def test_an_entry_that_others_need_is_not_taken_out(boss: Browser, database: Database) -> None:
    given = await opened(boss, "catalogue/departments")
    place = next(name.removesuffix(".code") for name, value in given.items() if value == ["academic_affairs"])
    left = {name: value for name, value in given.items() if not name.startswith(f"{place}.")}
    assert (await sent(boss, "catalogue/departments", left)).status_code == 422
    assert "academic_affairs" in (await in_force(database)).catalogue.departments


async def test_what_is_left_out_as_text_is_gone_too(boss: Browser, database: Database) -> None:
    address = f"{SETTINGS}/catalogue/attachment_kinds"
    text = editing.as_text((await in_force(database)).raw["catalogue"]["attachment_kinds"])
    assert (await boss.post(address, text=text + "extra: {zh: 其他, en: Other}\n")).status_code == 303
    assert (await boss.post(address, text=text)).status_code == 303
    assert editing.as_text((await in_force(database)).raw["catalogue"]["attachment_kinds"]) == text


@pytest.mark.parametrize(
    ("part", "name", "value", "words"),
    [
        ("service/hours", "counter[0].to", "07:00", "结束要晚于开始"),
        ("service/closures", "=[0].to", "2025-01-01", "结束日期早于开始日期"),
        ("service/deadlines", "due_soon_working_days", "99", "要在 0 到 30 之间"),
        ("service/institution", "name.zh", "", "要填写"),
        ("service/retention", "draft_days", "often", "要填整数"),
        ("catalogue/documents.transcript", "routing[0].to", "", "要填写"),
        ("catalogue/documents.transcript", "fee.amount", "ten", "要填金额"),
        ("calendar/years", "=[0].workdays", "2026-10-01", "既放假又补班"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    boss: Browser, database: Database, part: str, name: str, value: str, words: str
) -> None:
    before = (await in_force(database)).version
    given = await opened(boss, part)
    answer = await sent(boss, part, given | {name: [value]})
    assert answer.status_code == 422 and words in answer.text and "没有保存" in answer.text
    assert filled(answer.text, "f-form").get(name, [""]) == [value]
    assert (await in_force(database)).version == before


async def test_a_form_of_yesterday_overwrites_nothing(boss: Browser, database: Database) -> None:
    given = await opened(boss, "service/contact")
    assert (await sent(boss, "service/contact", given | {"phone": ["028-12345678"]})).status_code == 303
    assert (await sent(boss, "service/contact", given | {"phone": ["028-87654321"]})).status_code == 409
    assert (await in_force(database)).service.phone == "028-12345678"


async def test_the_menu_is_edited_within_the_platforms_limits_and_sent(
    boss: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed: list[object] = []

    async def create_menu(self: object, buttons: object) -> None:
        pushed.append(buttons)

    monkeypatch.setattr("backend.console.admin.menu_pages.WeChatClient.create_menu", create_menu)
    address = "/console/admin/menu"
    given = filled((await boss.http.get(address)).text, "menu-form")
    assert given["b1.name"] == ["查进度"] and given["b1.does"] == ["MENU_PROGRESS"]

    for name, value, words in (
        ("b1.name", "查一查办理进度", "最多 5 个汉字"),
        ("b0s0.does", "", "请选点了以后做什么"),
        ("b0s0.name", "", "请填按钮上的字"),
        ("b1.does", "sub", "下面还没有按钮"),
        ("b1.does", "url", "网址要以 https:// 开头"),
    ):
        refused = await boss.http.post(address, data=given | {name: [value], "push": ["yes"]})
        assert refused.status_code == 422 and words in refused.text, name
    assert pushed == []

    changed = given | {"b1.name": ["办到哪了"], "b2s4.does": ["url"], "b2s4.url": ["https://www.chsi.com.cn"]}
    assert (await boss.http.post(address, data=changed)).headers["location"].endswith("saved")
    assert pushed == [] and "办到哪了" in (await boss.http.get(address)).text
    given = filled((await boss.http.get(address)).text, "menu-form")
    answer = await boss.http.post(address, data=given | {"push": ["yes"]})
    assert answer.headers["location"].endswith("menu_sent")
    assert [one["name"] for one in pushed[0]] == ["办材料", "办到哪了", "联系我们"]
    assert pushed[0][2]["sub_button"][-1]["url"] == "https://www.chsi.com.cn"
    assert "公众号菜单" in (await boss.http.get("/console/admin/versions?section=menu")).text
    token = {"Authorization": "Bearer service-token-of-the-tests"}
    told = (await boss.http.get("/api/v1/configuration/menu/versions?limit=1", headers=token)).json()
    assert [one["name"] for one in told[0]["value"]["button"]] == ["办材料", "办到哪了", "联系我们"]
    await boss.post("/console/admin/versions/0/restore", section="menu")
    assert "查进度" in (await boss.http.get(address)).text
