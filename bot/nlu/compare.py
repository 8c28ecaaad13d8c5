"""Compare ways of understanding by cross-validation on the training sentences, all on the same folds.

`python -m bot.nlu.compare --sentences FILE [--folds 5] [--run 5] [--diet --epochs 100]`, where FILE is what
backend/understanding/training.py prepared ($LANTAI_HOME/training/sentences.jsonl). The first `--run` of `--folds`
folds are told to every kind, one sentence at a time when it is asked for milliseconds. Prints a Markdown table for
backend/docs/decisions/0032-understanding-pipeline.md. DIET needs TensorFlow and many minutes, so it is asked for.
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
DIET: dict[str, Any] = {
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

TIMED = 200
"""How many test sentences are told one by one for the milliseconds."""

Line = dict[str, Any]
Told = Callable[[list[Line]], list[str]]
Train = Callable[[list[Line]], Told]


@dataclass
class Outcome:
    """Accuracy, macro F1, seconds of training and milliseconds a sentence of one kind, averaged over folds."""

    accuracy: float
    macro_f1: float
    seconds: float
    milliseconds: float


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


def outcome(lines: list[Line], train: Train, number: int, most: int) -> Outcome:
    """Run a kind over the first `most` of `number` folds."""
    scores: list[tuple[float, float, float, float]] = []
    for seen, unseen in list(folds(lines, number))[:most]:
        test = [lines[each] for each in unseen]
        began = time.monotonic()
        told = train([lines[each] for each in seen])
        trained = time.monotonic()
        for line in test[:TIMED]:
            told([line])
        milliseconds = 1000 * (time.monotonic() - trained) / len(test[:TIMED])
        guessed, wanted = told(test), [line["intent"] for line in test]
        right = float(np.mean([a == b for a, b in zip(wanted, guessed, strict=True)]))
        scores.append((right, macro_f1(wanted, guessed), trained - began, milliseconds))
    means = np.mean(scores, axis=0)
    return Outcome(*(float(mean) for mean in means))


def macro_f1(wanted: list[str], guessed: list[str]) -> float:
    """The mean of the intents' F1."""
    values = []
    for name in sorted(set(wanted)):
        hits = sum(a == b == name for a, b in zip(wanted, guessed, strict=True))
        values.append(2 * hits / (wanted.count(name) + guessed.count(name)))
    return float(np.mean(values))


def by_kernel(weights: dict[str, float]) -> Train:
    """Our classifier, with some of its parts left out; sentences are encoded anew, as at a first training."""
    blind = weights.get("vector_weight") == 0.0

    def encoded(vectors: Vectors, texts: list[str]) -> Any:
        return np.zeros((len(texts), 512), np.float32) if blind else vectors.of(texts, threads=2)

    def train(seen: list[Line]) -> Told:
        vectors = Vectors(kept=0)
        texts = [line["text"] for line in seen]
        found = [flags(line["metadata"]) for line in seen]
        sample = Sample(texts, found, encoded(vectors, texts), [line["intent"] for line in seen])
        kernel = fit(sample, **weights)

        def told(test: list[Line]) -> list[str]:
            texts = [line["text"] for line in test]
            found = [flags(line["metadata"]) for line in test]
            scores = kernel.scores(texts, found, encoded(vectors, texts))
            return [kernel.classes[index] for index in scores.argmax(axis=1)]

        return told

    return train


def by_diet(epochs: int) -> Train:
    """Rasa's own Chinese pipeline of the handbook."""
    pipeline = [*DIET["pipeline"][:-1], {**DIET["pipeline"][-1], "epochs": epochs}]

    def train(seen: list[Line]) -> Told:
        from rasa.core.agent import Agent
        from rasa.core.channels.channel import UserMessage
        from rasa.model_training import train_nlu

        blocks: dict[str, list[str]] = {}
        for line in seen:
            # the reader's placeholders stay; square brackets and newlines mean something in Rasa's format
            blocks.setdefault(line["intent"], []).append(_flat(line["text"]))
        data = {"version": "3.1", "nlu": [{"intent": name, "examples": _listed(each)} for name, each in blocks.items()]}
        with tempfile.TemporaryDirectory() as folder:
            os.environ["RASA_CACHE_DIRECTORY"] = folder
            config, sentences = Path(folder, "config.yml"), Path(folder, "nlu.yml")
            config.write_text(json.dumps({**DIET, "pipeline": pipeline}), encoding="utf-8")
            sentences.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
            model = train_nlu(str(config), str(sentences), folder, fixed_model_name="diet")
            processor = Agent.load(model).processor

        def told(test: list[Line]) -> list[str]:
            messages = [UserMessage(_flat(line["text"])) for line in test]
            return [processor._parse_message_with_graph(message, None)["intent"]["name"] for message in messages]

        return told

    return train


def _flat(text: str) -> str:
    return " ".join(text.replace("[", "【").replace("]", "】").split()) or "。"


def _listed(texts: list[str]) -> str:
    return "".join(f"- {text}\n" for text in texts)


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--run", type=int, default=5, help="how many of the folds every kind is told")
    parser.add_argument("--diet", action="store_true")
    parser.add_argument("--epochs", type=int, default=100)
    given = parser.parse_args()
    lines = [json.loads(line) for line in given.sentences.read_text(encoding="utf-8").splitlines()]
    intents = len({line["intent"] for line in lines})
    _say(f"{len(lines)} sentences, {intents} intents, {given.run} of {given.folds} folds\n")
    _say("| kind | accuracy | macro F1 | seconds to train | ms a sentence |\n|---|---|---|---|---|")
    kinds = {name: by_kernel(weights) for name, weights in KINDS.items()}
    if given.diet:
        kinds[f"Jieba, count vectors, DIET ({given.epochs} epochs)"] = by_diet(given.epochs)
    for name, train in kinds.items():
        found = outcome(lines, train, given.folds, given.run)
        figures = f"{found.accuracy:.3f} | {found.macro_f1:.3f} | {found.seconds:.0f} | {found.milliseconds:.1f}"
        _say(f"| {name} | {figures} |")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
