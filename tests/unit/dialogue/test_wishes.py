"""What a message wants where the talk says more than the classifier can know."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actions.dialogue.deciding import only_consents, refuses
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn
from actions.dialogue.wish import HOLD, settle


def turn(text: str, intent: str, **more: Any) -> Turn:
    return Turn("m", "c", "o", text, intent, 0.9, **more)


def checking() -> Talk:
    return Talk(form=Form(started_at=datetime(2026, 11, 22, tzinfo=UTC).isoformat(), checking=True))


@pytest.mark.parametrize(
    "text",
    ["确认，快点", "没有问题，确认", "没问题确认提交", "可以了，确认", "要得，确认👌", "Yes, confirm", "嗯确认，急用"],
)
def test_the_order_to_file_is_heard_whatever_else_is_said(text: str) -> None:
    assert settle(turn(text, "urge_progress"), checking()).main == "affirm"


@pytest.mark.parametrize(
    "text", ["先不确认", "还没确认", "等一下再确认", "能确认吗", "不用确认了", "确认一下地址对不对？"]
)
def test_what_only_speaks_of_confirming_files_nothing(text: str) -> None:
    assert settle(turn(text, "urge_progress"), checking()).main != "affirm"


@pytest.mark.parametrize("text", ["老师在不在", "在吗？", "请问有人在吗", "嗯老师在么"])
def test_knocking_is_a_greeting(text: str) -> None:
    assert settle(turn(text, "talk_to_human"), Talk()).main == "greet"


def test_who_asks_for_a_person_gets_one() -> None:
    assert settle(turn("找老师", "talk_to_human"), Talk()).main == "talk_to_human"


def test_rows_with_figures_beside_a_question_are_an_order() -> None:
    row = {"document_type": "transcript", "language": "en", "copies": 2}

    assert settle(turn("成绩单要英文的2份，多少钱", "ask_fee", items=(row,)), Talk()).has("request_document")
    assert settle(turn("英文成绩单两份，好久能好", "ask_processing_time", items=(row,)), Talk()).has("request_document")
    assert not settle(turn("成绩单一份多少钱", "ask_fee", items=(row | {"copies": 1},)), Talk()).has("request_document")


def test_a_row_told_whole_is_an_order_beside_what_the_archive_does_not_do() -> None:
    row = {"document_type": "transcript", "language": "en", "copies": 1}
    text = "英文成绩单1份，再帮我把名次改高点"

    assert settle(turn(text, "out_of_scope", items=(row,)), Talk()).has("request_document")
    assert not settle(turn("帮我把成绩单名次改高点", "out_of_scope", items=(row | {"language": None},)), Talk()).has(
        "request_document"
    )


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("哦只是核对身份啊，那我同意", "affirm"),
        ("同意，但是你们存多久啊", "affirm"),
        ("不同意，你们要这些干什么", "employer_verification"),
        ("你们要我同意什么", "employer_verification"),
    ],
)
def test_consent_is_heard_at_either_end_of_a_message(text: str, main: str) -> None:
    asked = Talk(form=Form(started_at=datetime(2026, 11, 22, tzinfo=UTC).isoformat()))

    assert settle(turn(text, "employer_verification", expecting="consent"), asked).main == main


@pytest.mark.parametrize(
    ("text", "alone"), [("同意", True), ("好的同意", True), ("同意，确认提交", False), ("确认", False)]
)
def test_agreeing_is_not_ordering(text: str, alone: bool) -> None:
    assert only_consents(turn(text, "affirm")) is alone


def test_a_no_to_the_use_of_details_is_known_from_a_no_to_the_list() -> None:
    assert refuses(turn("不同意", "deny"))
    assert not refuses(turn("不对", "deny"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("先别提交，我再想想", "deny"),
        ("等一下", "chitchat"),
        ("等我确认一下", "affirm"),
        ("我找一下学号", "provide_details"),
        ("我跟老公商量一下再说", "cancel_request"),
        ("hold on, let me check", "deny"),
    ],
)
def test_who_wants_a_moment_gets_one(text: str, intent: str) -> None:
    assert settle(turn(text, intent), checking()).main == HOLD


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("等等，地址不对", "correction"),
        ("再想想，算了不办了", "cancel_request"),
        ("等一下，多少钱一份", "ask_fee"),
        ("先别提交，取消吧", "cancel_request"),
        ("等一下，帮我转人工", "talk_to_human"),
        ("等下，刚才那个办到哪了", "check_progress"),
    ],
)
def test_a_moment_is_not_what_somebody_wants_who_says_more(text: str, intent: str) -> None:
    assert settle(turn(text, intent), checking()).main != HOLD


def test_a_denied_refusal_is_no_no_whatever_it_is_taken_for() -> None:
    form = Form(started_at=datetime(2026, 11, 22, tzinfo=UTC).isoformat(), asked={"consent": 1})

    assert settle(turn("没什么不同意", "deny", expecting="consent"), Talk(form=form)).main == "go_on"
    assert settle(turn("没有不同意的，同意", "deny", expecting="consent"), Talk(form=form)).main == "affirm"
    assert settle(turn("不同意", "deny", expecting="consent"), Talk(form=form)).main == "deny"


@pytest.mark.parametrize("text", ["也不用转人工，你给我办就行", "老师要是没空我就不等老师了，你来办"])
def test_who_wants_no_person_goes_on_with_the_assistant(text: str) -> None:
    assert settle(turn(text, "talk_to_human"), checking()).main == "go_on"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("嗯，那个我回头再整理，先把证明办了", "go_on"),
        ("先把成绩单弄了，别的以后说", "go_on"),
        ("先把这个取消，回头再办", "cancel_request"),
    ],
)
def test_what_is_to_be_done_first_gives_nothing_up(text: str, wish: str) -> None:
    assert settle(turn(text, "cancel_request"), checking()).main == wish
