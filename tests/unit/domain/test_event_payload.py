"""What an event must bring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.event_payload import MAX_TEXT, PayloadProblem, check_payload, kept, pieces
from backend.domain.states import TRANSITIONS, Event

GOOD = {
    "missing": ["mandate"],
    "tracking_number": "SF1234567890",
    "reason": "no_mandate",
    "referred_to": "教务处",
    "working_days": 3,
}


@pytest.mark.parametrize("event", list(Event))
def test_each_event_is_content_with_what_it_needs_and_misses_each_part(event: Event) -> None:
    needs = TRANSITIONS[event].needs
    assert check_payload(event, GOOD) == ()
    for name in needs:
        lacking = {key: value for key, value in GOOD.items() if key != name}
        assert check_payload(event, lacking) == (PayloadProblem(name, "required"),)


@pytest.mark.parametrize(
    ("event", "payload", "field", "code"),
    [
        (Event.ASK_SUPPLEMENT, {"missing": []}, "missing", "required"),
        (Event.ASK_SUPPLEMENT, {"missing": "mandate"}, "missing", "type"),
        (Event.ASK_SUPPLEMENT, {"missing": ["mandate", 3]}, "missing", "type"),
        (Event.ASK_SUPPLEMENT, {"missing": ["  "]}, "missing", "blank"),
        (Event.ASK_SUPPLEMENT, {"missing": ["x" * 501]}, "missing", "too_long"),
        (Event.SHIP, {"tracking_number": " "}, "tracking_number", "blank"),
        (Event.SHIP, {"tracking_number": 123}, "tracking_number", "type"),
        (Event.SHIP, {"tracking_number": "1" * 65}, "tracking_number", "too_long"),
        (Event.REJECT, {"reason": ""}, "reason", "blank"),
        (Event.EXTEND, {"reason": "x", "working_days": 0}, "working_days", "range"),
        (Event.EXTEND, {"reason": "x", "working_days": 61}, "working_days", "range"),
        (Event.EXTEND, {"reason": "x", "working_days": True}, "working_days", "type"),
        (Event.EXTEND, {"reason": "x", "working_days": "3"}, "working_days", "type"),
        (Event.FULFIL, {"partly": "yes"}, "partly", "type"),
        (Event.SUPPLEMENT, {"attachment_ids": "a"}, "attachment_ids", "type"),
        (Event.SUPPLEMENT, {"note": 1}, "note", "type"),
    ],
)
def test_unusable_details_are_named(event: Event, payload: dict[str, object], field: str, code: str) -> None:
    assert check_payload(event, payload) == (PayloadProblem(field, code),)


@pytest.mark.parametrize("payload", [{}, {"note": ""}, {"note": "寄出了"}, {"attachment_ids": []}, {"partly": None}])
def test_what_may_be_left_out(payload: dict[str, object]) -> None:
    assert check_payload(Event.SUPPLEMENT, payload) == ()
    assert check_payload(Event.APPROVE, payload) == ()


def test_only_what_the_event_knows_is_kept() -> None:
    sent = GOOD | {"note": "x", "code": {"say": "y"}, "pickup_code": "1", "carrier": "ems", "searched": None}
    assert kept(Event.SHIP, sent) == {"tracking_number": "SF1234567890", "carrier": "ems", "note": "x"}
    assert kept(Event.APPROVE, sent) == {"note": "x"}


json = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


@given(st.sampled_from(Event), st.dictionaries(st.sampled_from([*GOOD, "partly", "note", "attachment_ids"]), json))
def test_no_payload_makes_it_raise(event: Event, payload: dict[str, object]) -> None:
    for problem in check_payload(event, payload):
        assert problem.field in TRANSITIONS[event].needs + TRANSITIONS[event].takes


@pytest.mark.parametrize(
    "words",
    ["", "短", "字" * 500, "字" * 501, "一二三四五六七八九，" * 100, "word " * 300 + "end", "行\n" * 700, "，" * 1200],
)
def test_long_words_are_parted_and_none_is_lost(words: str) -> None:
    found = pieces(words)
    assert "".join("".join(found).split()) == "".join(words.split())
    assert all(len(piece) <= MAX_TEXT for piece in found)
    assert len(found) == 1 or all(found)


def test_words_are_parted_where_a_sentence_ends() -> None:
    assert pieces("一" * 400 + "。" + "二" * 300) == ["一" * 400 + "。", "二" * 300]
