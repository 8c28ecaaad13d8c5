"""Whose name and number it is, in a request that an organisation makes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from actions.dialogue import filling
from actions.dialogue.state import Form
from actions.dialogue.turn import Turn, from_tracker
from backend.domain.masking import mask_name
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue


def turn(text: str, expecting: str | None = None) -> Turn:
    today = date(2026, 11, 22)
    prepared = prepare(text, catalogue=catalogue(), today=today, expecting=expecting, seal=lambda value: value)
    intent = {"name": "provide_details", "confidence": 0.9}
    metadata = prepared.metadata() | {"expecting": expecting}
    return from_tracker("alice", {"text": prepared.message, "intent": intent, "metadata": metadata})


def _filled(text: str) -> dict[str, Any]:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="organization", asking=["requester.name"])
    filling.apply(turn(text), form, catalogue(), take_rows=False)
    found = {"subject": form.subject.get("name"), "clerk": form.requester.get("name")}
    found |= {"own": form.requester.get("phone"), "theirs": form.subject.get("phone")}
    return {key: value["sealed"] for key, value in found.items() if value}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("我姓柏 柏小芸 手机13594127706 我是经办人", {"clerk": "柏小芸", "own": "13594127706"}),
        ("李思远，手机13594127706，我就是经办人", {"clerk": "李思远", "own": "13594127706"}),
        ("经办人是我，李思远", {"clerk": "李思远"}),
        ("要核的人叫宁志豪 学号2015100864 本科 15级", {"subject": "宁志豪"}),
        ("要查的员工叫李思远", {"subject": "李思远"}),
        (
            "政审对象李思远，2013级，经办人宁志豪，13594127706",
            {"subject": "李思远", "clerk": "宁志豪", "own": "13594127706"},
        ),
        ("经办人改成我们科的同事李思远，她的手机是13594127706", {"clerk": "李思远", "own": "13594127706"}),
        ("被核的老师叫李思远，97级本科", {"subject": "李思远"}),
    ],
)
def test_the_clerk_and_the_one_who_is_asked_about(text: str, filled: dict[str, str]) -> None:
    assert _filled(text) == filled


@pytest.mark.parametrize(
    ("told", "intent"),
    [("啊打错了，应该是祁婉婷", "correction"), ("证上是婷，女字旁，我写成亭了，应为祁婉婷", "provide_details")],
)
def test_a_name_put_right_is_the_one_it_looks_like_whoever_is_asked_for(told: str, intent: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="proxy", asking=["requester.name"])
    form.subject["name"] = {"sealed": "祁婉亭", "masked": "祁*亭"}

    filling.apply(replace(turn(told), intent=intent), form, catalogue(), take_rows=False)

    assert (form.subject["name"]["sealed"], form.requester) == ("祁婉婷", {})


@pytest.mark.parametrize(
    "text",
    [
        "顺丰寄给我姐尉迟博雅,她电话13608117752,地址是四川省绵阳市涪城区临园路东段72号顺和苑5栋1203",
        "快递寄给我室友尉迟博雅，电话13608117752，四川省绵阳市涪城区临园路东段72号顺和苑5栋1203",
    ],
)
def test_who_the_papers_are_posted_to_is_the_recipient(text: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")

    filling.apply(turn(f"我叫尉迟博文，我手机15982440916。{text}"), form, catalogue(), take_rows=False)

    assert form.subject["name"]["sealed"] == "尉迟博文"
    assert form.subject["phone"]["sealed"] == "15982440916"
    assert form.delivery["recipient"]["sealed"] == "尉迟博雅"
    assert form.delivery["phone"]["sealed"] == "13608117752"


def test_the_only_name_is_the_persons_own_whoever_receives() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")

    filling.apply(turn("寄给我姐，我叫尉迟博文"), form, catalogue(), take_rows=False)

    assert form.subject["name"]["sealed"] == "尉迟博文"


@pytest.mark.parametrize(
    "words", ["他自己的国外号是", "他国内的手机", "他现在用的号码：", "他那边的电话是", "他手机是"]
)
def test_the_number_of_the_one_who_is_acted_for_is_his(words: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="proxy")

    message = turn(f"我啊?我叫庞小满,手机18999410276,{words}+4790123456")
    filling.apply(message, form, catalogue(), take_rows=False)

    assert form.requester["phone"]["sealed"] == "18999410276"
    assert form.subject["phone"]["sealed"] == "+4790123456"


def test_the_number_beside_where_it_is_posted_is_the_receivers() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")

    message = turn("我手机15982440916。快递寄我室友那里，她电话13608117752，四川省绵阳市涪城区临园路东段72号")
    filling.apply(message, form, catalogue(), take_rows=False)

    assert form.subject["phone"]["sealed"] == "15982440916"
    assert form.delivery["phone"]["sealed"] == "13608117752"


@pytest.mark.parametrize(
    "text",
    [
        "我这头是阙思源,电话13951234567",
        "我这边阙思源",
        "我这边叫阙思源",
        "经手的是我,阙思源",
        "跑腿的是我，阙思源",
        "我方阙思源",
    ],
)
def test_this_sides_name_never_takes_the_others_place(text: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="proxy")
    form.subject["name"] = {"sealed": "祝晓岚", "masked": "祝*"}

    filling.apply(turn(text), form, catalogue(), take_rows=False)

    assert form.subject["name"]["sealed"] == "祝晓岚"
    assert form.requester["name"]["sealed"] == "阙思源"


def _told(text: str, form: Form, expecting: str | None = None) -> filling.Filled:
    today = date(2026, 11, 22)
    prepared = prepare(text, catalogue=catalogue(), today=today, expecting=expecting, seal=lambda value: value)
    latest = {
        "text": prepared.message,
        "intent": {"name": "provide_details", "confidence": 0.9},
        "metadata": prepared.metadata() | {"expecting": expecting},
    }
    return filling.apply(from_tracker("alice", latest), form, catalogue(), take_rows=False)


@pytest.mark.parametrize("text", ["就是这个号啊,1398077561", "139807756", "没错的，139807756123"])
@pytest.mark.parametrize("expecting", [None, "phone"])
def test_a_telephone_of_a_wrong_length_is_no_student_number(text: str, expecting: str | None) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")
    _told("学号0812047，2008年入学，本科", form)

    filled = _told(text, form, expecting)

    assert form.subject["student_id"]["sealed"] == "0812047"
    assert [(one.entity, one.problem) for one in filled.problems] == [("phone", "length")]


def test_a_student_number_called_so_replaces_the_one_that_stands() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")
    _told("学号0812047，2008年入学，本科", form)
    _told("学号写错了，是1407220915", form)

    assert form.subject["student_id"]["sealed"] == "1407220915"


def test_a_telephone_begun_and_then_told_whole_is_no_trouble() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")
    _told("学号0812047，2008年入学，本科", form)

    filled = _told("电话嘛1379812，哎没打全，13798124460", form, "phone")

    assert filled.problems == []
    assert form.subject["phone"]["sealed"] == "13798124460"
    assert form.subject["student_id"]["sealed"] == "0812047"


@pytest.mark.parametrize(
    "text",
    [
        "闵舒休产假了，经办人改成我，骆嘉树，电话15972184417",
        "闵舒明天起休假，经办人变更为书记员骆嘉树，电话15972184417",
        "经办人换成小骆，骆嘉树，电话15972184417",
        "以后由我对接，我叫骆嘉树，电话15972184417",
        "联系人改为骆嘉树，电话15972184417",
        "经办人换我了，骆嘉树，15972184417",
        "现在换我对接了，我叫骆嘉树，手机15972184417",
        "以后都是我负责对接，骆嘉树，15972184417",
    ],
)
def test_who_asks_is_changed_and_not_the_one_asked_about(text: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="organization")
    _told("经办人闵舒，电话13540110862；核查对象谈笑尘，硕士，2005级", form)

    _told(text, form)

    assert form.subject["name"]["sealed"] == "谈笑尘"
    assert form.requester["name"]["sealed"] == "骆嘉树"
    assert form.requester["phone"]["sealed"] == "15972184417"
    assert "phone" not in form.subject


@pytest.mark.parametrize(
    "text",
    [
        "我是她女儿，叫苗可欣，手机17882351096",
        "我是她女儿苗可欣，17882351096，个人信息的事都同意",
        "我这边苗可欣,电话17882351096,代她办",
        "我是她外孙女，我叫苗可欣，手机17882351096",
        "我是她儿媳妇苗可欣，电话17882351096",
    ],
)
def test_who_acts_for_a_person_tells_their_own_name(text: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="proxy")
    _told("她叫阮玉兰，身份证370102196809250442", form)

    _told(text, form)

    assert form.subject["name"]["sealed"] == "阮玉兰"
    assert form.requester["name"]["sealed"] == "苗可欣"
    assert form.requester["phone"]["sealed"] == "17882351096"


def test_the_name_that_is_put_right_is_the_one_it_resembles() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="citizen")
    form.subject["name"] = {"sealed": "宁守义", "masked": "宁*义"}
    form.items.append({"document_type": "marriage_record", "copies": 1})
    form.details["spouse"] = {"sealed": "李桂枝", "masked": "李*枝"}
    told = turn("写错了，是李桂芝")
    told = replace(told, intent="correction")

    filling.apply(told, form, catalogue(), take_rows=False)

    assert form.details["spouse"]["sealed"] == "李桂芝"
    assert form.subject["name"]["sealed"] == "宁守义"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("查过了，其实还是2007年", {"enrollment_year": 2007}),
        ("还是2011年", {"enrollment_year": 2008}),
    ],
)
def test_a_year_put_right_is_the_one_near_it(text: str, years: dict[str, int]) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")
    form.subject["enrollment_year"] = 2008

    filling.apply(turn(text), form, catalogue(), take_rows=False)

    assert {key: year for key, year in form.subject.items() if key.endswith("_year")} == years


def test_a_scrap_of_a_student_number_is_not_filled_in() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")

    filling.apply(turn("学号只记得0712开头"), form, catalogue(), take_rows=False)

    assert "student_id" not in form.subject


@pytest.mark.parametrize(
    ("own", "text", "spouse"),
    [
        ("戴文绮", "戴文绮", None),
        ("戴文绮", "我叫戴文绮", None),
        ("戴琦", "我是戴琦", None),
        ("戴琦", "罗北辰", "罗北辰"),
        ("戴文绮", "姓名罗北辰", "罗北辰"),
        ("戴琦", "戴强", "戴强"),
    ],
)
def test_the_own_name_once_more_is_not_the_spouses(own: str, text: str, spouse: str | None) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="citizen", asking=["details.spouse"])
    form.subject["name"] = {"sealed": own, "masked": mask_name(own)}
    form.items.append({"document_type": "marriage_record", "copies": 1})

    filling.apply(turn(text, "spouse_name"), form, catalogue(), take_rows=False)

    assert form.details.get("spouse", {}).get("sealed") == spouse
    assert form.subject["name"]["sealed"] == own


@pytest.mark.parametrize(
    ("subject", "text", "told"),
    [
        ("查一鸣", "代办人就是我，他爱人尉迟岚", ("查一鸣", "尉迟岚")),
        ("查一鸣", "尉迟岚，电话13659417720，他妻子", ("查一鸣", "尉迟岚")),
        (None, "他叫尉冬岚，98级本科", ("尉冬岚", "尉迟岚")),
    ],
)
def test_a_name_that_is_known_goes_where_it_is_known(subject: str | None, text: str, told: tuple[str, str]) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="proxy", relation="spouse")
    form.requester["name"] = {"sealed": "尉迟岚", "masked": mask_name("尉迟岚")}
    if subject:
        form.subject["name"] = {"sealed": subject, "masked": mask_name(subject)}

    filling.apply(turn(text), form, catalogue(), take_rows=False)

    assert (form.subject["name"]["sealed"], form.requester["name"]["sealed"]) == told


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("Could you send them by SF Express? 上海市长宁区虹桥路1720弄6号301室", "express"),
        ("EMS寄成都市东兴区汉安大道西段377号，面单上不要写内容可以吗？", "express"),
        ("可以用EMS寄到国外吗？", None),
    ],
)
def test_a_whole_address_is_told_whatever_is_asked_beside_it(text: str, method: str | None) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", asking=["delivery.method"])

    filling.apply(replace(turn(text), intent="ask_delivery"), form, catalogue(), take_rows=False)

    assert form.delivery.get("method") == method
    assert ("address" in form.delivery) is (method is not None)


def test_who_says_what_they_are_to_the_known_one_tells_their_own_name() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="proxy")
    form.subject["name"] = {"sealed": "黄桂珍", "masked": "黄*珍"}

    filling.apply(turn("我是她女儿 小名叫丫丫 大名陈雨薇 电话13880001234"), form, catalogue(), take_rows=False)

    assert form.requester["name"]["sealed"] == "陈雨薇"
    assert form.subject["name"]["sealed"] == "黄桂珍"
