"""The reader alone on the project's own test sentences, whose labels were written apart from it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.reading.support import reading, values

SETS = sorted((Path(__file__).parents[3] / "nlu_data/test").glob("*.jsonl"))


def sentences(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_entities_are_read_as_labelled_almost_always(path: Path) -> None:
    right = found = expected = 0
    for sentence in sentences(path):
        labelled = {
            (entity, value)
            for entity, many in sentence["entities"].items()
            for value in (many if isinstance(many, list) else [many])
        }
        read = values(reading(sentence["text"]))
        right, found, expected = right + len(read & labelled), found + len(read), expected + len(labelled)
    assert 2 * right / (found + expected) > 0.95


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_rows_are_read_as_labelled_almost_always(path: Path) -> None:
    labelled = sentences(path)
    exact = sum(
        sorted(map(str, reading(sentence["text"]).items_json())) == sorted(map(str, sentence["items"]))
        for sentence in labelled
    )
    assert exact / len(labelled) > 0.95
