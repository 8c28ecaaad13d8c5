"""What is asked for again, and in which words."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from actions.dialogue import asking, corrections, opening
from actions.dialogue.say import say
from actions.dialogue.state import Form, Talk
from actions.dialogue.wish import Wish
from tests.unit.dialogue.test_meant import NOW, desk, turn


def test_the_hint_beside_a_question_is_given_once() -> None:
    form = Form(started_at=NOW.isoformat())
    step = asking.Step("identity", ("subject.degree_level",))

    said = []
    for _ in range(4):
        said.append(asking.ask(step, form, desk()))

    assert [one["say"] for one in said] == [
        "ask.subject.degree_level",
        "ask.again.subject.degree_level",
        "ask.group.rest",
        "ask.group.rest",
    ]
    assert all(one["choices"] for one in said)


def test_the_question_of_consent_names_the_papers_by_itself() -> None:
    assert corrections.names_papers([say("ask.consent_again")])
    assert not corrections.names_papers([say("ask.subject.phone")])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "filed", "wish"),
    [
        ("成绩单能加急不，周五就要交", [], "request_document"),
        ("成绩单能加急不，周五就要交", [{"code": "LT261122-AAAAAA"}], "urge_progress"),
        ("我的成绩单怎么还没到", [], "urge_progress"),
    ],
)
async def test_haste_for_what_nobody_has_filed_asks_for_it(text: str, filed: list[Any], wish: str) -> None:
    async def requests(*_: Any) -> list[Any]:
        return filed

    there: Any = SimpleNamespace(requests=requests)
    meant = await opening.first_of_all(
        turn(text, "urge_progress"), Talk(), replace(desk(), archive=there), Wish("urge_progress")
    )

    assert meant.main == wish
