"""What a filed request must have: complete bodies, and each one with a part taken away."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalogue import Catalogue
from backend.domain.requirements import (
    GROUPS_IN_ORDER,
    attachments_wanted,
    hard,
    missing,
    next_group,
    value_at,
)

SELF: dict[str, Any] = {
    "channel": "wechat",
    "track": "self",
    "subject": {
        "name": "周新安",
        "student_id": "20091234999",
        "degree_level": "bachelor",
        "graduation_year": 2013,
        "phone": "13812342222",
    },
    "items": [{"document_type": "transcript", "language": "en", "copies": 2}],
    "delivery": {"method": "express", "address": "浙江杭州西湖区文三路1号"},
    "consent": {"version": "1", "given_at": "2026-11-21T10:00:00+08:00"},
}
PROXY: dict[str, Any] = {
    **SELF,
    "track": "proxy",
    "relation": "parent",
    "requester": {"name": "周一", "phone": "13812343333"},
    "delivery": {"method": "pickup"},
}
ORGANIZATION: dict[str, Any] = {
    "channel": "email",
    "track": "organization",
    "subject": {"name": "周新安"},
    "requester": {"name": "李明", "organization": "某某公司", "phone": "028-85412345"},
    "items": [{"document_type": "graduation_proof", "language": "zh", "copies": 1}],
    "purpose": "学历核实",
}
CITIZEN: dict[str, Any] = {
    "channel": "h5",
    "track": "citizen",
    "subject": {"name": "周新安", "id_number": "11010519491231002X", "phone": "13812342222"},
    "items": [{"document_type": "marriage_record", "copies": 1}],
    "details": {"spouse": "李某"},
    "delivery": {"method": "pickup"},
    "consent": {"version": "1", "given_at": "2026-11-21T10:00:00+08:00"},
}
BODIES = {"self": SELF, "proxy": PROXY, "organization": ORGANIZATION, "citizen": CITIZEN}


def without(body: dict[str, Any], *paths: str) -> dict[str, Any]:
    copy = deepcopy(body)
    for path in paths:
        *steps, last = path.split(".")
        part: Any = copy
        for step in steps:
            part = part[int(step) if step.isdigit() else step]
        del part[last]
    return copy


def fields(body: dict[str, Any], catalogue: Catalogue) -> list[str]:
    return [want.field for want in hard(missing(body, catalogue))]


@pytest.mark.parametrize("track", list(BODIES))
def test_a_complete_body_lacks_nothing(catalogue: Catalogue, track: str) -> None:
    assert fields(BODIES[track], catalogue) == []


@pytest.mark.parametrize(
    ("track", "path", "field"),
    [
        ("self", "items", "items"),
        ("self", "items.0.document_type", "items[0].document_type"),
        ("self", "items.0.language", "items[0].language"),
        ("self", "items.0.copies", "items[0].copies"),
        ("self", "subject.name", "subject.name"),
        ("self", "subject.student_id", "subject.student_id"),
        ("self", "subject.degree_level", "subject.degree_level"),
        ("self", "subject.graduation_year", "subject.graduation_year"),
        ("self", "subject.phone", "subject.phone"),
        ("self", "delivery", "delivery.method"),
        ("self", "delivery.method", "delivery.method"),
        ("self", "delivery.address", "delivery.address"),
        ("self", "consent", "consent"),
        ("proxy", "requester.name", "requester.name"),
        ("proxy", "relation", "relation"),
        ("proxy", "subject.name", "subject.name"),
        ("proxy", "delivery.method", "delivery.method"),
        ("organization", "requester.organization", "requester.organization"),
        ("organization", "requester.name", "requester.name"),
        ("organization", "requester.phone", "requester.phone"),
        ("organization", "subject.name", "subject.name"),
        ("citizen", "subject.name", "subject.name"),
        ("citizen", "subject.id_number", "subject.id_number"),
        ("citizen", "subject.phone", "subject.phone"),
        ("citizen", "delivery.method", "delivery.method"),
        ("citizen", "consent", "consent"),
    ],
)
def test_each_part_taken_away_is_missed_and_nothing_else(
    catalogue: Catalogue, track: str, path: str, field: str
) -> None:
    assert fields(without(BODIES[track], path), catalogue) == [field]


@pytest.mark.parametrize("other", ["id_number", "department", "major"])
def test_any_of_the_ways_to_find_a_person_will_do(catalogue: Catalogue, other: str) -> None:
    body = without(SELF, "subject.student_id")
    (want,) = hard(missing(body, catalogue))
    assert want.reason == "one_of"
    assert f"subject.{other}" in want.any_of
    body["subject"][other] = "x"
    assert fields(body, catalogue) == []


def test_either_year_and_either_phone_will_do(catalogue: Catalogue) -> None:
    body = without(SELF, "subject.graduation_year", "subject.phone")
    assert fields(body, catalogue) == ["subject.graduation_year", "subject.phone"]
    body["subject"]["enrollment_year"] = 2009
    body["requester"] = {"phone": "13812342222"}
    assert fields(body, catalogue) == []


@pytest.mark.parametrize("part", ["subject", "requester", "delivery"])
def test_an_electronic_copy_needs_an_address_of_mail_from_anywhere(catalogue: Catalogue, part: str) -> None:
    body = deepcopy(SELF) | {"delivery": {"method": "email"}, "requester": {}}
    assert fields(body, catalogue) == ["delivery.email"]
    body[part]["email"] = "a@example.com"
    assert fields(body, catalogue) == []


@pytest.mark.parametrize("channel", ["email", "letter", "phone", "box", "walk_in", None])
def test_consent_is_asked_only_where_the_applicant_writes_himself(catalogue: Catalogue, channel: str | None) -> None:
    assert fields(without(SELF, "consent") | {"channel": channel}, catalogue) == []


def test_relation_self_is_no_relation_for_a_proxy(catalogue: Catalogue) -> None:
    assert fields(PROXY | {"relation": "self"}, catalogue) == ["relation"]


def test_nothing_more_is_compulsory_for_oneself(catalogue: Catalogue) -> None:
    soft = [want.field for want in missing(SELF, catalogue) if not want.hard]
    assert soft == ["items[0].sealed", "purpose"]


def test_a_document_with_one_language_or_one_copy_asks_for_neither(catalogue: Catalogue) -> None:
    body = SELF | {"items": [{"document_type": "admission_roster", "copies": 1}, {"document_type": "personnel_file"}]}
    assert fields(body, catalogue) == []


def test_other_material_needs_words(catalogue: Catalogue) -> None:
    body = SELF | {"items": [{"document_type": "other", "language": "zh", "copies": 1}]}
    assert fields(body, catalogue) == ["items[0].note"]
    assert fields(body | {"note": "1998年运动会照片"}, catalogue) == []
    body["items"][0]["note"] = "1998年运动会照片"
    assert fields(body, catalogue) == []


def test_other_material_and_personnel_files_ask_less_about_studies(catalogue: Catalogue) -> None:
    subject = {"name": "周新安", "id_number": "x", "phone": "13812342222"}
    other = SELF | {
        "subject": subject,
        "items": [{"document_type": "other", "language": "zh", "copies": 1, "note": "x"}],
    }
    assert fields(other, catalogue) == []
    enquiry = SELF | {"subject": subject, "items": [{"document_type": "personnel_file"}], "delivery": {}}
    assert fields(enquiry, catalogue) == ["subject.graduation_year"]


def test_a_livelihood_record_on_the_own_track_asks_what_a_citizen_is_asked(catalogue: Catalogue) -> None:
    body = without(CITIZEN, "subject.id_number") | {"track": "self"}
    assert fields(body, catalogue) == ["subject.id_number"]


def test_a_child_need_not_know_the_parents_identity_number(catalogue: Catalogue) -> None:
    body = CITIZEN | {"track": "proxy", "relation": "parent", "requester": {"name": "周一", "phone": "13812343333"}}
    assert fields(without(body, "subject.id_number"), catalogue) == []


@pytest.mark.parametrize(
    ("document", "key"),
    [("marriage_record", "spouse_name"), ("work_seniority_record", "unit"), ("work_seniority_record", "work_unit")],
)
def test_details_are_accepted_under_their_other_names(catalogue: Catalogue, document: str, key: str) -> None:
    body = CITIZEN | {"items": [{"document_type": document, "copies": 1}], "details": {key: "x"}}
    assert fields(body, catalogue) == []


def test_the_same_detail_of_two_documents_is_asked_once_and_stops_nothing(catalogue: Catalogue) -> None:
    rows = [{"document_type": code, "copies": 1} for code in ("family_planning_record", "marriage_record")]
    wants = missing(CITIZEN | {"items": rows, "details": {}}, catalogue)
    assert [want.hard for want in wants if want.field == "details.spouse"] == [False]


def test_an_empty_body_is_asked_in_order_and_in_groups(catalogue: Catalogue) -> None:
    wants = missing({"channel": "wechat"}, catalogue)
    places = [GROUPS_IN_ORDER.index(want.group) for want in wants if want.hard]
    assert places == sorted(places)
    assert [want.field for want in next_group(wants)] == ["items"]
    without_rows = [want for want in wants if want.group not in ("items", "consent")]
    assert [want.field for want in next_group(without_rows)] == ["subject.name", "subject.student_id"]
    assert next_group(()) == ()


def test_sealed_and_masked_values_count_as_given(catalogue: Catalogue) -> None:
    body = deepcopy(SELF)
    body["subject"] |= {"name": "sealed:v1:abc", "student_id": "2009****999"}
    assert fields(body, catalogue) == []
    body["subject"]["name"] = "  "
    assert fields(body, catalogue) == ["subject.name"]


@pytest.mark.parametrize(
    ("track", "document", "kinds"),
    [
        ("self", "transcript", ["id_card_front", "id_card_back", "graduation_certificate", "name_change_proof"]),
        ("proxy", "transcript", ["mandate", "principal_id", "agent_id"]),
        (
            "organization",
            "degree_proof",
            ["official_letter", "handler_id", "subject_consent", "graduation_certificate"],
        ),
        ("proxy", "marriage_record", ["notarized_mandate", "principal_id", "agent_id"]),
        ("citizen", "personnel_file", ["id_card_front"]),
    ],
)
def test_papers_asked_for(catalogue: Catalogue, track: str, document: str, kinds: list[str]) -> None:
    body = {"track": track, "items": [{"document_type": document}]}
    assert [rule.kind for rule in attachments_wanted(body, catalogue)] == kinds


def test_papers_that_are_there_are_not_asked_again_and_each_kind_is_asked_once(catalogue: Catalogue) -> None:
    rows = [{"document_type": "transcript"}, {"document_type": "translation"}]
    body = {"items": rows, "attachment_kinds": ["id_card_front", "id_card_back"]}
    kinds = [rule.kind for rule in attachments_wanted(body, catalogue)]
    assert kinds == ["graduation_certificate", "name_change_proof", "source_document"]


def test_values_by_path() -> None:
    assert value_at({"a": {"b": 0}}, "a.b") == 0
    for body in ({}, {"a": 3}, {"a": {"b": " "}}, {"a": {"b": []}}, {"a": {"b": {}}}):
        assert value_at(body, "a.b") is None


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(body=st.dictionaries(st.sampled_from([*SELF, "requester", "details", "relation", "attachment_kinds"]), json))
def test_no_body_makes_it_raise(catalogue: Catalogue, body: dict[str, Any]) -> None:
    for want in missing(body, catalogue):
        assert want.group in GROUPS_IN_ORDER
