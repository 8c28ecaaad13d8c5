"""Which wish of a message comes first and which stand beside it, without a classifier: its guesses are given."""

from __future__ import annotations

import pytest

from bot.nlu import rules
from bot.nlu.clauses import clauses
from bot.nlu.rules import decided, implied, refined
from bot.nlu.wishes import PAPER_COUNTED, Wish, clearest, first_wish, further

Guess = tuple[str, str, float]


def wished(*guesses: Guess) -> list[Wish]:
    """Clauses with what each of them is taken for."""
    return [Wish(name, sure, place, text) for place, (text, name, sure) in enumerate(guesses)]


def main_of(whole: str, *guesses: Guess, facts: bool = True) -> str:
    """The intent of a message that is taken as a whole for `whole`."""
    return first_wish({"name": whole, "confidence": 0.9}, wished(*guesses), [g[1] for g in guesses], facts)["name"]


def beside(main: str, *guesses: Guess) -> list[str]:
    """The further wishes."""
    text = "，".join(guess[0] for guess in guesses)
    return [each["name"] for each in further(main, wished(*guesses), implied(main, text), text)]


@pytest.mark.parametrize(
    ("whole", "guesses", "expected"),
    [
        ("talk_to_human", [("我不同意", "deny", 0.99), ("找个人工来", "talk_to_human", 0.99)], "deny"),
        ("ask_fee", [("信息没问题", "affirm", 0.99), ("一共多少钱", "ask_fee", 0.99)], "affirm"),
        ("ask_fee", [("好的", "affirm", 0.99), ("一共多少钱", "ask_fee", 0.99)], "ask_fee"),
        ("request_document", [("从头再来", "restart", 0.95), ("我要学籍卡", "request_document", 0.99)], "restart"),
        ("provide_details", [("我叫甲", "provide_details", 0.99), ("约周五到馆", "book_visit", 0.95)], "book_visit"),
        ("provide_details", [("我叫甲", "provide_details", 0.99), ("多少钱", "ask_fee", 0.95)], "provide_details"),
    ],
)
def test_an_answer_or_a_new_start_leads_and_facts_serve(whole: str, guesses: list[Guess], expected: str) -> None:
    assert main_of(whole, *guesses) == expected


def test_papers_somebody_has_at_hand_are_no_facts_before_a_question() -> None:
    guesses = [("户口本我都有", "provide_details", 0.9), ("还要带什么", "ask_required_materials", 0.9)]

    assert main_of("ask_required_materials", *guesses, facts=False) == "ask_required_materials"
    assert main_of("ask_required_materials", *guesses) == "provide_details"


@pytest.mark.parametrize(
    ("main", "guesses", "expected"),
    [
        ("book_visit", [("约周五来馆", "book_visit", 0.99), ("就一个人", "talk_to_human", 0.99)], []),
        ("urge_progress", [("快一点", "urge_progress", 0.99), ("不行就转人工", "talk_to_human", 0.9)],
         ["talk_to_human"]),
        ("cancel_request", [("什么玩意", "complaint", 0.98), ("不办了", "cancel_request", 0.99)], []),
        ("urge_progress", [("怎么还没好", "urge_progress", 0.9), ("你们什么效率", "complaint", 0.9)], ["complaint"]),
        ("request_document", [("要学籍卡", "request_document", 0.99), ("要复印件", "ask_required_materials", 0.9)], []),
        ("request_document", [("要学籍卡", "request_document", 0.99), ("几天好", "ask_processing_time", 0.7)],
         ["ask_processing_time"]),
        ("request_document", [("要学籍卡", "request_document", 0.99), ("另外学籍证明一份", "modify_request", 0.6)], []),
        ("proxy_request", [("替我爸办", "proxy_request", 0.99), ("我自己再要一份", "request_document", 0.9)],
         ["request_document"]),
    ],
)  # fmt: skip
def test_a_clause_is_a_further_wish_only_where_it_says_so(main: str, guesses: list[Guess], expected: list[str]) -> None:
    assert beside(main, *guesses) == expected


