"""Texts built from a grammar of spellings are read back exactly."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.domain import codes
from backend.domain.identity import resident_check
from tests.unit.reading.support import reading, rows, values

PAPERS = {
    "transcript": ("成绩单", "成绩证明", "在校成绩单"),
    "enrollment_proof": ("学籍证明", "在读证明"),
    "graduation_proof": ("毕业证明", "学历证明"),
    "degree_proof": ("学位证明", "学位授予决定"),
    "admission_roster": ("录取名册", "新生名册"),
    "student_registration_form": ("学籍卡", "学生登记表"),
}
LANGUAGES = {None: ("",), "en": ("英文", "英文版"), "zh": ("中文", "中文版")}
NUMERALS = dict(enumerate("零一二三四五六七八九", 0))
SPOKEN = {**NUMERALS, 1: "幺"}
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, str]:
    value = draw(st.integers(1, 9))
    chinese = {2: "两"}.get(value, NUMERALS[value])
    return value, draw(st.sampled_from([f"{value}份", f"{chinese}份", f"要{chinese}份", f"{value} 份", f"x{value}"]))


@st.composite
def row(draw: st.DrawFn) -> tuple[tuple[str, str | None, int, bool | None], str]:
    code = draw(st.sampled_from(sorted(PAPERS)))
    paper = draw(st.sampled_from(PAPERS[code]))
    language = draw(st.sampled_from([None, "en", "zh"]))
    word = draw(st.sampled_from(LANGUAGES[language]))
    value, count = draw(counts())
    seal, sealed = draw(st.sampled_from([("", None), ("密封", True), ("不用密封", False)]))
    return (code, language, value, sealed), f"{word}{paper}{count}{seal}"


@quick
@given(
    st.lists(row(), min_size=1, max_size=4, unique_by=lambda made: made[0][0]),
    st.sampled_from([",", "，", "；", "、", " "]),
)
def test_rows_written_one_after_another_are_read_back(made: list, comma: str) -> None:
    text = comma.join(words for _, words in made)
    assert rows(reading(text)) == [wanted for wanted, _ in made]


@quick
@given(st.lists(st.sampled_from(sorted(PAPERS)), min_size=2, max_size=4, unique=True), st.integers(1, 9), st.data())
def test_a_count_for_each_belongs_to_every_paper_of_the_list(
    papers: list[str], value: int, data: st.DataObject
) -> None:
    words = [data.draw(st.sampled_from(PAPERS[code])) for code in papers]
    link = data.draw(st.sampled_from(["和", "、", "，"]))
    each = data.draw(
        st.sampled_from([f"各{value}份", f"各要{value}份", f"每样{value}份", f"一式{value}份", f"都要{value}份"])
    )
    assert rows(reading(link.join(words) + each)) == [(code, None, value, None) for code in papers]


@quick
@given(st.sampled_from(sorted(PAPERS)), st.integers(1, 9), st.integers(1, 9), st.data())
def test_both_languages_are_two_rows(code: str, chinese: int, english: int, data: st.DataObject) -> None:
    paper = data.draw(st.sampled_from(PAPERS[code]))
    zh, en = (code, "zh", chinese, None), (code, "en", english, None)
    form = data.draw(
        st.sampled_from(["{p}中文{z}英文{e}", "{p}中文{z}份英文{e}份", "中文{p}{z}份，英文的{e}份", "{p}中{z}英{e}"])
    )
    assert rows(reading(form.format(p=paper, z=chinese, e=english))) == [zh, en]
    assert rows(reading(f"中英文{paper}各{chinese}份")) == [zh, (code, "en", chinese, None)]


@quick
@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_only_the_new_count_holds(old: int, new: int, data: st.DataObject) -> None:
    if old == new:
        return
    text = data.draw(
        st.sampled_from(
            ["不是{a}份是{b}份", "{a}份改成{b}份", "不是{a}份，是{b}份", "把{a}份改为{b}份", "是{b}份不是{a}份"]
        )
    )
    assert values(reading(text.format(a=old, b=new))) == {("copies", new)}


@quick
@given(st.integers(1950, 2026), st.data())
def test_years_in_every_spelling(year: int, data: st.DataObject) -> None:
    full = str(year)
    short = full[2:]
    said = "".join(NUMERALS[int(char)] for char in full)
    fits = (year >= 2000 and int(short) <= 27) or (1928 <= year <= 1999 and int(short) > 27)
    forms = [full, said] + ([short, said[2:]] if fits else [])
    form = data.draw(st.sampled_from(forms))
    entering = data.draw(st.sampled_from(["{}级", "{}年入学", "{}年进校的", "我是{}级的", "{}年9月入学", "{}年上的学"]))
    leaving = data.draw(st.sampled_from(["{}届", "{}年毕业", "{}年毕业的", "{}年6月毕业", "{}届毕业生"]))
    assert values(reading(entering.format(form))) == {("enrollment_year", year)}
    assert values(reading(leaving.format(form))) == {("graduation_year", year)}


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["110105", "510107", "330106", "440305"]))
    born = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2008, 1, 1)))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + resident_check(body)


@quick
@given(identity_numbers(), st.data())
def test_identity_numbers_in_every_shape(number: str, data: st.DataObject) -> None:
    shapes = [
        number,
        number.lower(),
        f"{number[:6]} {number[6:14]} {number[14:]}",
        f"{number[:6]}-{number[6:14]}-{number[14:]}",
    ]
    shapes.append("".join(chr(ord(char) + 0xFEE0) for char in number))
    shape = data.draw(st.sampled_from(shapes))
    cue = data.draw(st.sampled_from(["身份证", "身份证号：", "", "我的身份证号码是"]))
    assert values(reading(cue + shape)) == {("id_number", number)}


@quick
@given(identity_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_a_problem_and_no_entity(number: str, place: int, more: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + more) % 10}{number[place + 1 :]}"
    found = reading(f"身份证号{wrong}")
    assert "id_number" not in found.entities()
    assert any(detail.entity == "id_number" and detail.problem for detail in found.details)


@quick
@given(st.integers(3, 9), st.integers(0, 999_999_999), st.data())
def test_mobile_numbers_in_every_shape(second: int, rest: int, data: st.DataObject) -> None:
    number = f"1{second}{rest:09d}"
    shapes = [number, f"+86 {number}", f"0086-{number}", f"+86{number}", f"{number[:3]} {number[3:7]} {number[7:]}"]
    shapes += [f"{number[:3]}-{number[3:7]}-{number[7:]}", "".join(SPOKEN[int(char)] for char in number)]
    cue = data.draw(st.sampled_from(["", "电话", "手机号：", "我的电话是"]))
    assert values(reading(cue + data.draw(st.sampled_from(shapes)))) == {("phone", number)}


@quick
@given(
    st.dates(min_value=date(2021, 1, 1), max_value=date(2026, 12, 31)),
    st.data(),
)
def test_request_codes_in_every_shape(day: date, data: st.DataObject) -> None:
    picks = iter(data.draw(st.lists(st.integers(0, 31), min_size=5, max_size=5)))
    code = codes.issue(day, lambda _: next(picks))
    shape = data.draw(
        st.sampled_from([code, code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("0", "O")])
    )
    text = data.draw(st.sampled_from(["{}", "编号{}", "{}办到哪了", "查一下 {}"])).format(shape)
    assert values(reading(text)) == {("request_code", code)}


@quick
@given(st.integers(1, 12), st.integers(1, 28), st.data())
def test_days_are_read_back(month: int, day: int, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["{m}月{d}号", "{m}月{d}日", "{m}月{d}号之前要", "{m} 月 {d} 号"]))
    assert values(reading(form.format(m=month, d=day))) == {("date", f"{month:02d}-{day:02d}")}
    assert values(reading(f"2026年{month}月{day}日")) == {("date", f"2026-{month:02d}-{day:02d}")}


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛超霞平刚桂英华玉萍红玲玉兰欣怡梓涵浩然雨晨子轩思远嘉豪俊宇"


@quick
@given(st.sampled_from(SURNAMES), st.text(GIVEN, min_size=2, max_size=2), st.data())
def test_introduced_names_are_read_back(surname: str, given_name: str, data: st.DataObject) -> None:
    name = surname + given_name
    form = data.draw(
        st.sampled_from(
            ["我叫{}", "姓名：{}", "姓名:{},女", "我叫{}，09级", "{} 2009141001 本科", "本人{}，想开成绩单"]
        )
    )
    assert ("name", name) in values(reading(form.format(name)))


@quick
@given(
    st.lists(
        st.sampled_from(["周小安", "2009141001", "本科", "09级", "13812345678", "软件学院"]), min_size=3, unique=True
    ),
    st.sampled_from([" ", "，", ",", "/", "\n", "；"]),
)
def test_bare_details_are_found_in_any_order(parts: list[str], comma: str) -> None:
    wanted = {
        "周小安": ("name", "周小安"), "2009141001": ("student_id", "2009141001"), "本科": ("degree_level", "bachelor"),
        "09级": ("enrollment_year", 2009), "13812345678": ("phone", "13812345678"),
        "软件学院": ("department", "软件学院"),
    }  # fmt: skip
    assert values(reading(comma.join(parts))) == {wanted[part] for part in parts}


def test_details_do_not_overlap_in_a_full_form() -> None:
    text = "周小安，软件学院2009级本科，学号2009141001，电话13812345678，寄到杭州市西湖区文三路1号"
    spans = sorted((d.start, d.end) for d in reading(text).details if d.entity != "delivery_method")
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
