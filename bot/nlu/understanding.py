"""From a redacted text and the reader's finds to an intent: rules first, then the classifier, then clauses."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.nlu.clauses import clauses
from bot.nlu.features import Floats, Vectors, flags
from bot.nlu.kernel import Kernel, Sample, fit
from bot.nlu.rules import SURE, decided, implied, refined

Named = dict[str, Any]

RANKED = 5
"""How many guesses are kept; the console shows them where a message was not understood."""

KEPT_ANSWERS = 4_096

CLAUSE_SURE = 0.85
"""A clause by itself must be this sure to count as a wish of its own."""

CLAUSE_BACKED = 0.40
"""Or this sure, when the whole message points there too:"""

WHOLE_BACKS = 0.04

NO_WISH = frozenset(
    {
        "provide_details", "greet", "thanks", "goodbye", "affirm", "deny", "chitchat", "out_of_scope",
        "correction", "restart", "proxy_request", "employer_verification",
    }
)  # fmt: skip
"""Manners, facts and whom it is for are no further wishes beside a wish."""

COVERED = {
    "request_document": {"modify_request", "urge_progress", "ask_document_not_held"},
    "proxy_request": {"request_document", "modify_request", "book_visit"},
    "employer_verification": {
        "request_document", "ask_location_contact", "upload_attachment_question", "ask_required_materials",
    },
    "donate_archives": {"request_document", "proxy_request"},
    "modify_request": {"request_document", "check_progress", "cancel_request", "upload_attachment_question"},
    "cancel_request": {"modify_request", "check_progress", "ask_document_not_held", "donate_archives"},
    "correction": {"request_document", "modify_request", "cancel_request", "urge_progress"},
    "urge_progress": {"check_progress", "ask_processing_time"},
    "check_progress": {"upload_attachment_question", "request_document"},
    "ask_document_not_held": {"ask_personnel_file_transfer", "request_document"},
    "ask_personnel_file_transfer": {
        "ask_document_not_held", "check_progress", "ask_required_materials", "ask_location_contact",
        "talk_to_human", "urge_progress", "request_document",
    },
    "upload_attachment_question": {"cancel_request", "privacy_question", "check_progress"},
    "talk_to_human": {"modify_request"},
}  # fmt: skip
"""What a clause of a main wish sounds like by itself without being another wish."""


GIVES_WAY: dict[str, set[str]] = {
    "request_document": {"check_progress", "cancel_request"},
    "complaint": {"talk_to_human", "urge_progress", "ask_personnel_file_transfer", "check_progress"},
}
"""Besides questions: intents that give way to an earlier clause, and to which."""


class Understanding:
    """A trained classifier with its rules."""

    def __init__(self, kernel: Kernel, vectors: Vectors | None = None) -> None:
        self._kernel = kernel
        self._vectors = vectors or Vectors()
        self._vectors.of(["你好"])  # the encoder is loaded at start, not at the first message
        self._weighed = lru_cache(maxsize=KEPT_ANSWERS)(self._weigh)

    def of(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """Intent, ranking and further wishes of one message."""
        if metadata.get("kind", "text") != "text":
            return {"intent": {"name": None, "confidence": 0.0}, "intent_ranking": [], "also": []}
        ruled = decided(text, metadata)
        if ruled is not None:
            named = {"name": ruled, "confidence": SURE}
            return {"intent": named, "intent_ranking": [named], "also": []}
        found = frozenset(flags(metadata) | ({"document"} if _names_document(metadata) else set()))
        return dict(self._weighed(text, found))

    def _weigh(self, text: str, found: frozenset[str]) -> dict[str, Any]:
        """By statistics. Many messages are sent again and again, so the answers are kept (see __init__)."""
        parts = clauses(text)
        flagged = [set(found), *(set[str]() for _ in parts)]
        whole, *likely = self._kernel.probabilities([text, *parts], flagged, self._vectors.of([text, *parts]))
        wishes = self._wishes(whole, likely)
        ranking = self._ranking(whole)
        main = first_wish(ranking[0], wishes)
        if main["name"] == "provide_details" and "document" in found:
            main = {"name": "request_document", "confidence": main["confidence"]}  # the bare name of a paper too
        main = {**main, "name": refined(main["name"], text)}
        return {
            "intent": main,
            "intent_ranking": [main, *(each for each in ranking if each["name"] != main["name"])],
            "also": further(main["name"], wishes, implied(main["name"], text)),
        }

    def _ranking(self, probabilities: Floats) -> list[Named]:
        best = probabilities.argsort()[::-1][:RANKED]
        return [
            {"name": self._kernel.classes[index], "confidence": round(float(probabilities[index]), 4)} for index in best
        ]

    def _wishes(self, whole: Floats, likely_parts: list[Floats]) -> list[Named]:
        """What each clause wants by itself, where that is clear."""
        found: list[Named] = []
        for likely in likely_parts:
            index = int(likely.argmax())
            sure = float(likely[index])
            if sure >= CLAUSE_SURE or (sure >= CLAUSE_BACKED and whole[index] >= WHOLE_BACKS):
                found.append({"name": self._kernel.classes[index], "confidence": round(sure, 4)})
        return found

    def save(self, folder: Path) -> None:
        """Write the classifier."""
        self._kernel.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read it."""
        return cls(Kernel.load(folder))


def first_wish(whole: Named, wishes: list[Named]) -> Named:
    """The wish that comes first, when the classifier named a later question as the whole message's intent.

    A fact before a question is the main part as well (labels: "a fact with a question: also that question").
    Questions give way, and anger does; an order ("改成", "再加") usually stands last and is the main thing all
    the same. A new request gives way only to what is said of an old one.
    """
    name = whole["name"]
    if not (name.startswith("ask_") or name in GIVES_WAY):
        return whole
    for number, wish in enumerate(wishes):
        if wish["name"] == name:
            return whole
        if wish["name"] in NO_WISH and wish["name"] != "provide_details":
            continue
        later = {each["name"] for each in wishes[number + 1 :]}
        return wish if name in later and wish["name"] in GIVES_WAY.get(name, {wish["name"]}) else whole
    return whole


def further(main: str, wishes: list[Named], implied: list[str]) -> list[Named]:
    """The wishes beside the main one, each once."""
    covered = NO_WISH | COVERED.get(main, set()) | {main}
    found = {wish["name"]: wish for wish in wishes if wish["name"] not in covered}
    for name in implied:
        found.setdefault(name, {"name": name, "confidence": SURE})
    return list(found.values())


def _names_document(metadata: dict[str, Any]) -> bool:
    return any(row.get("document_type") for row in metadata.get("items") or [])


def fitted(texts: list[str], metadata: list[dict[str, Any]], intents: list[str]) -> Understanding:
    """Train on sentences with what the reader found in them."""
    vectors = Vectors()
    rows = vectors.of(texts, threads=2)
    return Understanding(fit(Sample(texts, [flags(each) for each in metadata], rows, intents)), vectors)
