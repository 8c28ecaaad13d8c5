"""Scores of understood sentences against what was expected: pure arithmetic."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Line = Mapping[str, Any]
BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one label, and how often it was expected."""

    precision: float
    recall: float
    f1: float
    support: int


def score(hits: int, found: int, expected: int) -> Score:
    """From counts; a label that was neither expected nor found scores 0 with support 0."""
    precision = hits / found if found else 0.0
    recall = hits / expected if expected else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return Score(round(precision, 4), round(recall, 4), round(f1, 4), expected)


def report(expected: Sequence[Line], understood: Sequence[Line]) -> dict[str, Any]:
    """All scores of a run, ready for JSON."""
    pairs = list(zip(expected, understood, strict=True))
    intents = _intents(pairs)
    return {
        "sentences": len(pairs),
        "intent_accuracy": _share(parent(a["intent"]) == parent(b["intent"]) for a, b in pairs),
        "intent_macro_f1": _mean(each.f1 for each in intents.values() if each.support),
        "intents": {name: asdict(each) for name, each in sorted(intents.items())},
        "also": asdict(_also(pairs)),
        "entity_micro": asdict(_sum(_entities(pairs).values())),
        "entities": {name: asdict(score(*each)) for name, each in sorted(_entities(pairs).items())},
        "rows_exact": _rows(pairs),
        "all_right": _share(
            parent(a["intent"]) == parent(b["intent"]) and _values(a) == _values(b) and _row_keys(a) == _row_keys(b)
            for a, b in pairs
        ),
        "calibration": calibration([(b["confidence"], parent(a["intent"]) == parent(b["intent"])) for a, b in pairs]),
        "confusions": _confusions(pairs),
    }


def parent(intent: str) -> str:
    """The contract's intent of a finer one (`parent/child`)."""
    return intent.partition("/")[0]


def calibration(judged: list[tuple[float, bool]]) -> list[dict[str, float]]:
    """How often an answer of some confidence is right, in tenths."""
    rows = []
    for low in range(BINS):
        inside = [right for sure, right in judged if min(int(sure * BINS), BINS - 1) == low]
        if inside:
            rows.append({"from": low / BINS, "sentences": len(inside), "right": round(sum(inside) / len(inside), 4)})
    return rows


def _intents(pairs: list[tuple[Line, Line]]) -> dict[str, Score]:
    expected = Counter(parent(a["intent"]) for a, _ in pairs)
    found = Counter(parent(b["intent"]) for _, b in pairs)
    hits = Counter(parent(a["intent"]) for a, b in pairs if parent(a["intent"]) == parent(b["intent"]))
    return {name: score(hits[name], found[name], expected[name]) for name in expected | found}


def _also(pairs: list[tuple[Line, Line]]) -> Score:
    sets = [({parent(n) for n in a.get("also") or []}, {parent(n) for n in b.get("also") or []}) for a, b in pairs]
    return score(sum(len(a & b) for a, b in sets), sum(len(b) for _, b in sets), sum(len(a) for a, _ in sets))


def _entities(pairs: list[tuple[Line, Line]]) -> dict[str, tuple[int, int, int]]:
    counts: dict[str, list[int]] = {}
    for a, b in pairs:
        wanted, got = _values(a), _values(b)
        for index, values in enumerate((wanted & got, got, wanted)):
            for entity, _ in values.elements():
                counts.setdefault(entity, [0, 0, 0])[index] += 1
    return {entity: (hits, found, expected) for entity, (hits, found, expected) in counts.items()}


def _values(line: Line) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for entity, value in (line.get("entities") or {}).items():
        values = value if isinstance(value, list) else [value]
        found.update((entity, str(each).strip().casefold()) for each in values)
    return found


def _rows(pairs: list[tuple[Line, Line]]) -> dict[str, float]:
    with_rows = [(a, b) for a, b in pairs if a.get("items")]
    return {
        "sentences": len(with_rows),
        "exact": _share(_row_keys(a) == _row_keys(b) for a, b in with_rows),
        "none_invented": _share(not b.get("items") for a, b in pairs if not a.get("items")),
    }


def _row_keys(line: Line) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in line.get("items") or [])


def _confusions(pairs: list[tuple[Line, Line]]) -> list[dict[str, Any]]:
    wrong = Counter(
        (parent(a["intent"]), parent(b["intent"])) for a, b in pairs if parent(a["intent"]) != parent(b["intent"])
    )
    return [
        {"expected": expected, "understood": got, "times": times} for (expected, got), times in wrong.most_common(25)
    ]


def _sum(counts: Iterable[tuple[int, int, int]]) -> Score:
    rows = list(counts)
    return score(*(sum(row[index] for row in rows) for index in range(3)))


def _share(judged: Iterable[bool]) -> float:
    values = list(judged)
    return round(sum(values) / len(values), 4) if values else 0.0


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else 0.0
