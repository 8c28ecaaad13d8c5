"""What goes to Rasa: no slash, no identity value, never too long."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.understanding.prepare import COMMAND, MESSAGE_LIMIT, READ_LIMIT, Prepared, clean, language_of, prepare
from backend.understanding.training import catalogue

CATALOGUE = catalogue()
TODAY = date(2026, 11, 21)


def prepared(text: str, expecting: str | None = None) -> Prepared:
    return prepare(
        text, catalogue=CATALOGUE, today=TODAY, expecting=expecting, seal=lambda value: f"sealed:{len(value)}"
    )


@pytest.mark.parametrize("text", ["/你好", "//你好", " / /你好", "／你好", "\u3000／你好", "\ufeff/你好"])
def test_leading_slashes_are_taken_off(text: str) -> None:
    assert prepared(text).message == "你好"


@pytest.mark.parametrize(
    "text", ["/greet", "//greet", "／affirm", "\u3000／affirm", "\ufeff/affirm", '/inform{"copies": 9}', " / /restart"]
)
def test_a_command_says_nothing_and_changes_no_language(text: str) -> None:
    read = prepared(text)
    assert (read.message, read.items_json, read.lang) == (COMMAND, [], None)


def test_a_slash_before_words_is_a_slip() -> None:
    assert prepared("/I need two transcripts").message == "I need two transcripts"


def test_control_characters_vanish_but_lines_stay() -> None:
    assert clean("第一行\n第二\x00行\u202e\u200b") == "第一行\n第二行"


def test_a_long_text_is_cut_but_not_inside_a_number() -> None:
    text = "长" * (READ_LIMIT - 5) + "510104198703120023" + "长" * 9

    assert clean(text) == "长" * (READ_LIMIT - 5)


def test_the_message_is_never_longer_than_rasa_takes() -> None:
    assert len(prepared("我要成绩单," * 500).message) <= MESSAGE_LIMIT


def test_identity_values_leave_only_sealed_and_masked() -> None:
    read = prepared("我叫李秀英,身份证11010119900307783X,电话13800138000,邮箱xiuying@example.org")

    travelling = json.dumps([read.message, read.details_json, read.items_json, read.edits_json], ensure_ascii=False)
    for value in ("李秀英", "11010119900307783X", "13800138000", "xiuying@example.org"):
        assert value not in travelling
    assert read.reading.entities()["phone"] == "13800138000"
    assert "〔电话〕" in read.message
    phone = next(detail for detail in read.details_json if detail["entity"] == "phone")
    assert phone["sealed"] == "sealed:11"
    assert phone["value"] is None
    assert phone["masked"]


def test_a_wrong_identity_number_is_hidden_as_well() -> None:
    assert "110101199003077830" not in prepared("身份证110101199003077830").message


def test_open_details_travel_as_they_are() -> None:
    details = prepared("英文成绩单两份").details_json

    assert {detail["entity"]: detail["value"] for detail in details}["copies"] == 2


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我要成绩单", "zh"), ("I need two transcripts", "en"), ("我要 transcript", "zh"), ("2", None),
        ("〔姓名〕", None), ("LT261121-7K4PXM", None), ("", None), ("ok", None), ("OK, thanks a lot", "en"),
        ("Please send it to my mother: 〔地址〕, 收件人 〔姓名〕, SF please", "en"),
        ("please 帮我 check 一下 transcript 进度", "zh"),
    ],
)  # fmt: skip
def test_the_language_is_told_only_where_the_text_tells_it(text: str, language: str | None) -> None:
    assert language_of(text) == language


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_prepared(text: str) -> None:
    read = prepared(text)

    assert len(read.message) <= MESSAGE_LIMIT
    assert not read.message.lstrip().startswith(("/", "／"))
    json.dumps(read.metadata(kind="text"))
