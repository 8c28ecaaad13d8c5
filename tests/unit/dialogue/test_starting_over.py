"""Beginning anew needs a plain word for it; hearing again what was noted changes nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from actions.dialogue import spoken, told_again
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, from_tracker
from actions.dialogue.wish import settle
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def turn(text: str, intent: str = "restart") -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 22), expecting=None, seal=lambda value: value)
    understood: dict[str, Any] = {"text": prepared.message, "intent": {"name": intent, "confidence": 0.9}}
    return from_tracker("alice", understood | {"metadata": prepared.metadata()})


def filled_in() -> Talk:
    row = {"document_type": "transcript", "language": "zh", "copies": 1, "sealed": None}
    return Talk(form=Form(started_at=NOW.isoformat(), items=[row], checking=True))


@pytest.mark.parametrize(
    "text",
    [
        "重来",
        "从头来",
        "重新填吧",
        "都推翻，再来",
        "主菜单",
        "前面填的都不算，重新开始",
        "清空",
        "Let's start over",
        "menu",
    ],
)
def test_a_plain_word_begins_anew(text: str) -> None:
    assert settle(turn(text), filled_in()).main == "restart"
    assert spoken.heard(turn(text), "starts_over")


@pytest.mark.parametrize(
    "text",
    [
        "地址你再念一遍",
        "再念一遍我听听",
        "从头到尾给我念一遍",
        "把我填的信息再发一遍",
        "刚才记了些什么",
        "单子再给我看看",
        "can you repeat that",
    ],
)
def test_hearing_again_is_no_new_beginning(text: str) -> None:
    assert told_again.wanted(turn(text))
    assert settle(turn(text), filled_in()).main == "go_on"


@pytest.mark.parametrize("text", ["电话我重新写一下", "学号重新报", "名字再打一遍"])
def test_one_detail_written_anew_is_a_correction(text: str) -> None:
    assert settle(turn(text), filled_in()).main == "correction"


@pytest.mark.parametrize(
    "text", ["再来一份英文的", "再加一份成绩单", "我再念一遍，13812345678", "英文成绩单再给我一份"]
)
def test_a_paper_or_a_detail_beside_it_is_taken(text: str) -> None:
    assert not told_again.wanted(turn(text, "request_document"))
