"""Values of a whole body, and their kept form."""

from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalogue import Catalogue
from backend.domain.normalise import normalised
from backend.domain.validation import FieldProblem, check

TODAY = date(2026, 11, 21)
BODY: dict[str, Any] = {
    "channel": "wechat",
    "track": "self",
    "relation": "self",
    "subject": {
        "name": "周新安",
        "former_name": "周安",
        "id_type": "resident_id",
        "id_number": "11010519491231002x",
        "student_id": "b2009 1234",
        "department": "历史学院",
        "major": "档案学",
        "degree_level": "bachelor",
        "enrollment_year": 2009,
        "graduation_year": 2013,
        "phone": "+86 138-1234-2222",
        "email": "Zhou@Example.com",
    },
    "items": [{"document_type": "transcript", "language": "en", "copies": 2, "sealed": True, "note": "WES"}],
    "delivery": {"method": "express", "address": "浙江杭州西湖区文三路1号"},
    "purpose": "出国",
    "needed_by": "2026-12-20",
    "consent": {"version": "1", "given_at": "2026-11-21T10:00:00+08:00"},
    "attachment_ids": ["a", "b"],
    "details": {"years": 1998},
}


def put(path: str, value: Any) -> dict[str, Any]:
    body = deepcopy(BODY)
    *steps, last = path.split(".")
    part: Any = body
    for step in steps:
        part = part.setdefault(step, {}) if isinstance(part, dict) else part[int(step)]
    if isinstance(part, dict):
        part[last] = value
    else:
        part[int(last)] = value
    return body


def test_a_good_body_has_no_problem(catalogue: Catalogue) -> None:
    assert check(BODY, catalogue, TODAY) == ()
    assert check({}, catalogue, TODAY) == ()


@pytest.mark.parametrize(
    ("path", "value", "field", "code"),
    [
        ("channel", "pigeon", "channel", "choice"),
        ("track", "friend", "track", "choice"),
        ("relation", "neighbour", "relation", "choice"),
        ("subject.degree_level", "研究生", "subject.degree_level", "choice"),
        ("subject.id_type", "library_card", "subject.id_type", "choice"),
        ("delivery.method", "pigeon", "delivery.method", "choice"),
        ("items", "transcript", "items", "type"),
        ("items", [{"document_type": "transcript"}] * 21, "items", "too_many"),
        ("items.0", "transcript", "items[0]", "type"),
        ("items.0.document_type", "diploma", "items[0].document_type", "unknown_document"),
        ("items.0.document_type", 3, "items[0].document_type", "unknown_document"),
        ("items.0.language", "fr", "items[0].language", "language_not_offered"),
        ("items.0.copies", 0, "items[0].copies", "range"),
        ("items.0.copies", 21, "items[0].copies", "range"),
        ("items.0.copies", "2", "items[0].copies", "type"),
        ("items.0.copies", True, "items[0].copies", "type"),
        ("items.0.sealed", "yes", "items[0].sealed", "type"),
        ("items.0.note", "x" * 501, "items[0].note", "too_long"),
        ("subject.name", "x" * 61, "subject.name", "too_long"),
        ("subject.name", "12345", "subject.name", "characters"),
        ("subject.name", "周\x00安", "subject.name", "characters"),
        ("subject.name", 5, "subject.name", "type"),
        ("subject.id_number", "110105194912310021", "subject.id_number", "checksum"),
        ("subject.id_number", "123", "subject.id_number", "length"),
        ("requester.id_number", "110105194912310021", "requester.id_number", "checksum"),
        ("subject.student_id", "学号", "subject.student_id", "characters"),
        ("subject.phone", "1381234222", "subject.phone", "length"),
        ("requester.phone", "85412345", "requester.phone", "no_area_code"),
        ("subject.email", "a@b", "subject.email", "invalid"),
        ("delivery.email", "a b", "delivery.email", "invalid"),
        ("subject.enrollment_year", 2027, "subject.enrollment_year", "range"),
        ("subject.enrollment_year", "2009", "subject.enrollment_year", "type"),
        ("subject.graduation_year", 1894, "subject.graduation_year", "range"),
        ("subject.graduation_year", 2035, "subject.graduation_year", "range"),
        ("subject.graduation_year", 2008, "subject.graduation_year", "before_enrollment"),
        ("delivery.address", "杭州", "delivery.address", "length"),
        ("needed_by", "2026-11-20", "needed_by", "past"),
        ("needed_by", "2036-11-20", "needed_by", "too_far"),
        ("needed_by", "周五", "needed_by", "type"),
        ("needed_by", 5, "needed_by", "type"),
        ("consent.given_at", "gestern", "consent.given_at", "type"),
        ("consent.version", 1, "consent.version", "type"),
        ("attachment_ids", "a", "attachment_ids", "type"),
        ("attachment_ids", ["a"] * 51, "attachment_ids", "too_many"),
        ("details", "x", "details", "type"),
        ("details.spouse", ["x"], "details.spouse", "type"),
        ("details.spouse", "x" * 301, "details.spouse", "too_long"),
        ("purpose", "x" * 301, "purpose", "too_long"),
    ],
)
def test_each_unusable_value_is_named(catalogue: Catalogue, path: str, value: Any, field: str, code: str) -> None:
    assert check(put(path, value), catalogue, TODAY) == (FieldProblem(field, code),)


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ({"document_type": "admission_roster", "language": "en"}, "items[0].language", "language_not_offered"),
        ({"document_type": "marriage_record", "sealed": True}, "items[0].sealed", "not_sealable"),
        ({"document_type": "personnel_file", "copies": 2}, "items[0].copies", "range"),
    ],
)
def test_what_a_document_does_not_offer(catalogue: Catalogue, row: dict[str, Any], field: str, code: str) -> None:
    assert check({"items": [row]}, catalogue, TODAY) == (FieldProblem(field, code),)


