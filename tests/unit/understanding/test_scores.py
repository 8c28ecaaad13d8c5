"""The arithmetic of `lantai eval`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backend.understanding.evaluate import keep
from backend.understanding.history import falls
from backend.understanding.scores import calibration, report, score


def line(intent: str, also: list[str] | None = None, sure: float = 0.9, **entities: Any) -> dict[str, Any]:
    items = entities.pop("items", [])
    return {"intent": intent, "also": also or [], "confidence": sure, "entities": entities, "items": items}


def test_precision_recall_and_f1_come_from_counts() -> None:
    found = score(3, 4, 6)

    assert (found.precision, found.recall, found.f1, found.support) == (0.75, 0.5, 0.6, 6)
    assert score(0, 0, 0).f1 == 0.0


def test_a_finer_intent_counts_as_its_parent() -> None:
    assert report([line("ask_fee")], [line("ask_fee/postage")])["intent_accuracy"] == 1.0


def test_a_run_is_scored_by_intent_also_entity_and_row() -> None:
    row = {"document_type": "transcript", "language": "en", "copies": 2, "sealed": None}
    expected = [
        line("request_document", ["ask_fee"], document_type="transcript", copies=2, items=[row]),
        line("ask_fee"),
        line("ask_fee", name=["甲", "乙"]),
    ]
    understood = [
        line("request_document", [], document_type="transcript", copies=3, items=[row]),
        line("greet", ["ask_fee"]),
        line("ask_fee", name=["乙", "甲"]),
    ]

    scored = report(expected, understood)

    assert scored["intent_accuracy"] == 0.6667
    assert scored["intents"]["ask_fee"]["recall"] == 0.5
    assert scored["also"]["f1"] == 0.0
    assert scored["entities"]["name"]["f1"] == 1.0
    assert scored["entities"]["copies"]["f1"] == 0.0
    assert scored["rows_exact"] == {"sentences": 1, "exact": 1.0, "none_invented": 1.0}
    assert scored["all_right"] == 0.3333
    assert scored["confusions"] == [{"expected": "ask_fee", "understood": "greet", "times": 1}]


def test_numbers_and_their_text_are_one_value() -> None:
    assert report([line("x", copies=2)], [line("x", copies="2")])["entity_micro"]["f1"] == 1.0


def test_calibration_counts_right_answers_by_tenths() -> None:
    rows = calibration([(0.95, True), (1.0, True), (0.31, False), (0.39, True)])

    assert rows == [{"from": 0.3, "sentences": 2, "right": 0.5}, {"from": 0.9, "sentences": 2, "right": 1.0}]


def test_a_run_is_kept_with_a_history(tmp_path: Path) -> None:
    simulated = {"talks": 5, "exact": 4, "wrong": 1, "one_document_turns": 5, "all_at_once_turns": 2}
    dialogue = {"written": {"talks": 3, "right": 2}, "simulated": simulated}
    result = report([line("ask_fee")], [line("ask_fee")]) | {"dialogue": dialogue}

    keep(tmp_path, "first", result)
    path = keep(tmp_path, "second", result)

    assert json.loads(path.read_text())["intent_accuracy"] == 1.0
    history = [json.loads(each) for each in (tmp_path / "history.jsonl").read_text().splitlines()]
    assert len(history) == 2
    assert [each["set"] for each in history] == ["first", "second"]
    assert history[0]["talks_right"] == 2
    assert history[0]["simulated_exact"] == 4


def test_a_fall_against_the_run_before_is_said() -> None:
    before = {"intent_accuracy": 0.94, "talks_right": 200, "one_document_turns": 5, "entity_f1": 0.9}
    now = {"intent_accuracy": 0.93, "talks_right": 201, "one_document_turns": 6}

    assert falls(before, now) == [
        "intent_accuracy fell behind: 0.94 before, 0.93 now",
        "one_document_turns fell behind: 5 before, 6 now",
    ]
    assert falls({}, now) == []
