"""Somebody else's request is asked about: no wish to act for them, and nothing of one's own."""

import pytest

from actions.dialogue.anothers import asks_of_anothers
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn
from actions.dialogue.wish import settle


def turn(text: str, intent: str = "proxy_request") -> Turn:
    return Turn("m", "c", "o", text, intent, 0.9)


ASKING = [
    "帮我看看我室友〔姓名〕的申请批了没有",
    "帮我查一下我老公的单子到哪了",
    "我同事〔姓名〕的成绩单寄了没",
    "我妈的申请办好了吗",
    "查下我女儿那份证明寄出去了没",
    "我同学上次申请的学位证明审了没有",
    "我闺蜜的英文成绩单是什么进度",
    "我爱人的毕业证明办到哪一步了",
    "〔姓名〕的申请通过了吗",
    "我朋友的快递发了没得",
    "我哥的申请怎么样了",
]


@pytest.mark.parametrize("text", ASKING)
def test_how_far_anothers_request_is(text: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00")

    assert settle(turn(text), Talk()).main == "check_progress"
    assert settle(turn(text), Talk(form=form)).main == "check_progress"


@pytest.mark.parametrize("text", ASKING)
def test_in_a_talk_for_that_person_it_is_left_to_the_talk(text: str) -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="proxy")

    assert settle(turn(text), Talk(form=form)).main != "check_progress"


@pytest.mark.parametrize(
    "text",
    [
        "我妈的成绩单能办吗",
        "我妈的成绩单要两份",
        "帮我室友〔姓名〕办一份成绩单",
        "我室友的学位证明我能替他办吗",
        "我爸的档案还在不在你们那里",
        "我老公的成绩单能寄到国外吗",
        "我女儿的成绩单多久能好",
        "我的申请批了没有",
        "我叫〔姓名〕的申请批了没有",
        "我是〔姓名〕，申请批了没有",
        "我同事说你们这里办成绩单，寄了没收到",
        "我那份成绩单寄了没",
        "我同学的成绩单寄到了，我的呢",
        "寄给我妈的快递到哪了",
        "我给我爸办的申请批了没有",
    ],
)
def test_what_is_no_such_question(text: str) -> None:
    assert not asks_of_anothers(turn(text))
