"""Compare ways of understanding by five-fold cross-validation on the training sentences.

`python -m bot.nlu.compare --sentences FILE [--folds 5] [--diet-folds 1]`, where FILE is what
backend/understanding/training.py prepared ($LANTAI_HOME/training/sentences.jsonl). Prints a Markdown table
for backend/docs/decisions/0032-understanding-pipeline.md. DIET needs TensorFlow and minutes a fold, so it is
asked for separately.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")

import numpy as np
import yaml

from bot.nlu.features import Vectors, flags
from bot.nlu.kernel import Sample, fit

KINDS: dict[str, dict[str, float]] = {
    "n-grams alone": {"vector_weight": 0.0, "flag_weight": 0.0},
    "sentence vectors alone": {"ngram_weight": 0.0, "flag_weight": 0.0},
    "n-grams and sentence vectors": {"flag_weight": 0.0},
    "n-grams, sentence vectors, reader's finds (in use)": {},
}
DIET = {
    "recipe": "default.v1",
    "assistant_id": "compare",
    "language": "zh",
    "pipeline": [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100, "entity_recognition": False, "constrain_similarities": True},
    ],
    "policies": [],
}

Line = dict[str, Any]
Guess = Callable[[list[Line], list[Line]], list[str]]


@dataclass
class Outcome:
    """Accuracy, macro F1 and training time of one kind, averaged over folds."""

    accuracy: float
    macro_f1: float
    seconds: float


def folds(lines: list[Line], number: int) -> Iterator[tuple[list[int], list[int]]]:
    """Training and test positions; the same each time, every intent spread over all folds."""
    order = np.random.RandomState(7).permutation(len(lines))
    place: dict[str, int] = {}
    fold = np.zeros(len(lines), np.int64)
    for position in order:
        intent = lines[position]["intent"]
        fold[position] = place[intent] = (place.get(intent, -1) + 1) % number
    for each in range(number):
        yield list(np.flatnonzero(fold != each)), list(np.flatnonzero(fold == each))


def outcome(lines: list[Line], guess: Guess, number: int, most: int) -> Outcome:
    """Run a kind over the first `most` of `number` folds."""
    scores: list[tuple[float, float, float]] = []
    for train, test in list(folds(lines, number))[:most]:
        began = time.monotonic()
        guessed = guess([lines[each] for each in train], [lines[each] for each in test])
        wanted = [lines[each]["intent"] for each in test]
        right = float(np.mean([a == b for a, b in zip(wanted, guessed, strict=True)]))
        scores.append((right, macro_f1(wanted, guessed), time.monotonic() - began))
    means = np.mean(scores, axis=0)
    return Outcome(float(means[0]), float(means[1]), float(means[2]))


def macro_f1(wanted: list[str], guessed: list[str]) -> float:
    """The mean of the intents' F1."""
    values = []
    for name in sorted(set(wanted)):
        hits = sum(a == b == name for a, b in zip(wanted, guessed, strict=True))
        values.append(2 * hits / (wanted.count(name) + guessed.count(name)))
    return float(np.mean(values))


def by_kernel(vectors: Vectors, weights: dict[str, float]) -> Guess:
    """Our classifier, with some of its parts left out."""

    def guess(train: list[Line], test: list[Line]) -> list[str]:
        texts = [line["text"] for line in train]
        sample = Sample(
            texts, [flags(line["metadata"]) for line in train], vectors.of(texts), [line["intent"] for line in train]
        )
        kernel = fit(sample, **weights)
        told = [line["text"] for line in test]
        scores = kernel.scores(told, [flags(line["metadata"]) for line in test], vectors.of(told))
        return [kernel.classes[index] for index in scores.argmax(axis=1)]

    return guess


def by_diet(train: list[Line], test: list[Line]) -> list[str]:
    """Rasa's own Chinese pipeline of the handbook."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.model_training import train_nlu

    blocks: dict[str, list[str]] = {}
    for line in train:
        # the reader's placeholders stay; square brackets and newlines mean something in Rasa's format
        blocks.setdefault(line["intent"], []).append(_flat(line["text"]))
    data = {"version": "3.1", "nlu": [{"intent": name, "examples": _listed(each)} for name, each in blocks.items()]}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = folder
        config, sentences = Path(folder, "config.yml"), Path(folder, "nlu.yml")
        config.write_text(json.dumps(DIET), encoding="utf-8")
        sentences.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        model = train_nlu(str(config), str(sentences), folder, fixed_model_name="diet")
        agent = Agent.load(model)
    messages = [UserMessage(_flat(line["text"])) for line in test]
    processor = agent.processor
    tracker = None
    parsed = [processor._parse_message_with_graph(message, tracker) for message in messages]
    return [each["intent"]["name"] for each in parsed]


def _flat(text: str) -> str:
    return " ".join(text.replace("[", "【").replace("]", "】").split()) or "。"


def _listed(texts: list[str]) -> str:
    return "".join(f"- {text}\n" for text in texts)


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--diet-folds", type=int, default=0)
    given = parser.parse_args()
    lines = [json.loads(line) for line in given.sentences.read_text(encoding="utf-8").splitlines()]
    print(f"{len(lines)} sentences, {len({line['intent'] for line in lines})} intents, {given.folds} folds\n")  # noqa: T201
    print("| kind | accuracy | macro F1 | seconds a fold |\n|---|---|---|---|")  # noqa: T201
    vectors = Vectors(kept=len(lines) + 1)
    vectors.of([line["text"] for line in lines], threads=2)
    for name, weights in KINDS.items():
        _row(name, outcome(lines, by_kernel(vectors, weights), given.folds, given.folds))
    if given.diet_folds:
        name = f"Jieba, count vectors, DIET 100 epochs ({given.diet_folds} of the folds)"
        _row(name, outcome(lines, by_diet, given.folds, given.diet_folds))


def _row(name: str, found: Outcome) -> None:
    print(f"| {name} | {found.accuracy:.3f} | {found.macro_f1:.3f} | {found.seconds:.0f} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
