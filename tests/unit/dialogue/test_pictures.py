"""What pictures show, by the words of who sent them."""

from datetime import date

import pytest

from actions.dialogue import wrong_pictures
from actions.dialogue.media import captioned, shown_by
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn, from_tracker
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

SENT = [{"id": "a", "kind": "other"}]


@pytest.mark.parametrize(
    ("ids", "words", "shown"),
    [
        (["a"], "这是我的身份证", {"a": "id_card_front"}),
        (["a"], "身份证反面", {"a": "id_card_back"}),
        (["a", "b"], "这张是委托书", {"b": "mandate"}),
        (["a", "b", "c"], "依次为盖章公函、本人签字的授权书、经办人身份证",
         {"a": "official_letter", "b": "subject_consent", "c": "id_card_front"}),
        (["a", "b"], "后面两张都是身份证", {"a": "id_card_front", "b": "id_card_front"}),
        (["a", "b"], "学位证和毕业证", {"a": "degree_certificate", "b": "graduation_certificate"}),
        (["a"], "刚发的是应聘人本人签字的授权书，公函明天盖好章再发", {"a": "subject_consent"}),
        (["a"], "公函回头补发，这张是经办人身份证", {"a": "id_card_front"}),
        (["a"], "公函盖好章下周发来", {}),
        (["a"], "看得清吗", {}),
        ([], "身份证", {}),
    ],
)  # fmt: skip
def test_pictures_are_sorted_by_words(ids: list[str], words: str, shown: dict[str, str]) -> None:
    assert shown_by(ids, words) == shown


@pytest.mark.parametrize(
    ("track", "ids", "words", "shown"),
    [
        ("proxy", ["a"], "这是我妈的身份证", {"a": "principal_id"}),
        ("proxy", ["a"], "这张是我自己的身份证", {"a": "agent_id"}),
        ("proxy", ["a", "b"], "第一张是委托书，第二张是我妈的身份证，收到没有", {"a": "mandate", "b": "principal_id"}),
        ("proxy", ["a", "b"], "他的身份证和我的身份证", {"a": "principal_id", "b": "agent_id"}),
        ("proxy", ["a"], "身份证", {"a": "id_card_front"}),
        ("organization", ["a"], "经办人身份证", {"a": "handler_id"}),
        ("self", ["a"], "我的身份证", {"a": "id_card_front"}),
    ],
)
def test_an_identity_card_is_somebodys(track: str, ids: list[str], words: str, shown: dict[str, str]) -> None:
    assert shown_by(ids, words, track) == shown


def _turn(text: str) -> Turn:
    today = date(2026, 11, 22)
    prepared = prepare(text, catalogue=catalogue(), today=today, expecting=None, seal=lambda value: value)
    intent = {"name": "correction", "confidence": 0.3}
    return from_tracker("alice", {"text": prepared.message, "intent": intent, "metadata": prepared.metadata()})


@pytest.mark.parametrize(
    ("words", "orders"),
    [
        ("这是要翻译的学位证书", False),
        ("刚发的是我的毕业证", False),
        ("上面是我的中文学位证", False),
        ("this is my degree certificate", False),
        ("家里找出来一张旧照片，拍的是结婚证，有点花", False),
        ("这是学位证书，再复印一份", True),
        ("这是我的毕业证，学位证明也办两份", True),
        ("要学位证", True),
    ],
)
def test_what_is_said_to_a_picture_orders_no_paper(words: str, orders: bool) -> None:
    sent = Talk(question={"kind": "picture", "ids": ["a"]})

    assert bool(captioned(_turn(words), sent).items) is orders


def test_without_a_picture_a_paper_that_is_named_is_one() -> None:
    assert captioned(_turn("这是要翻译的学位证书"), Talk()).items


@pytest.mark.parametrize(
    "words",
    [
        "发错了，这张是结婚证，别存",
        "哎呀发错图了",
        "刚才那张照片删掉吧，不是我的",
        "上一张不算，我重新发",
        "那张别用，传错文件了",
        "抱歉，拍错了",
        "Sorry, wrong picture. Please delete it.",
        "两张都发错了",
    ],
)
def test_a_picture_sent_by_mistake_is_meant(words: str) -> None:
    assert wrong_pictures.meant(_turn(words), Talk(question={"kind": "picture", "ids": ["a"]}, loose_attachments=SENT))


@pytest.mark.parametrize(
    "words",
    [
        "没发错，就是这张",
        "照片会不会发错地方？",
        "这是身份证",
        "身份证号码写错了",
        "照片别删，要用的",
        "成绩单不要了",
        "地址填错了",
        "成绩单不要密封",
        "这张身份证不要外传",
        "身份证照片别存太久",
        "学位证明不要了，只要成绩单",
        "信息用完删掉吗",
    ],
)
def test_what_only_looks_like_it_keeps_the_picture(words: str) -> None:
    just_sent = Talk(question={"kind": "picture", "ids": ["a"]}, loose_attachments=SENT)
    assert not wrong_pictures.meant(_turn(words), Talk(loose_attachments=SENT))
    assert not wrong_pictures.meant(_turn(words), just_sent)


def test_without_a_picture_nothing_can_be_taken_away() -> None:
    assert not wrong_pictures.meant(_turn("发错了，那张照片别存"), Talk())
