"""More texts built from a grammar: names that are words, parts of a whole, lists with a breakdown, English rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.reading import lexicon
from tests.unit.reading.support import reading, rows, values
from tests.unit.reading.test_grammar import LANGUAGES, NUMERALS, PAPERS, quick

#: Surnames that are everyday words, and given names that do not make another word with them.
WORDS = "谷江时于钱温路白安车成党关水万金高常方石云"
AFTER = "晓静 一帆 思远 雨桐 佳怡 浩然 明轩 子涵 梦琪 宇航".split()
ENGLISH = {
    "transcript": "transcript",
    "degree_proof": "degree certificate",
    "enrollment_proof": "enrollment certificate",
}
SPELLED = dict(enumerate(["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]))


def count(value: int) -> str:
    """A count as it is said."""
    return {2: "两"}.get(value, NUMERALS[value]) + "份"


@quick
@given(st.sampled_from(WORDS), st.sampled_from(AFTER), st.data())
def test_names_whose_surname_is_a_word_are_read_back(surname: str, given_name: str, data: st.DataObject) -> None:
    name = surname + given_name
    forms = [
        "我叫{}",
        "姓名：{}",
        "我是{}，05级",
        "本人{}，电话13812345678",
        "{} 2009141001 本科",
        "收件人{}，",
        "{}，09级，本科",
    ]
    assert ("name", name) in values(reading(data.draw(st.sampled_from(forms)).format(name)))
    assert values(reading(name, "name")) == {("name", name)}


@quick
@given(st.sampled_from(lexicon.words("names_too")), st.data())
def test_names_that_are_whole_words_are_believed_when_told_or_asked(name: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["我叫{}", "姓名：{}", "我是{}，05级", "{}，学号2009141001"]))
    assert ("name", name) in values(reading(form.format(name)))
    assert values(reading(name, "name")) == {("name", name)}


@quick
@given(st.sampled_from(sorted(PAPERS)), st.integers(1, 4), st.integers(1, 4), st.data())
def test_parts_of_a_whole_are_the_rows(code: str, chinese: int, english: int, data: st.DataObject) -> None:
    paper, whole = data.draw(st.sampled_from(PAPERS[code])), count(chinese + english)
    form = data.draw(
        st.sampled_from(
            [
                "{p}{w}，其中英文{e}，中文{z}",
                "{p}要{w}，{e}英文{z}中文",
                "{w}{p}，英文{e}、中文{z}",
                "{p}{w} 英文{e} 中文{z}",
            ]
        )
    )
    text = form.format(p=paper, w=whole, e=count(english), z=count(chinese))
    assert rows(reading(text)) == [(code, "en", english, None), (code, "zh", chinese, None)]


@quick
@given(st.lists(st.sampled_from(sorted(PAPERS)), min_size=2, max_size=3, unique=True), st.data())
def test_a_breakdown_belongs_to_every_paper_of_the_list(codes: list[str], data: st.DataObject) -> None:
    chinese, english = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    papers = data.draw(st.sampled_from(["、", "和"])).join(PAPERS[code][0] for code in codes)
    form = data.draw(st.sampled_from(["{p}各要中文{z}英文{e}", "{p}各{z}中文{e}英文", "{p}都要中文{z}英文{e}"]))
    wanted = [row for code in codes for row in ((code, "zh", chinese, None), (code, "en", english, None))]
    assert rows(reading(form.format(p=papers, z=count(chinese), e=count(english)))) == wanted


@quick
@given(st.sampled_from(sorted(PAPERS)), st.sampled_from(["en", "zh"]), st.data())
def test_a_second_thought_replaces_the_count(code: str, language: str, data: st.DataObject) -> None:
    old, new = data.draw(st.lists(st.integers(1, 9), min_size=2, max_size=2, unique=True))
    paper, word = PAPERS[code][0], LANGUAGES[language][0]
    form = data.draw(
        st.sampled_from(
            ["{l}{p}{a}，不对，{b}", "{a}{l}{p}，不对，{b}", "{l}{p}{a}吧，哦不，{b}", "{l}{p}不是{a}是{b}"]
        )
    )
    text = form.format(l=word, p=paper, a=count(old), b=count(new))
    assert rows(reading(text)) == [(code, language, new, None)]


@quick
@given(
    st.sampled_from(sorted(ENGLISH)), st.sampled_from(sorted(ENGLISH)), st.integers(2, 9), st.integers(2, 9), st.data()
)
def test_english_rows_are_read_back(first: str, second: str, some: int, more: int, data: st.DataObject) -> None:
    if first == second:
        return
    said = data.draw(st.sampled_from([str, SPELLED.__getitem__]))
    form = data.draw(
        st.sampled_from(
            [
                "I need {a} English {x}s and {b} Chinese {y}s",
                "{a} {x}s in English and {b} {y}s in Chinese please",
                "Could you send me {a} English {x}s and {b} Chinese {y}s?",
            ]
        )
    )
    text = form.format(a=said(some), b=said(more), x=ENGLISH[first], y=ENGLISH[second])
    assert rows(reading(text)) == [(first, "en", some, None), (second, "zh", more, None)]


@quick
@given(st.sampled_from(lexicon.keyed("places")["district"]), st.integers(1, 400), st.data())
def test_addresses_end_where_other_details_begin(district: str, number: int, data: st.DataObject) -> None:
    address = f"{data.draw(st.sampled_from(['', '某某市']))}{district}人民路{number}号" if district[-1] == "区" else ""
    if not address or address.startswith("某某"):
        return
    form = data.draw(st.sampled_from(["寄到{}，谢谢", "地址：{}", "寄{}，电话13812345678", "收件地址是{}，别写错了"]))
    assert ("address", address) in values(reading(form.format(address)))


@quick
@given(st.sampled_from(["lihua", "zhao.min", "wang_2008", "a1"]), st.sampled_from(["163.com", "example.org", "qq.com"]))
def test_mail_addresses_however_they_are_spelled(user: str, host: str) -> None:
    spoken = host.replace(".", "点")
    for text in (f"{user}@{host}", f"邮箱{user}@{host}。", f"邮箱 {user.replace('.', '点')}艾特{spoken}"):
        assert ("email", f"{user}@{host}") in values(reading(text))
