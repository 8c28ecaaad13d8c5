"""Whatever is typed, reading neither fails nor gives anything away."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.identity import resident_check
from backend.domain.reading import Detail, redact
from tests.unit.reading.support import reading

EXPECTED = (
    None,
    "copies", "name", "student_id", "id_number", "phone", "address", "purpose", "relation",
    "enrollment_year", "graduation_year", "degree_level", "district", "spouse_name", "organization",
    "recipient", "email", "unheard_of",
)  # fmt: skip
WORDS = [
    "成绩单", "英文", "两份", "不是", "改成", "密封", "寄到", "杭州市西湖区", "我叫", "周小安", "09级",
    "13届", "各", "，", "。", " ", "\n", "学号", "2009141001", "身份证", "11010519491231002X", "138",
    "13812345678", "第二个", "帮我爸", "的", "不要了", "LT261121-7K4PXM", "本科", "·", "用", "毕业",
    "本人", "我是", "吧", "哈", "呢", "1979年", "进", "厂", "姓", "学号是", "同意", "地址", "号", "省",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200), st.sampled_from(EXPECTED))
def test_any_text_is_read_without_error(text: str, expecting: str | None) -> None:
    found = reading(text, expecting)
    assert all(0 <= d.start < d.end <= len(text) for d in found.details)
    redact(text, found.details)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join), st.sampled_from(EXPECTED))
def test_any_jumble_of_words_is_read_without_error(text: str, expecting: str | None) -> None:
    found = reading(text, expecting)
    assert all(0 <= d.start < d.end <= len(text) for d in found.details)
    found.entities(), found.items_json()


@settings(max_examples=200, deadline=None)
@given(st.text(string.digits + "xX -", min_size=10, max_size=60))
def test_jumbled_figures_are_read_without_error(text: str) -> None:
    reading(text)


@pytest.mark.parametrize("text", ["本人1979年招工进嘉禾机械厂,要招工档案复印件一份", "本人", "吧", "本人吧1979年"])
@pytest.mark.parametrize("expecting", EXPECTED)
def test_a_run_that_is_nothing_but_a_particle_is_read(text: str, expecting: str | None) -> None:
    details = [one for one in reading(text, expecting).details if one.entity == "name"]
    assert not [one for one in details if one.value in ("", "本人")]


def test_a_very_long_text_is_read() -> None:
    assert reading("成绩单两份，" * 3000).items


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 10**17 - 1), st.sampled_from(["身份证{}", "{}", "我的号码是{}谢谢", "这个{}对不对"]), st.booleans()
)
def test_whatever_looks_like_an_identity_number_is_redacted(body: int, form: str, right: bool) -> None:
    digits = f"{body:017d}"
    number = digits + (resident_check(digits) if right else "5")
    text = form.format(number)
    assert number not in redact(text, reading(text).details)


def test_the_placeholders_stand_where_the_values_stood() -> None:
    text = (
        "我叫周小安，学号2009141001，电话13812345678，身份证11010519491231002X，"
        "邮箱a@example.com，寄杭州市西湖区文三路1号"
    )
    assert redact(text, reading(text).details) == (
        "我叫〔姓名〕，学号〔学号〕，电话〔电话〕，身份证〔证件号〕，邮箱〔邮箱〕，寄〔地址〕"
    )


def test_denied_and_former_values_are_redacted_too() -> None:
    text = "曾用名周安，现名周小安，电话由13800138000改成13900139000"
    redacted = redact(text, reading(text).details)
    assert "周安" not in redacted and "138" not in redacted and "139" not in redacted


def test_overlapping_details_are_redacted_once() -> None:
    details = [Detail("name", "周小安", 0, 3), Detail("name", "小安", 1, 3), Detail("phone", "1", 3, 4)]
    assert redact("周小安1好", details) == "〔姓名〕〔电话〕好"
