"""What is asked about or told in pieces: rows that a question leaves alone, addresses that are put right by a piece."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from actions.dialogue import asked_back, corrections, filling, meant, pieces
from actions.dialogue.filed import _meant_by
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, from_tracker
from actions.dialogue.wish import HOLD, settle
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FILED = {"code": "LT261121-7K4PXM", "at": NOW.isoformat()}


def turn(text: str, intent: str = "provide_details", also: tuple[str, ...] = (), expecting: str | None = None) -> Turn:
    today = date(2026, 11, 22)
    prepared = prepare(text, catalogue=catalogue(), today=today, expecting=expecting, seal=lambda value: value)
    understood = {"text": prepared.message, "intent": {"name": intent, "confidence": 0.9}, "also": also}
    return from_tracker("alice", understood | {"metadata": prepared.metadata() | {"expecting": expecting}})


def filling_in(language: str | None = "zh_en", **more: Any) -> Form:
    row = {"document_type": "transcript", "language": language, "copies": 3, "sealed": False}
    return Form(started_at=NOW.isoformat(), items=[row], checking=True, **more)


def addressed() -> Form:
    return filling_in(delivery={"method": "express", "address": {"sealed": "t", "masked": "杭州市拱墅区…"}})


@pytest.mark.parametrize(
    "text",
    [
        "到时候是一张纸上中文英文都有吧?",
        "一份里面中文英文都印着吧",
        "打印出来是英文的吗？",
        "两份都盖章吗",
        "开的是英文的吧？",
        "这上面中英文都有的，对不对？",
        "it will be in English, right?",
    ],
)
def test_a_question_about_the_rows_changes_none(text: str) -> None:
    assert asked_back.of_rows(turn(text), filling_in())


@pytest.mark.parametrize(
    "text",
    [
        "改成英文的吧",
        "英文的行吗",
        "再来一份英文的可以吗？",
        "能换成两份吗",
        "只要两份吧",
        "两份就够了吧",
        "还是英文的吧",
        "英文的也开一份吧",
        "two copies instead, please?",
        "英文的，两份",
        "两份吧",
        "那就3份吧。",
    ],
)
def test_an_order_in_the_shape_of_a_question_is_one(text: str) -> None:
    assert not asked_back.of_rows(turn(text), filling_in())


def test_what_is_still_open_is_filled_by_a_question_too() -> None:
    assert not asked_back.of_rows(turn("英文的吧？"), filling_in(language=None))
    assert not asked_back.of_rows(turn("两份吧？", expecting="copies"), filling_in())


@pytest.mark.parametrize(
    ("text", "carrier"), [("是发顺丰吧？", "ems"), ("那走的是顺丰吗？", "ems"), ("顺丰", "sf"), ("改顺丰吧", "sf")]
)
def test_a_question_about_the_way_leaves_it(text: str, carrier: str) -> None:
    form = filling_in(delivery={"method": "express", "carrier": "ems"})

    filling.apply(turn(text), form, catalogue(), take_rows=False)

    assert form.delivery["carrier"] == carrier


@pytest.mark.parametrize(
    "text",
    [
        "门牌号按反了!是28号,不是82号",
        "楼号不对，是3栋",
        "是2单元，不是3单元",
        "5楼写成了6楼",
        "房间号应该是1203",
        "小区名错了，是锦绣花园",
        "3栋2单元1203",
        "Oops, it's Lane 52, not Lane 25",
        "It should be Room 402, not Room 204",
        "the house number is wrong",
    ],
)
def test_a_piece_of_an_address_asks_for_the_whole(text: str) -> None:
    form, talk = addressed(), Talk()
    talk.form = form
    message = pieces.set_apart(turn(text, "correction"), talk)

    filled = filling.apply(message, form, catalogue(), take_rows=True)
    said = corrections.unread(message, form, filled)

    assert [one["say"] for one in said] == ["again.address"]
    assert form.owed == ["delivery.address"]
    assert not form.checking
    assert form.delivery["address"]["sealed"] == "t"
    assert "name" not in form.subject


def test_a_piece_of_an_address_is_reminded_of_once() -> None:
    form = addressed()
    form.owed = ["delivery.address"]

    assert [one["say"] for one in corrections.ask_owed(form)] == ["owed.address"]
    assert form.owed == []


@pytest.mark.parametrize(
    "text",
    [
        "我28号来取，不是27号",
        "换成浙江省杭州市西湖区文三路28号金都苑3栋，不是82号",
        "不是两份，是三份",
        "手机是13811112222，不是13822223333",
        "是2012年，不是2011年",
        "确认",
    ],
)
def test_what_is_no_piece_of_an_address_is_none(text: str) -> None:
    assert not pieces.told(turn(text, "correction"))


def test_a_piece_told_after_filing_is_a_change_of_what_was_filed() -> None:
    message = turn("门牌号按反了，是28号，不是82号", "provide_details")

    assert settle(message, Talk(last_filed=FILED)).main == "modify_request"
    assert settle(message, Talk()).main != "modify_request"


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("再另外办一个新的申请:学位证明一份,中文", "request_document"),
        ("单独再申请一份学位证明", "request_document"),
        ("另外开一个申请，毕业证明两份", "request_document"),
        ("I'd like a separate request for one proof of degree", "request_document"),
        ("再加一份学位证明", "modify_request"),
        ("不要新申请，加一份学位证明", "modify_request"),
        ("成绩单单独密封", "modify_request"),
    ],
)
def test_a_new_request_is_no_row_of_the_one_filed_before(text: str, main: str) -> None:
    assert settle(turn(text, "modify_request"), Talk(last_filed=FILED)).main == main


def test_a_new_request_is_no_taking_back() -> None:
    filed = Talk(last_filed=FILED)

    assert settle(turn("再单独办一个申请，中文学籍证明一份", "cancel_request"), filed).main == "request_document"
    assert settle(turn("学籍证明那个单独办的申请撤回", "cancel_request"), filed).main == "cancel_request"


@pytest.mark.parametrize(
    ("text", "main"),
    [("Yes, 2 copies", "modify_request"), ("对，两份", "modify_request"), ("学位证明两份", "request_document")],
)
def test_what_was_just_done_and_is_said_again_opens_nothing(text: str, main: str) -> None:
    done = Talk(last_filed=FILED, last={"says": [{"say": "modify.done", "with": {"code": FILED["code"]}}]})
    intent = "request_document" if main == "request_document" else "provide_details"

    assert settle(turn(text, intent), done).main == main


@pytest.mark.parametrize(
    ("text", "intent", "main", "says"),
    [
        ("委托书他还没寄到,到了再补行吗", "proxy_request", "provide_details", "papers.later"),
        ("公函要下周才盖好章，之后补可以吗？", "ask_required_materials", "provide_details", "papers.later"),
        ("周末把材料送过去,你们有人收吗", "donate_archives", "ask_opening_hours", "papers.by_hand"),
        ("原件我明天带过来行不行", "donate_archives", "ask_opening_hours", "papers.by_hand"),
    ],
)
def test_papers_that_follow_and_papers_brought_are_answered(text: str, intent: str, main: str, says: str) -> None:
    message, talk = turn(text, intent), Talk(form=filling_in())
    wish = settle(message, talk)

    assert wish.main == main
    assert says in [one["say"] for one in meant.first_words(message, talk, wish.main)]


def test_what_is_given_away_stays_a_gift() -> None:
    message = turn("老照片想捐给你们，周末把原件送过去有人收吗", "donate_archives")

    assert settle(message, Talk(form=filling_in())).main == "donate_archives"


def test_papers_that_follow_after_filing_are_told_where_they_go() -> None:
    message, talk = turn("委托书还没寄到,到了再补行吗", "proxy_request"), Talk(last_filed=FILED)
    wish = settle(message, talk)

    assert [one["say"] for one in meant.first_words(message, talk, wish.main)] == ["papers.later_filed"]


@pytest.mark.parametrize(
    "text", ["编号再给我发一遍,没来得及截图,顺便看看现在到哪步了", "申请编号忘了，再说一下", "把编号发我一下"]
)
def test_who_lost_the_code_is_told_it_with_the_state(text: str) -> None:
    assert settle(turn(text, "upload_attachment_question"), Talk(last_filed=FILED)).main == "check_progress"


def test_the_number_of_a_parcel_is_another() -> None:
    message = turn("快递编号发我一下", "out_of_scope")

    assert not settle(message, Talk(last_filed=FILED)).has("check_progress")


def test_who_asks_somebody_first_is_given_the_time() -> None:
    message = turn("先别提交,我问下领导信封要不要封口", "deny")

    assert settle(message, Talk(form=filling_in())).main == HOLD


def test_a_request_to_wait_beside_facts_is_answered_too() -> None:
    message, talk = turn("先别提交，手机是13811112222", "correction"), Talk(form=filling_in())

    assert "wait.not_filed" in [one["say"] for one in meant.first_words(message, talk, "correction")]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("把学籍证明那个申请撤回,成绩单的不动。", ["enrollment_proof"]),
        ("学籍证明撤了吧，成绩单留着", ["enrollment_proof"]),
        ("成绩单保留，另一个撤回", ["enrollment_proof"]),
        ("把成绩单那个撤回", ["transcript"]),
        ("都撤回", ["enrollment_proof", "transcript"]),
    ],
)
def test_the_paper_that_is_named_picks_the_request(text: str, gone: list[str]) -> None:
    filed = [{"code": code, "items": [{"document_type": code}]} for code in ("enrollment_proof", "transcript")]

    found = _meant_by(turn(text, "cancel_request"), filed)

    assert found is not None
    assert [one["code"] for one in found] == gone


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("到时候是一张纸上中文英文都有吧?", "check_progress"),
        ("是两份吧？", "check_progress"),
        ("改成两份吧", "modify_request"),
        ("英文的可以吗", "modify_request"),
    ],
)
def test_a_question_about_what_was_filed_is_told_what_was_filed(text: str, main: str) -> None:
    assert settle(turn(text, "modify_request"), Talk(last_filed=FILED)).main == main


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("门牌号按反了!是28号,不是82号。", ("28号", "82号")),
        ("82号写错了，是28号", ("28号", "82号")),
        ("把12栋改成13栋", ("13栋", "12栋")),
        ("楼号不对，是3栋", ("3栋", None)),
        ("Oops, it's Lane 52, not Lane 25", ("Lane 52", "Lane 25")),
        ("it's Lane 52, not 25", ("Lane 52", "25")),
        ("是5栋2单元", None),
        ("地址不对", None),
    ],
)
def test_which_piece_goes_in_whose_place(text: str, swapped: tuple[str, str | None] | None) -> None:
    assert pieces.swap(text) == swapped


@pytest.mark.parametrize(
    "text", ["不是晓是筱", "是筱不是晓", "不是晓，是筱", "晓字错了，是筱竹的筱", "那个晓字打错了，应该是筱"]
)
def test_a_character_of_a_name_asks_for_the_whole(text: str) -> None:
    form = filling_in(subject={"name": {"sealed": "t", "masked": "祝*"}})
    message = turn(text, "correction")

    filled = filling.apply(message, form, catalogue(), take_rows=True)

    assert [one["say"] for one in corrections.unread(message, form, filled)] == ["again.name"]
    assert form.subject["name"]["sealed"] == "t"


@pytest.mark.parametrize("text", ["不是两份是三份", "是男不是女", "不是中文是英文", "是本不是硕", "不是我是她", "你好"])
def test_what_is_no_character_of_a_name_leaves_it(text: str) -> None:
    form = filling_in(subject={"name": {"sealed": "t", "masked": "祝*"}})
    message = turn(text, "correction")

    filled = filling.apply(message, form, catalogue(), take_rows=True)

    assert corrections.unread(message, form, filled) == []
