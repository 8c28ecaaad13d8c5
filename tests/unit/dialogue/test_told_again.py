"""What was told, filed or noted is told again when it is asked for, and nothing changes by asking."""

import asyncio
from dataclasses import replace
from typing import cast

import pytest

from actions.dialogue import asked_back, people, spoken, told_again
from actions.dialogue.desk import Desk
from actions.dialogue.state import Talk
from actions.dialogue.wish import settle
from tests.unit.dialogue.test_papers_explained import NOW, turn
from tests.unit.dialogue.test_starting_over import filled_in


@pytest.mark.parametrize("text", ["我要了几份?哪种证明?", "我办的啥来着", "刚才登记了什么"])
def test_what_was_ordered_is_told(text: str) -> None:
    assert told_again.wanted(turn(text)) and spoken.heard(turn(text), "what_is_noted")


@pytest.mark.parametrize("text", ["我要办什么手续", "我要开什么证明才行", "申请要填哪些信息", "你们办什么业务"])
def test_what_is_needed_is_another_question(text: str) -> None:
    assert not spoken.heard(turn(text), "what_is_noted")


@pytest.mark.parametrize(
    "text", ["寄的地址你复述一下", "地址换好了吧?你念给我听听", "寄到哪里来着", "收件地址是啥你念念"]
)
def test_the_address_is_read_out(text: str) -> None:
    assert spoken.heard(turn(text), "whole_address")


@pytest.mark.parametrize("text", ["能寄到哪里", "寄到国外行吗", "地址我等下发", "你们地址是什么"])
def test_what_speaks_of_places_reads_no_address_out(text: str) -> None:
    assert not spoken.heard(turn(text), "whole_address")


@pytest.mark.parametrize(
    ("text", "reads"),
    [("等下啊我先看看你们那个说明", True), ("说明发我看看", True), ("看完了说明，同意", False), ("同意", False)],
)
def test_the_notice_is_read_before_agreeing(text: str, reads: bool) -> None:
    assert (people.reading_first(turn(text, expecting="consent")).choice == "consent.read") is reads


@pytest.mark.parametrize("text", ["没有其他问题了", "没毛病", "没啥要改的", "没有别的问题", "no other changes"])
def test_no_word_against_the_list_is_no_denial(text: str) -> None:
    assert settle(turn(text, "deny"), filled_in()).main == "go_on"


def test_a_real_denial_stays_one() -> None:
    assert settle(turn("不对", "deny"), filled_in()).main == "deny"


@pytest.mark.parametrize(
    "text",
    [
        "电话尾号呢",
        "我留的名字没写错吧",
        "现在登记的经办人是谁？",
        "你这边现在记的是哪个材料？",
        "我上次说的是要几份来着",
        "我昨天都提交了些啥，给我数数",
        "清单再发一遍，刚手滑删了",
    ],
)
def test_what_was_told_is_told_again(text: str) -> None:
    assert told_again.wanted(turn(text))


@pytest.mark.parametrize(
    "text",
    [
        "你们电话是多少",
        "老师电话多少",
        "档案馆电话是啥",
        "电话13812345678",
        "姓名王小明",
        "邮箱没写错，确认",
        "清单我看了,确认",
    ],
)
def test_the_house_and_the_details_themselves_are_not_meant(text: str) -> None:
    assert not told_again.wanted(turn(text))


@pytest.mark.parametrize(
    "text",
    [
        "编号呢，再发一次",
        "两个编号都再给我看一眼",
        "编号我没截图，再发我一次",
        "Could you resend my request code? I lost it",
        "编号再报我一次",
    ],
)
def test_the_code_is_told_again(text: str) -> None:
    after = Talk(last_filed={"code": "LT261121-7K4PXM", "at": NOW.isoformat()})
    assert settle(turn(text, "out_of_scope"), after).main == "check_progress"


def test_what_turned_up_again_is_no_order() -> None:
    after = Talk(last_filed={"code": "LT261121-7K4PXM", "at": NOW.isoformat()})
    assert settle(turn("跟你们说一声，结婚证在柜子里翻到了", "request_document"), after).main == "cancel_request"
    assert settle(turn("结婚证翻到了，要两份复印件", "request_document"), after).main == "request_document"


