"""From a redacted text and the reader's finds to an intent: rules first, then the classifier, then clauses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.nlu.clauses import clauses
from bot.nlu.features import Floats, Vectors, flags
from bot.nlu.kernel import Kernel, Sample, fit
from bot.nlu.rules import SURE, decided

Named = dict[str, Any]

RANKED = 5
"""How many guesses are kept; the console shows them where a message was not understood."""

ALSO_CLAUSE = 0.60
"""A clause by itself must be this sure to count as a wish of its own."""

ALSO_WHOLE = 0.18
"""An intent this likely for the whole message counts as well, when a clause names it too."""

NO_WISH = frozenset(
    {
        "provide_details", "greet", "thanks", "goodbye", "affirm", "deny", "chitchat", "out_of_scope",
        "correction", "restart",
    }
)  # fmt: skip
"""Manners and facts beside a wish are no further wishes."""


class Understanding:
    """A trained classifier with its rules."""

    def __init__(self, kernel: Kernel, vectors: Vectors | None = None) -> None:
        self._kernel = kernel
        self._vectors = vectors or Vectors()
        self._vectors.of(["你好"])  # the encoder is loaded at start, not at the first message

    def of(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """Intent, ranking and further wishes of one message."""
        if metadata.get("kind", "text") != "text":
            return {"intent": {"name": None, "confidence": 0.0}, "intent_ranking": [], "also": []}
        ruled = decided(text, metadata)
        if ruled is not None:
            named = {"name": ruled, "confidence": SURE}
            return {"intent": named, "intent_ranking": [named], "also": []}
        parts = clauses(text)
        vectors = self._vectors.of([text, *parts])
        whole = self._kernel.probabilities(text, flags(metadata), vectors[0])
        ranking = self._ranking(whole)
        return {
            "intent": ranking[0],
            "intent_ranking": ranking,
            "also": self._also(ranking[0]["name"], whole, parts, vectors[1:]),
        }

    def _ranking(self, probabilities: Floats) -> list[Named]:
        best = probabilities.argsort()[::-1][:RANKED]
        return [
            {"name": self._kernel.classes[index], "confidence": round(float(probabilities[index]), 4)}
            for index in best
        ]

    def _also(self, main: str, whole: Floats, parts: list[str], vectors: Floats) -> list[Named]:
        found: dict[str, float] = {}
        for part, vector in zip(parts, vectors, strict=True):
            likely = self._kernel.probabilities(part, set(), vector)
            index = int(likely.argmax())
            name, sure = self._kernel.classes[index], float(likely[index])
            wish = name not in NO_WISH and name != main
            if wish and (sure >= ALSO_CLAUSE or (sure >= ALSO_CLAUSE / 2 and whole[index] >= ALSO_WHOLE)):
                found[name] = max(found.get(name, 0.0), round(sure, 4))
        return [{"name": name, "confidence": sure} for name, sure in found.items()]

    def save(self, folder: Path) -> None:
        """Write the classifier."""
        self._kernel.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read it."""
        return cls(Kernel.load(folder))


def fitted(texts: list[str], metadata: list[dict[str, Any]], intents: list[str]) -> Understanding:
    """Train on sentences with what the reader found in them."""
    vectors = Vectors()
    rows = vectors.of(texts, threads=2)
    return Understanding(fit(Sample(texts, [flags(each) for each in metadata], rows, intents)), vectors)
