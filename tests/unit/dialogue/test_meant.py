"""What a message means where the classifier takes it for something else: its guess is given."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from actions.dialogue import filling, meant, things, told_before
from actions.dialogue.desk import Desk
from actions.dialogue.filed import _meant_by
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, from_tracker
from actions.dialogue.wish import settle
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def turn(text: str, intent: str, also: tuple[str, ...] = ()) -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 22), expecting=None, seal=lambda value: value)
    understood = {"text": prepared.message, "intent": {"name": intent, "confidence": 0.9}, "also": also}
    return from_tracker("alice", understood | {"metadata": prepared.metadata()})


def filling_in(**more: Any) -> Form:
    row = {"document_type": "transcript", "language": "en", "copies": 3, "sealed": True}
    return Form(started_at=NOW.isoformat(), items=[row], checking=True, **more)


def desk(now: datetime = NOW) -> Desk:
    archive: Any = SimpleNamespace()
    return Desk(archive, catalogue(), {}, "o", "c", now, "zh")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("不是人事档案袋,是当年在学校里那张学籍卡,复印一份", "ask_document_not_held"),
        ("不是人事档案，我要的是成绩单", "employer_verification"),
    ],
)
def test_a_denied_personnel_file_turns_to_the_paper_that_is_named(text: str, intent: str) -> None:
    wish = settle(turn(text, intent, ("ask_document_not_held",)), Talk())

    assert wish.main == "request_document"
    assert not wish.has("ask_document_not_held")


@pytest.mark.parametrize(
    "text",
    [
        "把密封取消,成绩单照办,不封口就行",
        "密封取消吧",
        "取消加急",
        "取消邮寄，我自取",
        "备注去掉",
        "cancel the courier please",
    ],
)
def test_what_is_cancelled_by_name_is_a_change_of_that_thing(text: str) -> None:
    assert settle(turn(text, "cancel_request"), Talk(form=filling_in())).main in ("correction", "provide_details")
    assert settle(turn(text, "cancel_request"), Talk()).main == "modify_request"


@pytest.mark.parametrize(
    "text", ["取消申请", "密封的那份申请取消", "加急取消，申请也不要了", "取消吧不办了", "cancel my request"]
)
def test_who_gives_all_of_it_up_gives_it_up(text: str) -> None:
    assert settle(turn(text, "cancel_request"), Talk(form=filling_in())).main == "cancel_request"


@pytest.mark.parametrize(
    ("text", "form", "left"),
    [
        ("取消加急", {"needed_by": "2026-12-01"}, {"needed_by": None}),
        (
            "顺丰取消了吧，EMS",
            {"delivery": {"method": "express", "carrier": "sf"}},
            {"delivery": {"method": "express", "carrier": "ems"}},
        ),
        ("备注取消", {"note": "要盖章"}, {"note": None}),
        ("取消邮寄", {"delivery": {"method": "express", "carrier": "sf"}}, {"delivery": {}}),
        ("取消邮寄，我自取", {"delivery": {"method": "express"}}, {"delivery": {"method": "pickup"}}),
    ],
)
def test_the_thing_goes_and_the_rest_stays(text: str, form: dict[str, Any], left: dict[str, Any]) -> None:
    open_form = filling_in(**form)
    message = things.without_cancelled_ways(turn(text, "cancel_request"))

    filling.apply(message, open_form, catalogue(), take_rows=True)
    things.drop_things(message, open_form)

    for key, value in left.items():
        assert getattr(open_form, key) == value
    assert [row["copies"] for row in open_form.items] == [3]
    assert not open_form.checking


def test_a_seal_that_is_cancelled_leaves_the_paper() -> None:
    form = filling_in()

    filling.apply(turn("把密封取消,成绩单照办,不封口就行", "correction"), form, catalogue(), take_rows=True)

    assert [(row["document_type"], row["copies"], row["sealed"]) for row in form.items] == [("transcript", 3, False)]


@pytest.mark.parametrize(
    ("text", "main"), [("密封一下", "modify_request"), ("要密封的，再来一份成绩单", "request_document")]
)
def test_how_it_is_to_be_made_is_said_of_what_was_just_filed(text: str, main: str) -> None:
    filed = Talk(last_filed={"code": "LT261121-7K4PXM", "at": NOW.isoformat()})

    assert settle(turn(text, "request_document"), filed).main == main
    assert settle(turn(text, "request_document"), Talk()).main == "request_document"


@pytest.mark.parametrize(
    "text", ["算了不约了,来不了。继续填成绩单的吧", "参观就算了，不去了", "预约取消吧", "算了，不去看了，接着办成绩单"]
)
def test_a_visit_that_is_dropped_goes_back_to_the_form(text: str) -> None:
    message, talk = turn(text, "book_visit"), Talk(form=filling_in())

    assert settle(message, talk).main == "go_on"
    assert [one["say"] for one in meant.first_words(message, talk, "go_on")] == ["visit.off"]


def test_a_visit_that_is_asked_for_is_answered() -> None:
    assert settle(turn("想约周三来看看校史资料，能约吗", "book_visit"), Talk(form=filling_in())).main == "book_visit"


def test_papers_that_follow_are_acknowledged() -> None:
    message, talk = (
        turn("公函、本人授权书、我的身份证，盖好章下周发来", "employer_verification"),
        Talk(form=filling_in()),
    )

    wish = settle(message, talk)

    assert [one["say"] for one in meant.first_words(message, talk, wish.main)] == ["papers.later"]
    assert wish.questions == []


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("老师好，我是一九八二年进校的，年纪大了不会用手机，您慢慢说", "provide_details"),
        ("老师好，我是来看热闹的", "chitchat"),
        ("09级的同学聚会真热闹", "chitchat"),
    ],
)
def test_small_talk_that_tells_who_writes_begins_a_request(text: str, main: str) -> None:
    assert settle(turn(text, "chitchat"), Talk()).main == main


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("我是咱们学校七八级的老学生，今年都六十好几了，打字慢，你别急", "provide_details"),
        ("我是09级的，办到哪了", "urge_progress"),
        ("我叫李明，怎么还没好，快点", "urge_progress"),
        ("你别急", "urge_progress"),
    ],
)
def test_who_introduces_himself_asks_for_no_state(text: str, main: str) -> None:
    assert settle(turn(text, "urge_progress"), Talk()).main == main


def _told(text: str, intent: str = "ask_fee") -> Talk:
    talk = Talk()
    told_before.remember(turn(text, intent), talk, intent, NOW)
    return talk


def _opened(talk: Talk, text: str, later: timedelta = timedelta(minutes=5), **form: Any) -> Form:
    talk.form = Form(started_at=NOW.isoformat(), **form)
    told_before.take(turn(text, "request_document"), talk, desk(NOW + later))
    assert talk.told_before is None
    return talk.form


def test_what_was_told_of_oneself_is_not_asked_again() -> None:
    form = _opened(_told("我叫李思远，09级本科的，成绩单多少钱一份"), "那办一份")

    assert form.subject["enrollment_year"] == 2009
    assert form.subject["degree_level"] == "bachelor"
    assert form.subject["name"]["sealed"] == "李思远"


def test_it_is_forgotten_after_a_while_and_never_another_persons() -> None:
    assert _opened(_told("我是09级的，多少钱"), "办一份", timedelta(hours=5)).subject == {}
    assert _opened(_told("我是09级的，多少钱"), "替我爸办一份", track="proxy").subject == {}
    assert "name" not in _opened(_told("姓名李思远，是不是你们学校毕业的", "out_of_scope"), "给我办一份").subject


def test_the_one_who_was_asked_about_is_whose_papers_a_unit_wants() -> None:
    asked = _told("姓名李思远，是不是你们学校毕业的", "out_of_scope")

    form = _opened(asked, "我们单位申请一份她的学历证明", track="organization")

    assert form.subject["name"]["sealed"] == "李思远"


@pytest.mark.parametrize("intent", ["cancel_request", "modify_request", "delete_my_data", "deny"])
def test_what_is_told_with_a_refusal_or_of_a_filed_request_is_not_kept(intent: str) -> None:
    assert _told("我叫李思远，09级的", intent).told_before is None


@pytest.mark.parametrize(
    ("text", "filed", "meant_ones"),
    [
        ("把刚才那个申请撤了", ["degree_proof"], ["degree_proof"]),
        ("撤回成绩单", ["degree_proof", "transcript"], ["transcript"]),
        ("确定，撤回英文成绩单", ["graduation_proof"], None),
        ("英文成绩单那一单我要撤回，毕业证明那单保留", ["graduation_proof"], None),
        ("英文成绩单那一单我要撤回，毕业证明那单保留", ["graduation_proof", "transcript"], ["transcript"]),
        ("搞错了，人家要的是学位证明。把刚才交的毕业证明那个申请撤销", ["graduation_proof"], ["graduation_proof"]),
        ("人家要的是成绩单不是学位证明把刚才那个申请撤了", ["degree_proof"], ["degree_proof"]),
    ],
)
def test_which_filed_request_is_withdrawn(text: str, filed: list[str], meant_ones: list[str] | None) -> None:
    requests = [{"code": code, "items": [{"document_type": code}]} for code in filed]

    found = _meant_by(turn(text, "cancel_request"), requests)

    assert (None if found is None else [request["code"] for request in found]) == meant_ones
