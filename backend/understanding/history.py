"""The scores of earlier runs, a line each, so that a fall is seen."""

import json
from pathlib import Path
from typing import Any

FILE = "history.jsonl"
_FEWER_IS_BETTER = frozenset({"simulated_wrong", "one_document_turns", "all_at_once_turns", "milliseconds_a_sentence"})
_COMPARED = (
    "intent_accuracy",
    "intent_macro_f1",
    "also_f1",
    "entity_f1",
    "rows_exact",
    "all_right",
    "talks_right",
    "simulated_exact",
    "simulated_wrong",
    "one_document_turns",
    "all_at_once_turns",
)


def last(folder: Path, name: str) -> dict[str, Any]:
    """The run before of a test set; empty when there is none."""
    path = folder / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    runs: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return next((run for run in reversed(runs) if run.get("set") == name), {})


def append(folder: Path, scores: dict[str, Any]) -> None:
    """Keep a run's numbers."""
    with (folder / FILE).open("a", encoding="utf-8") as history:
        history.write(json.dumps(scores, ensure_ascii=False) + "\n")


def falls(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What became worse since the run before, in words; a number that either run lacks is left out."""
    found = []
    for name in _COMPARED:
        old, new = before.get(name), now.get(name)
        if old is None or new is None or old == new:
            continue
        if (new < old) != (name in _FEWER_IS_BETTER):
            found.append(f"{name} fell behind: {old} before, {new} now")
    return found
