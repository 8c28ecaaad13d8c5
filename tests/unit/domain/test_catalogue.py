"""The catalogue: what is shipped holds, and each kind of slip is refused with its path."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.domain.catalogue import DOCUMENT_CODES, REMOVED, Catalogue, CatalogueError, merged

TRANSCRIPT = "catalogue.documents.transcript"


def test_every_code_of_the_product_is_there_and_offered(catalogue: Catalogue) -> None:
    assert [document.code for document in catalogue.documents] == list(DOCUMENT_CODES)
    assert all(catalogue.has(code) for code in DOCUMENT_CODES)
    assert not catalogue.has("nonsense")


@pytest.mark.parametrize("code", DOCUMENT_CODES)
def test_each_document_is_usable_as_shipped(catalogue: Catalogue, code: str) -> None:
    document = catalogue.document(code)
    assert document.name("zh")
    assert document.name("en")
    assert document.languages
    assert len(document.aliases_zh) >= 10
    assert len(document.aliases_en) >= 2
    assert document.attachments
    assert document.delivery
    assert document.held == (code != "personnel_file")


@pytest.mark.parametrize(
    ("called", "code"),
    [
        ("学籍卡", "student_registration_form"),
        ("登记表", "student_registration_form"),
        ("学籍表", "student_registration_form"),
        ("学历证明", "graduation_proof"),
        ("毕业证明", "graduation_proof"),
        ("学位证", "degree_proof"),
        ("知青", "work_seniority_record"),
        ("招工", "work_seniority_record"),
        ("调动", "work_seniority_record"),
        ("工龄", "work_seniority_record"),
        ("结婚登记", "marriage_record"),
        ("离婚证明", "marriage_record"),
        ("独生子女", "family_planning_record"),
        ("再生育", "family_planning_record"),
        ("低保", "subsistence_allowance_record"),
        ("人事档案", "personnel_file"),
        ("档案袋", "personnel_file"),
        ("成绩单", "transcript"),
        ("录取花名册", "admission_roster"),
        ("答辩决议", "thesis_review"),
    ],
)
def test_what_people_call_it(catalogue: Catalogue, called: str, code: str) -> None:
    assert dict(catalogue.names("zh"))[called] == code


def test_names_come_longest_first_and_each_means_one_thing(catalogue: Catalogue) -> None:
    for lang in ("zh", "en"):
        for names in (catalogue.names(lang), catalogue.not_held_names(lang)):
            lengths = [len(name) for name, _ in names]
            assert lengths == sorted(lengths, reverse=True)
            assert len({name for name, _ in names}) == len(names)


def test_topics_that_are_not_held(catalogue: Catalogue) -> None:
    topic = catalogue.topic("personnel_file")
    assert topic.alternative == "student_registration_form"
    assert topic.explanation == "not_held.personnel_file.explanation"
    assert dict(catalogue.not_held_names("zh"))["学信网"] == "chsi_verification"
    with pytest.raises(KeyError):
        catalogue.topic("nonsense")


def test_livelihood_records_are_free_and_other_fees_are_not_configured(catalogue: Catalogue) -> None:
    for document in catalogue.documents:
        if document.group == "livelihood":
            assert document.fee is not None
            assert document.fee.amount == 0
            assert document.fee.sample
        else:
            assert document.fee is None


def test_the_longest_period_of_a_request_counts(catalogue: Catalogue) -> None:
    assert catalogue.working_days(["transcript", "translation"]) == 7
    assert catalogue.working_days([], 7) is None


def test_a_document_without_period_takes_the_default_or_makes_no_promise(shipped: dict[str, Any]) -> None:
    shipped["catalogue"]["documents"]["transcript"]["working_days"] = None
    catalogue = Catalogue.from_mapping(shipped["catalogue"])
    assert catalogue.working_days(["transcript", "marriage_record"], 4) == 4
    assert catalogue.working_days(["transcript", "marriage_record"]) is None


def _set(*keys: Any) -> Callable[[dict[str, Any]], None]:
    *path, last, value = keys

    def change(mapping: dict[str, Any]) -> None:
        for key in path:
            mapping = mapping[key]
        mapping[last] = value

    return change


def _drop(*keys: Any) -> Callable[[dict[str, Any]], None]:
    *path, last = keys

    def change(mapping: dict[str, Any]) -> None:
        for key in path:
            mapping = mapping[key]
        del mapping[last]

    return change


DOC = ("documents", "transcript")


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (_set(*DOC, "max_copies", "two"), f"{TRANSCRIPT}.max_copies"),
        (_set(*DOC, "max_copies", 0), f"{TRANSCRIPT}.max_copies"),
        (_set(*DOC, "max_copies", True), f"{TRANSCRIPT}.max_copies"),
        (_drop(*DOC, "max_copies"), f"{TRANSCRIPT}.max_copies"),
        (_set(*DOC, "max_copy", 3), f"{TRANSCRIPT}.max_copy"),
        (_set(*DOC, "sealable", "yes"), f"{TRANSCRIPT}.sealable"),
        (_set(*DOC, "group", "students"), f"{TRANSCRIPT}.group"),
        (_set(*DOC, "languages", []), f"{TRANSCRIPT}.languages"),
        (_set(*DOC, "languages", ["zh", "fr"]), f"{TRANSCRIPT}.languages[1]"),
        (_set(*DOC, "languages", ["zh", "zh"]), f"{TRANSCRIPT}.languages"),
        (_set(*DOC, "languages", "zh"), f"{TRANSCRIPT}.languages"),
        (_set(*DOC, "name", "成绩单"), f"{TRANSCRIPT}.name"),
        (_set(*DOC, "name", "zh", " "), f"{TRANSCRIPT}.name.zh"),
        (_set(*DOC, "name", "copies", None), f"{TRANSCRIPT}.name.copies"),
        (_set(*DOC, "working_days", 0), f"{TRANSCRIPT}.working_days"),
        (_set(*DOC, "fee", {"amount": -1, "per": "copy"}), f"{TRANSCRIPT}.fee.amount"),
        (_set(*DOC, "fee", {"amount": "ten", "per": "copy"}), f"{TRANSCRIPT}.fee.amount"),
        (_set(*DOC, "fee", {"amount": None, "per": "copy"}), f"{TRANSCRIPT}.fee.amount"),
        (_set(*DOC, "fee", {"amount": 10, "per": "page"}), f"{TRANSCRIPT}.fee.per"),
        (_set(*DOC, "attachments", "students"), f"{TRANSCRIPT}.attachments"),
        (_set(*DOC, "routing", [{"to": "nowhere"}]), f"{TRANSCRIPT}.routing[0].to"),
        (_set(*DOC, "routing", [{"to": "archive", "graduated_to": 98}]), f"{TRANSCRIPT}.routing[0].graduated_to"),
        (_set(*DOC, "routing", [{"to": "archive", "level": "adult"}]), f"{TRANSCRIPT}.routing[0].level"),
        (_set(*DOC, "details", [{"field": "x"}]), f"{TRANSCRIPT}.details[0].label"),
        (_set(*DOC, "details", ["x"]), f"{TRANSCRIPT}.details[0]"),
        (_set(*DOC, "delivery", ["pigeon"]), f"{TRANSCRIPT}.delivery[0]"),
        (_set(*DOC, "not_held", "nonsense"), f"{TRANSCRIPT}.not_held"),
        (_set(*DOC, "aliases", {"zh": ["学位证"], "en": []}), "catalogue.documents.transcript.aliases"),
        (_set(*DOC, "aliases", {"zh": [3]}), f"{TRANSCRIPT}.aliases.zh[0]"),
        (_drop(*DOC), TRANSCRIPT),
        (_set("documents", "diploma", {}), "catalogue.documents.diploma.name"),
        (_set("departments", "archive", "own", False), "catalogue.departments"),
        (_set("departments", "chsi", "own", True), "catalogue.departments"),
        (_set("departments", "chsi", "phone", 12333), "catalogue.departments.chsi.phone"),
        (
            _set("attachment_sets", "student", "self", [{"kind": "tooth"}]),
            "catalogue.attachment_sets.student.self[0].kind",
        ),
        (_set("attachment_sets", "student", "friend", []), "catalogue.attachment_sets.student.friend"),
        (_set("not_held", "party_papers", "owner", "nobody"), "catalogue.not_held.party_papers.owner"),
        (_set("not_held", "party_papers", "alternative", "x"), "catalogue.not_held.party_papers.alternative"),
        (_set("documents", [1]), "catalogue.documents"),
        (_set("documents", 7, {}), "catalogue.documents"),
    ],
)
def test_a_slip_is_refused_with_its_path(
    shipped: dict[str, Any], spoil: Callable[[dict[str, Any]], None], path: str
) -> None:
    spoil(shipped["catalogue"])
    with pytest.raises(CatalogueError) as caught:
        Catalogue.from_mapping(shipped["catalogue"])
    assert caught.value.path == path
    assert str(caught.value) == f"{caught.value.path}: {caught.value.message}"


def test_an_unknown_kind_is_refused_even_if_it_is_well_formed(shipped: dict[str, Any]) -> None:
    documents = shipped["catalogue"]["documents"]
    documents["diploma"] = {**documents["other"], "name": {"zh": "甲", "en": "A"}, "aliases": {}}
    with pytest.raises(CatalogueError, match="not a known kind"):
        Catalogue.from_mapping(shipped["catalogue"])


def test_an_unquoted_comma_gets_a_hint(shipped: dict[str, Any]) -> None:
    shipped["catalogue"]["documents"]["transcript"]["name"]["roughly"] = None
    with pytest.raises(CatalogueError, match="quotes"):
        Catalogue.from_mapping(shipped["catalogue"])


def test_a_kind_may_have_no_aliases(shipped: dict[str, Any]) -> None:
    del shipped["catalogue"]["documents"]["thesis_review"]["aliases"]
    document = Catalogue.from_mapping(shipped["catalogue"]).document("thesis_review")
    assert (document.aliases_zh, document.aliases_en) == ((), ())


def test_words_in_two_languages(catalogue: Catalogue) -> None:
    name = catalogue.departments["archive"].name
    assert [name.get(lang) for lang in ("zh", "en", "fr")] == ["档案馆", "University Archives", "档案馆"]


def test_laying_changes_over_the_defaults() -> None:
    base = {"a": {"b": 1, "c": [1, 2]}, "d": 2}
    assert merged(base, {"a": {"c": [3]}, "e": 5}) == {"a": {"b": 1, "c": [3]}, "d": 2, "e": 5}
    assert base == {"a": {"b": 1, "c": [1, 2]}, "d": 2}


def test_changes_may_take_an_entry_out() -> None:
    base = {"a": {"b": 1, "c": {"x": 1}}, "d": None}
    assert merged(base, {"a": {"c": REMOVED, "new": REMOVED}}) == {"a": {"b": 1}, "d": None}
    assert merged(base, {"a": {"b": None}}) == {"a": {"b": None, "c": {"x": 1}}, "d": None}
    assert merged(base, {"own": {"kept": 1, "gone": REMOVED}}) == {**base, "own": {"kept": 1}}
