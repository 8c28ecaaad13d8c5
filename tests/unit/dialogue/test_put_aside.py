"""What is put aside, what was filed before, and what is only spoken of beside the open form."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from actions.dialogue import filed_paper, filed_wish, filling, put_aside, waiting
from actions.dialogue.desk import Desk
from actions.dialogue.opening import open_form
from actions.dialogue.state import Form, Row, Talk
from actions.dialogue.turn import Turn, from_tracker
from actions.dialogue.wish import settle
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


def turn(text: str, intent: str = "provide_details", confidence: float = 0.9) -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 22), expecting=None, seal=lambda value: value)
    guess = {"name": intent, "confidence": confidence}
    return from_tracker("alice", {"text": prepared.message, "intent": guess, "metadata": prepared.metadata()})


def desk() -> Desk:
    archive: Any = SimpleNamespace()
    return Desk(archive, catalogue(), {}, "o", "c", NOW, "zh")


def row(document: str, **more: Any) -> Row:
    return {"document_type": document, "language": "zh", "copies": 1, "sealed": None} | more


def form(*rows: Row, **fields: Any) -> Form:
    return Form(**{"started_at": NOW.isoformat(), "track": "self", "items": list(rows)} | fields)


def after_filing(*rows: Row) -> Talk:
    filed = {"track": "self", "subject": {}, "requester": {}, "delivery": {}, "items": list(rows)}
    return Talk(earlier=filed, last_filed={"code": "LT261122-AAAAAA", "at": NOW.isoformat()})


@pytest.mark.parametrize(
    "text",
    [
        "学籍证明回头再办，先给我查知青档案，社保局催得急",
        "这个先搁一搁，先办婚姻登记档案一份",
        "The proof of study can wait, I need my marriage record first",
    ],
)
def test_the_open_form_waits_whole_for_what_is_in_more_of_a_hurry(text: str) -> None:
    known = {"name": {"sealed": "邬小满", "masked": "邬**"}, "enrollment_year": 2004}
    talk = Talk(form=form(row("enrollment_proof"), subject=known))
    said = turn(text, "urge_progress")

    wish = settle(said, talk)
    opened = open_form(said, talk, desk(), wish)

    assert wish.main == "request_document" and opened.fresh and not opened.take_rows
    assert talk.form is not None and talk.form.track == "citizen"
    assert [one["document_type"] for one in talk.form.items] in (["work_seniority_record"], ["marriage_record"])
    assert set(talk.form.subject) == {"name"}
    talk.form = None
    back = waiting.take_up(talk, desk())
    assert back is not None and back.items == [row("enrollment_proof")] and back.subject == known


@pytest.mark.parametrize(
    "text",
    [
        "学籍证明不要了，要婚姻登记档案一份",
        "再加一份婚姻登记档案，急用",
        "我妈的婚姻登记回头再说，先把学籍证明办了",
        "照片的事回头再说，先把学籍证明办了",
        "电话回头再发，先要学籍证明一份",
    ],
)
def test_what_adds_or_takes_away_puts_nothing_aside(text: str) -> None:
    assert not put_aside.meant(turn(text), form(row("enrollment_proof")))


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("我那份学籍证明可以和他的一起寄吗", True),
        ("刚才办的学籍证明也一块儿拿", True),
        ("那份学籍证明再来一份", False),
        ("也要学籍证明一份", False),
        ("那两份成绩单改成三份", False),
    ],
)
def test_a_paper_filed_before_is_spoken_of_and_not_ordered_again(text: str, apart: bool) -> None:
    talk = after_filing(row("enrollment_proof"))
    talk.form = form(row("transcript"))

    said, noted = filed_paper.set_apart(turn(text), talk, desk())

    assert (not said.items, bool(noted)) == (apart, apart)


@pytest.mark.parametrize("text", ["上周已经交过了，不用再办了，按那份来", "想起来了，申请过一次，别重复登记了"])
def test_what_was_filed_before_is_enough(text: str) -> None:
    talk = after_filing(row("transcript"))
    talk.form = form(row("transcript"))

    assert filed_wish.earlier_one_stands(turn(text), talk)
    assert settle(turn(text, "out_of_scope", 0.2), talk).main == "cancel_request"


def test_what_was_filed_is_taken_back_whatever_the_classifier_guesses() -> None:
    said = turn("昨天提交的那份学位证明我想撤回，用不上了", "request_document", 0.2)

    assert settle(said, after_filing(row("degree_proof"))).main == "cancel_request"


def test_a_row_goes_by_whatever_word_and_an_address_asks_nothing_of_the_personnel_file() -> None:
    talk = Talk(form=form(row("degree_proof"), row("transcript"), track="self"))

    assert settle(turn("学位证明这一样划掉，另一样照办", "cancel_request", 0.5), talk).main == "cancel_request"
    said = turn("机要不方便就发顺丰：湖南省岳阳市岳阳楼区金鹗中路9号", "ask_personnel_file_transfer", 0.7)
    assert settle(said, talk).questions == []


def test_a_paper_with_its_figures_is_an_order_however_angrily_it_is_told() -> None:
    angry = turn("学籍卡！不就复印一份学籍卡！让我跑了五个地方！", "urge_progress")

    assert settle(angry, Talk()).main == "request_document"
    assert settle(turn("我那一份成绩单办到哪了，催一下", "urge_progress"), Talk()).main == "urge_progress"


def test_papers_without_a_name_are_wished_for() -> None:
    assert (
        settle(turn("我和老公都需要办证明，先说我的", "ask_required_materials", 0.2), Talk()).main == "request_document"
    )


def test_the_own_name_that_stands_is_not_replaced_by_what_looks_like_one() -> None:
    open_one = form(row("transcript"), subject={"name": {"sealed": "牧小川", "masked": "牧*川"}})

    filling.apply(turn("好了，松口气。牧小川，2004级本科"), open_one, catalogue(), take_rows=False)

    assert open_one.subject["name"]["sealed"] == "牧小川"
