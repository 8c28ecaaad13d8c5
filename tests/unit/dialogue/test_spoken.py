"""Words by which people call something wrong, and what."""

import pytest

from actions.dialogue.spoken import heard
from actions.dialogue.turn import Turn


def turn(text: str) -> Turn:
    return Turn("m", "c", "o", text, "correction", 0.9)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("地址不是这个门牌", "address"),
        ("门牌号写反了", "address"),
        ("房号对不上", "address"),
        ("名字打错一个字", "name"),
        ("姓写岔了", "name"),
        ("电话少了一位", "phone"),
        ("手机号多打了一位", "phone"),
        ("手机漏了个数", "phone"),
        ("我换号了", "phone"),
        ("学号多了一位", "student_id"),
        ("身份证输漏了", "id_number"),
    ],
)
def test_what_is_called_wrong_is_known(text: str, kind: str) -> None:
    assert heard(turn(text), "wrong") and heard(turn(text), kind)


@pytest.mark.parametrize(
    "text", ["电话13880012345", "寄给我妈，地址四川省成都市武侯区一环路1号", "过了几个月了", "学号2009141001"]
)
def test_what_is_merely_told_is_not_called_wrong(text: str) -> None:
    assert not heard(turn(text), "wrong")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("公函、本人授权书、我的身份证，盖好章下周发来", True),
        ("委托书和证件回头补发", True),
        ("公函、授权书和我的证件照片开完庭一并补传", True),
        ("The official letter will follow next week", True),
        ("我的身份证号再发一遍", False),
        ("委托书我刚才已经发了", False),
    ],
)
def test_papers_that_are_promised(text: str, meant: bool) -> None:
    assert heard(turn(text), "papers_later") is meant


@pytest.mark.parametrize(
    ("text", "meant"), [("Student number I forget", False), ("can you forge a diploma", True), ("I forgot it", False)]
)
def test_forgetting_is_no_forging(text: str, meant: bool) -> None:
    assert heard(turn(text), "tamper") is meant
