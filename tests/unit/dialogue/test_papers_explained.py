"""Questions about what a paper is: they are explained, and order nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actions.dialogue import papers_explained, people, spoken, told_again
from actions.dialogue.desk import Desk
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn, from_tracker
from actions.dialogue.wish import settle
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue
from tests.unit.dialogue.test_starting_over import filled_in

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def turn(text: str, intent: str = "ask_document_not_held", expecting: str | None = None) -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=NOW.date(), expecting=expecting, seal=lambda value: value)
    understood: dict[str, Any] = {"text": prepared.message, "intent": {"name": intent, "confidence": 0.9}}
    return from_tracker("alice", understood | {"metadata": prepared.metadata() | {"expecting": expecting}})


class _Desk(Desk):
    def __init__(self) -> None:
        self.catalogue = catalogue()


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("学历证明、学位证明有啥区别", ["graduation_proof", "degree_proof"]),
        ("毕业证明跟学籍证明是一回事吗", ["graduation_proof", "enrollment_proof"]),
        ("学籍卡是什么东西", ["student_registration_form"]),
        ("录取名册是干嘛用的？", ["admission_roster"]),
        ("学历证明和学位证明我该开哪个", ["graduation_proof", "degree_proof"]),
        ("what is the difference between a degree proof and a graduation proof", ["degree_proof", "graduation_proof"]),
        ("这几种证明有什么不同", ["transcript", "graduation_proof", "degree_proof", "enrollment_proof"]),
    ],
)
def test_what_a_paper_is_can_be_asked(text: str, papers: list[str]) -> None:
    assert papers_explained.asked(turn(text), _Desk()) == papers


@pytest.mark.parametrize(
    "text",
    [
        "学历证明学位证明各要一份",
        "成绩单中英文有区别吗，都给我来一份",
        "帮我开成绩单",
        "成绩单要什么材料",
        "学历证明多少钱",
        "自取和邮寄有什么区别",
        "成绩单上面的名字和身份证不一样",
        "LT261121-7K4PXM 是什么",
    ],
)
def test_an_order_or_another_question_is_none_of_it(text: str) -> None:
    assert papers_explained.asked(turn(text), _Desk()) == []


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
