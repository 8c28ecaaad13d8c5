"""The words that decide: each list of sentences does, or does not, do what it looks like."""

from dataclasses import replace

import pytest

from actions.dialogue import deciding, for_whom
from actions.dialogue.turn import Turn

TURN = Turn(message_id="m", conversation="c", openid="o", text="", intent="out_of_scope", confidence=0.9)


def says(text: str) -> Turn:
    return replace(TURN, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "确认",
        "都对，确认提交",
        "呵，居然一个字没错，确认",
        "开个玩笑，测测你们的安全。上面那张单子没问题，确认",
        "确认，另外到时候取件要带学位证吗",
        "Yes that's all right, please confirm and submit.",
        "yep all good, confirm",
        "可以，就按这个，确认",
        "委托书和证件回头补发。清单我看了,确认",
    ],
)
def test_the_order_to_file_is_heard(text: str) -> None:
    assert deciding.orders(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "please don't confirm",
        "How do I confirm?",
        "What happens when I confirm?",
        "先别 确认",
        "确认？",
        "提交？",
        "确认提交了吗",
        "等我老婆看过，再确认",
        "我还没确认",
        "明天再说，先不确认",
        "回头确认",
    ],
)
def test_what_only_speaks_of_confirming_files_nothing(text: str) -> None:
    assert not deciding.orders(says(text))


@pytest.mark.parametrize(
    "text", ["同意", "要得，同意噻", "中，同意", "Yes, I agree.", "同意啊，不同意你也不干活是吧", "哦同意同意"]
)
def test_agreeing_in_many_words(text: str) -> None:
    assert deciding.agrees_plainly(text)


@pytest.mark.parametrize(
    "text",
    ["得同意才能办吗", "同意核对身份，但不同意你们保存身份证号", "不同意你们用我的信息", "同意吗", "必须同意才给办？"],
)
def test_what_is_no_agreement(text: str) -> None:
    assert not deciding.agrees_plainly(text)


@pytest.mark.parametrize(
    "text", ["把刚才那个申请撤了", "是的，确定撤回", "对撤了", "刚才那个申请我想撤回", "please withdraw my request"]
)
def test_a_request_is_taken_back(text: str) -> None:
    assert deciding.takes_back(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "我们系后来撤销了，并到计算机学院",
        "我的学位被撤销了",
        "我撤回了一条消息",
        "把照片撤回",
        "能不能撤回",
        "不撤了，照办",
    ],
)
def test_what_is_told_of_other_things_takes_nothing_back(text: str) -> None:
    assert not deciding.takes_back(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "莫取消哈，我就问一哈，要继续办的",
        "别给我撤，照常办",
        "please don't cancel",
        "没有就算了，继续刚才的成绩单",
        "继续昨天的申请",
    ],
)
def test_the_form_is_to_stay(text: str) -> None:
    assert deciding.keeps_on(says(text))


@pytest.mark.parametrize(
    "text", ["不想继续办了，取消吧", "不继续办了", "不用接着填了，算了", "取消", "没必要继续了", "继续不下去了，算了"]
)
def test_who_does_not_want_to_go_on_gives_up(text: str) -> None:
    assert not deciding.keeps_on(says(text))


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("先把我自己的成绩单办完,我爸的以后再说", True),
        ("妈妈那份先不办了", True),
        ("他的不用密封", False),
        ("她的下次寄到新地址可以吗", False),
    ],
)
def test_a_request_that_waits_goes_only_when_it_is_put_off(text: str, off: bool) -> None:
    assert bool(for_whom.PUT_OFF.search(text)) is off