def test_a_long_story_wants_what_one_clause_of_it_says_clearly() -> None:
    ranking = [{"name": "complaint", "confidence": 0.2}, {"name": "ask_fee", "confidence": 0.15}]
    story = wished(("钱不好挣", "chitchat", 0.9), ("办一次收多少费用", "ask_fee", 0.7))

    assert clearest(ranking, story)["name"] == "ask_fee"
    assert clearest([{"name": "complaint", "confidence": 0.9}], story)["name"] == "complaint"


def test_a_visit_moved_is_not_dropped_as_well() -> None:
    assert implied("book_visit", "那天来不到了，改到周五") == ["modify_request"]
    assert implied("book_visit", "那天来不到了，算了") == ["cancel_request"]


def test_copies_misspelled_as_marks_are_no_forgery() -> None:
    assert decided("申请里的分数从一份改成三份", {}) is None
    assert decided("把分数改成及格", {}) == "out_of_scope"


@pytest.mark.parametrize(
    ("main", "text", "expected"),
    [
        ("complaint", "一个月没动静，我要投诉，赶紧给我办", "urge_progress"),
        ("complaint", "我要投诉你们", "complaint"),
        ("check_progress", "我不是催，看下到哪一步了", "check_progress"),
        ("check_progress", "催一下，到哪一步了", "urge_progress"),
    ],
)
def test_pressing_for_the_papers_is_urging(main: str, text: str, expected: str) -> None:
    assert refined(main, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("回答您刚才的问题：学位证明两份", "provide_details"),
        ("您问的份数，成绩单三份", "provide_details"),
        ("份数啊，登记表一份就够", "provide_details"),
        ("刚问我要几份，成绩单两份就好", "provide_details"),
        ("材料那栏填录取名册一份", "provide_details"),
        ("您上头问我几份：毕业证明一份", "provide_details"),
        ("录取名册一份，回复上面那条", "provide_details"),
        ("你们刚才列的那份录取名册，复印一份", "provide_details"),
        ("as for the number: two transcripts", "provide_details"),
        ("请问成绩单两份能办吗", "request_document"),
        ("老师你问下他们，成绩单能开两份不", "request_document"),
        ("审核中的那份请增加一份成绩单", "modify_request"),
        ("我昨天交的那单，成绩单多要两份", "modify_request"),
    ],
)
def test_answers_and_changes_are_no_new_requests(text: str, expected: str) -> None:
    assert refined("request_document", text) == expected


def test_a_clause_that_acts_for_another_stands_by_itself() -> None:
    assert clauses("我要学籍卡还要帮我妈开一份") == ["我要学籍卡", "还要帮我妈开一份"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我不是来投诉的，只想问怎么收费", "只想问怎么收费"),
        ("不需要转人工，你告诉我几点上班就行", "你告诉我几点上班就行"),
        ("不是3份，是2份中文的", "不是3份，是2份中文的"),
        ("不用取消，继续", "不用取消，继续"),
        ("我要取消，不办了", "我要取消，不办了"),
    ],
)
def test_what_is_not_wished_is_not_heard_as_a_wish(text: str, left: str) -> None:
    assert rules.wished(text) == left


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("独生子女存根给我调一份", True),
        ("我要三份英文翻译件", True),
        ("学历证明要两份", True),
        ("上次办的成绩单两份", False),
        ("成绩单改成两份", False),
    ],
)
def test_a_clause_that_counts_copies_of_a_paper_orders_it(text: str, orders: bool) -> None:
    assert bool(PAPER_COUNTED.match(text)) is orders


@pytest.mark.parametrize(
    ("main", "text", "expected"),
    [
        ("provide_details", "查进度，〔姓名〕，〔电话〕", "check_progress"),
        ("proxy_request", "我帮我姑交的那份，找到了没有", "check_progress"),
        ("proxy_request", "我帮我姑要一份录取名册", "proxy_request"),
        ("request_document", "转人工！成绩单两份说了几遍了", "talk_to_human"),
        ("proxy_request", "我替我姑报的已经有编号了，改成两份", "modify_request"),
    ],
)
def test_what_was_made_and_who_is_called_for_is_heard_whatever_stands_beside(
    main: str, text: str, expected: str
) -> None:
    assert refined(main, text) == expected


def test_what_was_told_wrong_is_put_right_although_it_points_back() -> None:
    assert refined("correction", "上面那个地址写错了") == "correction"
