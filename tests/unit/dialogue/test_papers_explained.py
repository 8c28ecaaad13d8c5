"""Questions about what a paper is: they are explained, and order nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actions.dialogue import papers_explained
from actions.dialogue.desk import Desk
from actions.dialogue.turn import Turn, from_tracker
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

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