def test_a_document_that_is_switched_off(shipped: dict[str, Any]) -> None:
    shipped["catalogue"]["documents"]["translation"]["offered"] = False
    shipped["catalogue"]["documents"]["transcript"]["delivery"] = ["pickup"]
    catalogue = Catalogue.from_mapping(shipped["catalogue"])
    assert not catalogue.has("translation")
    body = {"items": [{"document_type": "translation"}]}
    assert check(body, catalogue, TODAY) == (FieldProblem("items[0].document_type", "not_offered"),)
    assert check(BODY, catalogue, TODAY) == (FieldProblem("delivery.method", "delivery_not_offered"),)


def test_a_way_of_delivery_that_the_archive_has_switched_off(catalogue: Catalogue) -> None:
    assert check(BODY, catalogue, TODAY, delivery=("pickup",)) == (
        FieldProblem("delivery.method", "delivery_not_offered"),
    )


@pytest.mark.parametrize(
    ("id_type", "number", "kept"),
    [
        ("resident_id", "11010519491231002x", "11010519491231002X"),
        (None, "11010519491231002x", "11010519491231002X"),
        (None, "e1234 5678", "E12345678"),
        ("passport", "e12345678", "E12345678"),
        ("other", "台胞证 01234567", "台胞证 01234567"),
    ],
)
def test_identity_numbers_by_type(catalogue: Catalogue, id_type: str | None, number: str, kept: str) -> None:
    body = {"subject": {"id_type": id_type, "id_number": number}}
    assert check(body, catalogue, TODAY) == ()
    subject = normalised(body, catalogue, TODAY)["subject"]
    assert isinstance(subject, dict)
    assert subject["id_number"] == kept


def test_a_date_may_be_a_date(catalogue: Catalogue) -> None:
    for value in (date(2026, 12, 1), datetime(2026, 12, 1, 8), "2026-12-01T08:00:00+08:00"):
        assert check({"needed_by": value}, catalogue, TODAY) == ()
    assert check({"subject": {"id_type": "other", "id_number": "1"}}, catalogue, TODAY)[0].code == "length"


def test_the_kept_form(catalogue: Catalogue) -> None:
    kept: Any = normalised(BODY, catalogue, TODAY)
    subject, delivery = kept["subject"], kept["delivery"]
    assert subject["phone"] == "13812342222"
    assert subject["student_id"] == "B20091234"
    assert subject["id_number"] == "11010519491231002X"
    assert subject["email"] == "Zhou@example.com"
    assert (delivery["recipient"], delivery["phone"]) == ("周新安", "13812342222")
    assert "recipient" not in BODY["delivery"]
    assert normalised(kept, catalogue, TODAY) == kept


def test_defaults_are_filled_in(catalogue: Catalogue) -> None:
    body = {
        "subject": {"name": " 周新安 ", "email": "a@example.com", "phone": "坏"},
        "items": [{"document_type": "personnel_file"}, {"document_type": "transcript"}, "junk"],
        "delivery": {"method": "email", "address": ""},
        "purpose": None,
    }
    kept: Any = normalised(body, catalogue, TODAY)
    assert (kept["track"], kept["relation"], "purpose" in kept) == ("self", "self", False)
    assert kept["subject"]["name"] == "周新安"
    assert kept["subject"]["phone"] == "坏"
    assert kept["items"][0] == {"document_type": "personnel_file", "language": "zh", "copies": 1}
    assert kept["items"][1:] == [{"document_type": "transcript"}, "junk"]
    assert kept["delivery"] == {"method": "email", "email": "a@example.com"}


def test_a_proxy_has_no_relation_by_default_and_receives_the_parcel_himself(catalogue: Catalogue) -> None:
    body = BODY | {"track": "proxy", "requester": {"name": "周一", "phone": "13812343333"}}
    del body["relation"]
    kept: Any = normalised(body, catalogue, TODAY)
    assert "relation" not in kept
    assert (kept["delivery"]["recipient"], kept["delivery"]["phone"]) == ("周一", "13812343333")


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*BODY["subject"], "method"]), inner),
    max_leaves=12,
)


@given(body=st.dictionaries(st.sampled_from([*BODY, "requester"]), json))
def test_no_body_makes_it_raise(catalogue: Catalogue, body: dict[str, Any]) -> None:
    check(body, catalogue, TODAY)
    normalised(body, catalogue, TODAY)
