"""Whose name and number it is, in a request that an organisation makes."""

from datetime import date
from typing import Any

import pytest

from actions.dialogue import filling
from actions.dialogue.state import Form
from actions.dialogue.turn import Turn, from_tracker
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue


def turn(text: str) -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 22), expecting=None, seal=lambda value: value)
    intent = {"name": "provide_details", "confidence": 0.9}
    return from_tracker("alice", {"text": prepared.message, "intent": intent, "metadata": prepared.metadata()})


def _filled(text: str) -> dict[str, Any]:
    form = Form(started_at="2026-11-22T10:00:00+08:00", track="organization")
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
        ("被核的老师叫李思远，97级本科", {"subject": "李思远"}),
    ],
)
def test_the_clerk_and_the_one_who_is_asked_about(text: str, filled: dict[str, str]) -> None:
    assert _filled(text) == filled
