"""Coded reasons and what can be asked of an applicant."""

import pytest

from backend.domain.catalogue import DOCUMENT_CODES, TRACKS, Catalogue
from backend.domain.reasons import REASONS, reason_key, reasons, supplement_key, supplements, text_keys
from backend.domain.states import TRANSITIONS, Event


def test_every_event_that_needs_a_reason_has_coded_ones() -> None:
    for event, rule in TRANSITIONS.items():
        if "reason" in rule.needs + rule.takes:
            assert len(reasons(event)) >= 4
        else:
            assert reasons(event) == ()


def test_a_code_has_a_key_and_free_words_have_none() -> None:
    assert reason_key(Event.REJECT, "no_mandate") == "reason.reject.no_mandate"
    assert reason_key(Event.REJECT, "字迹看不清") is None
    assert reason_key(Event.APPROVE, "no_mandate") is None
    assert supplement_key("mandate") == "supplement.mandate"
    assert supplement_key("一张照片") is None


@pytest.mark.parametrize("code", DOCUMENT_CODES)
@pytest.mark.parametrize("track", TRACKS)
def test_each_kind_on_each_track_has_a_list(catalogue: Catalogue, code: str, track: str) -> None:
    listed = supplements(track, [catalogue.document(code)])
    assert len(set(listed)) == len(listed) >= 7
    assert all(supplement_key(entry) for entry in listed)
    assert listed[-1] == "former_name"


def test_the_particular_comes_first(catalogue: Catalogue) -> None:
    listed = supplements("proxy", [catalogue.document("marriage_record")])
    assert listed[0] == "spouse_name"
    assert listed.index("mandate") < listed.index("id_card_front")
    assert supplements("unknown", [])[0] == "id_card_front"


def test_every_paper_of_the_catalogue_that_is_needed_can_be_asked_for(catalogue: Catalogue) -> None:
    for document in catalogue.documents:
        for track, rules in document.attachments.items():
            for rule in rules:
                assert supplement_key(rule.kind), (document.code, track, rule.kind)


def test_keys_are_listed_once() -> None:
    keys = text_keys()
    assert len(set(keys)) == len(keys)
    assert len(keys) > sum(len(codes) for codes in REASONS.values())
