"""Corrections of rows and fields become edits."""

import pytest

from backend.domain.reading import Edit
from tests.unit.reading.support import reading


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("不是3份是2份", Edit("replace", "copies", 2, 3)),
        ("还是要五份吧", Edit("set", "copies", 5)),
        ("写错了，是08年进校", Edit("set", "enrollment_year", 2008)),
        ("不是09级，是08级", Edit("replace", "enrollment_year", 2008, 2009)),
        ("成绩单不要了", Edit("remove", "items", "transcript", None, "transcript")),
        ("英文的不要了", Edit("remove", "items", None, None, "en")),
        ("第二个改成3份", Edit("set", "copies", 3, None, "#2")),
        ("再加一份毕业证明", Edit("add", "items", "graduation_proof", None, "graduation_proof")),
        ("中文的要两份", Edit("set", "copies", 2, None, "zh")),
        ("再多要一份", Edit("add", "copies", 1)),
        ("再多要一份英文的", Edit("add", "copies", 1, None, "en")),
        ("顺丰换成EMS", Edit("replace", "delivery_method", "ems", "sf")),
        ("英文的要密封", Edit("set", "sealed", True, None, "en")),
        ("*08", Edit("replace", "last", "08")),
        ("电话错了，是13800138000", Edit("set", "phone", "13800138000")),
        ("不系零七级 系零六级 头先讲错咗", Edit("replace", "enrollment_year", 2006, 2007)),
        ("级和届弄反了，我是2012年入学，2016年才毕业", Edit("set", "enrollment_year", 2012)),
        ("级和届弄反了，我是2012年入学，2016年才毕业", Edit("set", "graduation_year", 2016)),
        ("晕 是2008级 打错了", Edit("set", "enrollment_year", 2008)),
        ("成绩单改成3份", Edit("set", "copies", 3, None, "transcript")),
        ("成绩单和学位证明都有，学位证明多加一份", Edit("add", "copies", 1, None, "degree_proof")),
        ("成绩单两份改三份。学位证明2份", Edit("set", "copies", 2, None, "degree_proof")),
        ("成绩单和学位证明各多加一份", Edit("add", "copies", 1, None, "degree_proof")),
    ],
)
def test_a_correction_becomes_an_edit(text: str, edit: Edit) -> None:
    assert edit in reading(text).edits


@pytest.mark.parametrize(
    "text",
    [
        "成绩单两份",
        "中文成绩单一份，还有中文毕业证明一份",
        "周小安 2009141001",
        "我叫周小安",
        "英文成绩单三份密封，寄杭州",
        "什么时候能好",
    ],
)
def test_a_plain_message_edits_nothing(text: str) -> None:
    assert not reading(text).edits


def test_a_dropped_paper_is_no_row() -> None:
    found = reading("成绩单不要了")
    assert not found.items and found.entities() == {"document_type": "transcript"}


def test_a_replaced_paper_leaves_only_the_new_one() -> None:
    found = reading("成绩单不要了，改成学籍证明两份")
    assert [item.document_type for item in found.items] == ["enrollment_proof"]
    assert found.entities()["document_type"] == "enrollment_proof"