def test_leaving_it_as_it_is_changes_nothing() -> None:
    after = Talk(last_filed={"code": "LT261121-7K4PXM", "at": NOW.isoformat()})
    assert settle(turn("行，两个都不改，等通知", "modify_request"), after).main == "goodbye"


@pytest.mark.parametrize(
    "text",
    [
        "就剩成绩单了对不对",
        "现在那个申请里是几样",
        "先看一下现在登记的是哪几样",
        "刚才那个表填到哪儿了?",
        "我刚填的地址给我看看对没对",
    ],
)
def test_what_stands_in_the_form_is_told_whatever_else_it_looks_like(text: str) -> None:
    assert settle(turn(text, "check_progress"), filled_in()).main == "go_on"


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("刚交的那个学历证明，一份不够，改成三份", "modify_request"),
        ("申请编号请再发一下,我登记台账", "check_progress"),
        ("我和我妈的一共两个申请,都在吗", "check_progress"),
        ("哦，那我再要一份中文毕业证明，就加在刚才那个申请里", "modify_request"),
        ("我爸说毕业证明他要两份，把他那个申请改成2份", "modify_request"),
        ("Can you include one transcript in Chinese in the order I sent this morning?", "modify_request"),
        ("Please add a proof of degree to my last request", "modify_request"),
        ("我没有点错吧,没给我弄成英文的吧", "check_progress"),
        ("学位证明那份我这里找到以前开的了，从刚交的申请里去掉吧", "cancel_request"),
        ("报到证不弄了。我另外要一份录取名册的复印件", "request_document"),
    ],
)
def test_after_filing(text: str, main: str) -> None:
    after = Talk(last_filed={"code": "LT261121-7K4PXM", "at": NOW.isoformat()})
    taken_for = {"modify_request": "request_document", "request_document": "cancel_request"}.get(main, "modify_request")
    assert settle(turn(text, taken_for), after).main == main


def test_somebodys_mother_is_no_abuse() -> None:
    assert not spoken.heard(turn("我和我妈的一共两个申请,都在吗"), "abuse")
    assert spoken.heard(turn("妈的，怎么这么慢"), "abuse")


@pytest.mark.parametrize(
    "text",
    [
        "地址再帮我看一眼，你记的是寄哪儿？",
        "寄的是哪个地址来着",
        "是寄到哪里？",
        "寄的地址再说一下",
        "寄的是咸阳那个地址没错吧？",
        "寄到哪里，你说给我听听",
    ],
)
def test_the_place_is_read_back(text: str) -> None:
    assert spoken.heard(turn(text), "whole_address")


@pytest.mark.parametrize(
    "text", ["你现在记的我是哪一年入学？", "你记的我的学历层次是哪个？", "现在表上都写了些什么，再给我看看"]
)
def test_what_was_noted_is_read_back(text: str) -> None:
    assert told_again.asks(turn(text))


@pytest.mark.parametrize(
    "text", ["你们地址再说一下", "档案馆地址来着", "入学证明要什么", "我是哪一年毕业的你们能查到吗"]
)
def test_the_house_is_another_matter(text: str) -> None:
    assert not told_again.asks(turn(text))


@pytest.mark.parametrize(
    ("text", "fears"),
    [("刚才手快按了两下，不会交成两件吧？", True), ("没给我弄错吧", True), ("不会弄", False), ("没写错", False)],
)
def test_a_mistake_is_feared(text: str, fears: bool) -> None:
    assert asked_back.fears(turn(text)) is fears


def test_a_code_is_told_however_unsure_the_classifier_is() -> None:
    after = Talk(last_filed={"code": "LT261121-7K4PXM", "at": NOW.isoformat()})
    unsure = replace(turn("编号找不到了，麻烦再发一下", "check_progress"), confidence=0.1)
    assert settle(unsure, after).main == "check_progress" and settle(unsure, after).sure


@pytest.mark.parametrize(
    "text", ["地址写的是我老家，我想换一个", "收件地址填的不对，帮我改一下", "搬家了，地址再改成新的"]
)
def test_another_address_is_no_reading_back(text: str) -> None:
    assert not told_again.asks(turn(text))


def test_after_filing_a_wrong_address_is_not_merely_read_out() -> None:
    after = Talk(last_filed={"code": "LT261121-7K4PXM", "at": NOW.isoformat()})
    assert asyncio.run(told_again.of_filed(turn("收件地址填的不对，帮我改一下"), after, cast(Desk, None))) is None
