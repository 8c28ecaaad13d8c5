"""The reader alone on the project's own test sentences, whose labels were written apart from it."""

import json
from pathlib import Path

from tests.unit.reading.support import reading, values

LINES = (Path(__file__).parents[3] / "nlu_data/test/sentences.jsonl").read_text(encoding="utf-8").splitlines()
SENTENCES = [json.loads(line) for line in LINES if line.strip()]


def test_entities_are_read_as_labelled_almost_always() -> None:
    right = found = expected = 0
    for sentence in SENTENCES:
        labelled = {
            (entity, value)
            for entity, many in sentence["entities"].items()
            for value in (many if isinstance(many, list) else [many])
        }
        read = values(reading(sentence["text"]))
        right, found, expected = right + len(read & labelled), found + len(read), expected + len(labelled)
    assert 2 * right / (found + expected) > 0.97


def test_rows_are_read_as_labelled_almost_always() -> None:
    exact = sum(
        sorted(map(str, reading(sentence["text"]).items_json())) == sorted(map(str, sentence["items"]))
        for sentence in SENTENCES
    )
    assert exact / len(SENTENCES) > 0.97
