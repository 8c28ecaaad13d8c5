"""Masked forms: as the design shows them, total, and never giving the value away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.masking import mask

ENTITIES = [
    "name",
    "former_name",
    "id_number",
    "student_id",
    "phone",
    "landline",
    "email",
    "address",
    "passport",
    "note",
]


@pytest.mark.parametrize(
    ("entity", "value", "masked"),
    [
        ("name", "周新安", "周*安"),
        ("name", "李明", "李*"),
        ("name", "欧阳小安", "欧**安"),
        ("name", "王", "*"),
        ("name", "Alice Zhang", "A**** Z****"),
        ("name", "", ""),
        ("former_name", "周安安", "周*安"),
        ("id_number", "510107199001010123", "510***********0123"),
        ("id_number", "5101 0719 9001 0101 23", "510***********0123"),
        ("id_number", "130503670401001", "130********1001"),
        ("student_id", "20091234999", "2009****999"),
        ("student_id", "2009123", "20****3"),
        ("student_id", "2009", "****"),
        ("phone", "13812342222", "138****2222"),
        ("phone", "138 1234 2222", "138****2222"),
        ("phone", "+14155550100", "+14*****0100"),
        ("landline", "028-85412345", "028****2345"),
        ("email", "zhou.an@example.com", "z***@example.com"),
        ("email", "not an address", "n***"),
        ("email", "@example.com", "@***"),
        ("passport", "E12345678", "E*****678"),
        ("address", "浙江省杭州市西湖区文三路1号3幢", "浙江省杭州市西湖区…"),
        ("address", "浙江杭州西湖区文三路1号", "浙江杭州西湖区…"),
        ("address", "四川省成都市武侯区一环路南一段24号", "四川省成都市武侯区…"),
        ("address", "深圳市南山区科技园南路5号", "深圳市南山区…"),
        ("address", "北京市海淀区中关村大街1号", "北京市海淀区…"),
        ("address", "广西壮族自治区南宁市", "广西壮族自治区南宁市"),
        ("address", "内蒙古自治区锡林郭勒盟锡林浩特市那达慕大街2号", "内蒙古自治区锡林郭勒盟锡林浩特市…"),
        ("address", "文三路1号", "…"),
        ("address", "12 King St W, Toronto, ON M5H 1A1, Canada", "… Toronto, ON, Canada"),
        ("address", "Flat 2, 221B Baker St, London, UK", "… London, UK"),
        ("address", "221B Baker St, London NW1 6XE, UK", "… London, UK"),
        ("address", "221B Baker St", "…"),
        ("address", "美国加州洛杉矶某街1号", "美国…"),
        ("address", "1 Main Street, Springfield", "… Springfield"),
        ("note", "出国用", "出***"),
        ("note", "x", "*"),
    ],
)
def test_masked_forms(entity: str, value: str, masked: str) -> None:
    assert mask(entity, value) == masked


@given(st.sampled_from(ENTITIES), st.text(max_size=60))
def test_any_text_can_be_masked(entity: str, value: str) -> None:
    assert isinstance(mask(entity, value), str)


@given(
    st.sampled_from(["id_number", "student_id", "phone", "passport"]), st.text("0123456789X", min_size=1, max_size=24)
)
def test_of_a_number_four_characters_at_least_stay_hidden(entity: str, value: str) -> None:
    masked = mask(entity, value)
    assert len(masked) == len(value)
    assert masked.count("*") >= min(4, len(value))


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8))
def test_a_name_is_never_shown_whole(name: str) -> None:
    assert "*" in mask("name", name)
