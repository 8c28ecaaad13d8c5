"""What stands in a notice's field is accepted by the platform, or is not sent at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.notice_fields import KINDS, fitted, kind_of
from bot.simulator.codes import ApiFailure
from bot.simulator.notices import LENGTHS, check_notice


@pytest.mark.parametrize(
    ("field", "value", "stands"),
    [
        ("thing2", "成绩单（英文）4 份", "成绩单（英文）4 份"),
        ("thing2", "成绩单（英文）4 份，密封；毕业证明（中文）1 份", "成绩单（英文）4 份，密封；毕业证明（…"),
        ("thing2", "两行\n字", "两行 字"),
        ("phrase3", "待补充", "待补充"),
        ("phrase3", "已提交，等待审核", None),
        ("phrase3", "等您补充材料", None),
        ("character_string1", "LT261121-7K4PXM", "LT261121-7K4PXM"),
        ("character_string1", "编号", None),
        ("date4", "2026-11-27", "2026-11-27"),
        ("date4", "—", None),
        ("time5", "", None),
        ("number6", "3", "3"),
        ("keyword1", "字" * 30, "字" * 19 + "…"),
    ],
)
def test_a_value_fits_or_is_left_out(field: str, value: str, stands: str | None) -> None:
    assert fitted(field, value) == stands


@given(kind=st.sampled_from(sorted(set(KINDS) & set(LENGTHS))), value=st.text(max_size=60))
def test_whatever_is_sent_the_platform_takes(kind: str, value: str) -> None:
    field = f"{kind}1"
    assert kind_of(field) == kind
    stands = fitted(field, value)
    if stands is None:
        return
    try:
        check_notice({field: stands})
    except ApiFailure as refused:
        raise AssertionError(f"{field}={stands!r}") from refused
