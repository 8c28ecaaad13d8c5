"""Request codes: the contract's example, leniency, and what the check character catches."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.codes import ALPHABET, beginning, check_character, find, issue, parse

EXAMPLE = "LT261121-7K4PXM"
days = st.dates(date(2024, 1, 1), date(2099, 12, 31))
codes = st.builds(lambda day, seed: issue(day, random.Random(seed).randrange), days, st.integers(0, 2**32))


def test_the_example_of_the_contract_checks() -> None:
    assert parse(EXAMPLE) == EXAMPLE
    assert check_character("2611217K4PX") == "M"


def test_issuing_uses_the_day_and_the_given_randomness() -> None:
    digits = iter([ALPHABET.index(character) for character in "7K4PX"])
    assert issue(date(2026, 11, 21), lambda base: next(digits)) == EXAMPLE
    assert issue(date(2026, 1, 2), lambda base: base - 1).startswith("LT260102-ZZZZZ")


@pytest.mark.parametrize(
    "written",
    [
        "lt261121-7k4pxm",
        "LT2611217K4PXM",
        " LT261121 - 7K4PXM ",
        "LT 261121 7K4 PXM",
        "ＬＴ２６１１２１－７Ｋ４ＰＸＭ",
        "LT26II2l-7K4PXM",
        "LT261121—7K4PXM",
        "L T 2 6 1 1 2 1 7 K 4 P X M",
        "LT261121\n7K4PXM",
    ],
)
def test_lenient_reading(written: str) -> None:
    assert parse(written) == EXAMPLE


def test_o_is_read_as_zero_in_date_and_random_part() -> None:
    code = issue(date(2026, 10, 20), lambda base: 0)
    assert parse(code.replace("0", "O")) == code
    assert parse(code.replace("0", "o")) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        "LT",
        "261121-7K4PXM",
        "LT261121-7K4PX",
        "LT261121-7K4PXMM",
        "LT261121-7K4PXU",
        "LT26A121-7K4PXM",
        "XX261121-7K4PXM",
    ],
)
def test_what_is_no_code(written: str) -> None:
    assert parse(written) is None


@given(codes)
def test_every_issued_code_reads_back(code: str) -> None:
    assert parse(code) == code
    assert parse(code.lower().replace("-", " ")) == code
    assert [entry.code for entry in find(f"编号{code}到哪了")] == [code]


@given(codes, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_each_single_wrong_character_is_caught(code: str, place: int, wrong: str) -> None:
    body = code[2:].replace("-", "")
    if body[place] == wrong:
        return
    assert parse("LT" + body[:place] + wrong + body[place + 1 :]) is None


def test_each_single_wrong_character_of_the_example_is_caught_and_still_seen_as_a_code() -> None:
    body = EXAMPLE[2:].replace("-", "")
    for place in range(12):
        for wrong in set(ALPHABET) - {body[place]}:
            mistyped = f"LT{body[:place]}{wrong}{body[place + 1 :]}"
            assert parse(mistyped) is None
            assert [entry.mistyped for entry in find(f"我的是{mistyped},谢谢")] == [True]


def test_a_date_that_does_not_exist_is_no_code() -> None:
    body = "26133" + "1" + "7K4PX"
    assert parse(f"LT{body[:6]}-{body[6:]}{check_character(body)}") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的编号LT261121-7K4PXM到哪了", [EXAMPLE]),
        ("lt261121 7k4pxm please", [EXAMPLE]),
        ("how about lt2611217k4pxm?", [EXAMPLE]),
        ("两个:LT261121-7K4PXM和LT261121-7K4PXM。", [EXAMPLE, EXAMPLE]),
        ("LT261121-7K4PXN", [None]),
        ("LT261121-7K4PX 少一位", [None]),
        ("LT261121-7K4PXMM", [None]),
        ("LX261121-7K4PXM", [None]),
        ("KT261121-7K4PXM", [None]),
        ("LT261121-7U4PXM", [None]),
        ("lt is working now and then some", []),
        ("ALT261121", []),
        ("成绩单两份", []),
        ("", []),
    ],
)
def test_finding_in_running_text(text: str, expected: list[str | None]) -> None:
    assert [entry.code for entry in find(text)] == expected


def test_positions_are_those_of_the_text_as_given() -> None:
    text = "编号 ｌｔ261121-7k4pxm 谢谢"
    (found,) = find(text)
    assert text[found.start : found.end] == "ｌｔ261121-7k4pxm"


@given(st.text())
def test_finding_is_total(text: str) -> None:
    for entry in find(text):
        assert 0 <= entry.start < entry.end <= len(text)
        assert entry.code is None or parse(text[entry.start : entry.end]) == entry.code
    parse(text)


@given(st.text(st.sampled_from("LT lt26112017K4PXMoIl-－ 一"), max_size=40))
def test_finding_is_total_on_texts_that_look_like_codes(text: str) -> None:
    ends = [0]
    for entry in find(text):
        assert ends[-1] <= entry.start < entry.end <= len(text)
        ends.append(entry.end)


def test_a_near_miss_never_swallows_a_code_beside_it() -> None:
    assert [entry.code for entry in find(f"LT261121 {EXAMPLE}")] == [EXAMPLE]
    assert [entry.code for entry in find(f"LT261121-7K4PX {EXAMPLE} LT261121-7K4PZM")] == [None, EXAMPLE, None]


@pytest.mark.parametrize(
    ("text", "written", "first", "last"),
    [
        ("LT2", "LT2", date(2020, 1, 1), date(2029, 12, 31)),
        ("lt 26", "LT26", date(2026, 1, 1), date(2026, 12, 31)),
        ("LT260", "LT260", date(2026, 1, 1), date(2026, 9, 30)),
        ("LT261", "LT261", date(2026, 10, 1), date(2026, 12, 31)),
        ("LT2602", "LT2602", date(2026, 2, 1), date(2026, 2, 28)),
        ("LT26023", None, None, None),
        ("ＬＴ26112", "LT26112", date(2026, 11, 20), date(2026, 11, 29)),
        ("LT2611217k", "LT261121-7K", date(2026, 11, 21), date(2026, 11, 21)),
        ("LT261121-", "LT261121", date(2026, 11, 21), date(2026, 11, 21)),
        ("LT261121-O", "LT261121-0", date(2026, 11, 21), date(2026, 11, 21)),
        ("LT2613", None, None, None),
        ("LT261131", None, None, None),
        ("LT", None, None, None),
        ("LTU", None, None, None),
        ("周新安", None, None, None),
        ("LT261121-7K4PXM9", None, None, None),
    ],
)
def test_the_beginning_of_a_code_says_when_it_was_issued(
    text: str, written: str | None, first: date | None, last: date | None
) -> None:
    found = beginning(text)
    assert (found and (found.text, found.first, found.last)) == (written and (written, first, last))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(3, 15))
def test_every_beginning_of_a_code_names_its_day(day: date, length: int) -> None:
    code = issue(day, lambda most: 7 % most)
    found = beginning(code[:length])
    assert found is not None
    assert found.first <= day <= found.last
    assert code.startswith(found.text)
