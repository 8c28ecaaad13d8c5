"""From a redacted text and the reader's finds to an intent: rules first, then the classifier, then clauses."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.nlu.clauses import clauses
from bot.nlu.features import Floats, Vectors, flags
from bot.nlu.kernel import Kernel, Sample, fit
from bot.nlu.rules import SURE, decided, implied, only_facts, refined, wished
from bot.nlu.wishes import (
    ASKED_SURE,
    CLAUSE_BACKED,
    CLAUSE_SURE,
    PAPER_COUNTED,
    UNSURE,
    WANTS_PAPER,
    WHOLE_BACKS,
    Wish,
    clearest,
    first_wish,
    further,
    plain,
)

Named = dict[str, Any]

RANKED = 5
"""How many guesses are kept; the console shows them where a message was not understood."""

_FACTS = frozenset(
    f"detail:{entity}"
    for entity in (
        "name", "student_id", "id_number", "passport", "phone", "landline", "email", "address", "enrollment_year",
        "graduation_year", "degree_level", "department", "major", "copies", "purpose", "delivery_method",
    )
)  # fmt: skip
"""What a request needs to know; a message without any gives no facts."""

_ACTS_FOR = frozenset({"proxy_request", "employer_verification", "modify_request", "cancel_request", "correction"})
"""What a clause that counts copies may be besides an order of one's own."""

KEPT_ANSWERS = 4_096


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
        text = wished(text)
        ruled = decided(text, metadata)
        if ruled is not None:
            named = {"name": ruled, "confidence": SURE}
            return {"intent": named, "intent_ranking": [named], "also": []}
        found = frozenset(flags(metadata) | _told(metadata))
        return dict(self._weighed(text, found))

    def _weigh(self, text: str, found: frozenset[str]) -> dict[str, Any]:
        """By statistics. Many messages are sent again and again, so the answers are kept (see __init__)."""
        parts = clauses(text)
        flagged = [set(found), *(set[str]() for _ in parts)]
        whole, *likely = self._kernel.probabilities([text, *parts], flagged, self._vectors.of([text, *parts]))
        wishes = self._wishes(parts, whole, likely)
        ranking = self._ranking(whole)
        likeliest = [self._kernel.classes[int(each.argmax())] for each in likely]
        main = first_wish(clearest(ranking, wishes), wishes, likeliest, facts=bool(found & _FACTS))
        sure = ranking[0]["confidence"] >= UNSURE
        gave_way = ranking[0]["name"] if main is not ranking[0] and sure else ""
        if main["name"] == "provide_details" and "document" in found:
            main = {"name": "request_document", "confidence": main["confidence"]}  # the bare name of a paper too
        better = refined(main["name"], text, found)
        main = {**main, "name": main["name"] if better == gave_way else better}
        return {
            "intent": main,
            "intent_ranking": [main, *(each for each in ranking if each["name"] != main["name"])],
            "also": further(main["name"], wishes, implied(main["name"], text), text, gave_way),
        }

    def _ranking(self, probabilities: Floats) -> list[Named]:
        best = probabilities.argsort()[::-1][:RANKED]
        return [
            {"name": self._kernel.classes[index], "confidence": round(float(probabilities[index]), 4)} for index in best
        ]

    def _wishes(self, parts: list[str], whole: Floats, likely_parts: list[Floats]) -> list[Wish]:
        """What each clause wants by itself, where that is clear."""
        found: list[Wish] = []
        for place, (text, likely) in enumerate(zip(parts, likely_parts, strict=True)):
            index = int(likely.argmax())
            wish = Wish(self._kernel.classes[index], round(float(likely[index]), 4), place, text)
            ordered = PAPER_COUNTED.match(text) and not wish.asks and wish.name not in _ACTS_FOR
            if ordered or (wish.confidence < CLAUSE_SURE and WANTS_PAPER.match(text)):
                wish = Wish("request_document", CLAUSE_SURE, place, text)
            if place and (said := plain(text)):
                wish = Wish(said, CLAUSE_SURE, place, text, plain=True)
            if only_facts(text):
                wish = Wish("provide_details", SURE, place, text)
            backed = wish.turns or whole[index] >= WHOLE_BACKS
            sure = ASKED_SURE if wish.asks and wish.question else CLAUSE_SURE
            if wish.confidence >= sure or (backed and wish.confidence >= CLAUSE_BACKED):
                found.append(wish)
        return found

    def save(self, folder: Path) -> None:
        """Write the classifier."""
        self._kernel.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read it."""
        return cls(Kernel.load(folder))


def _told(metadata: dict[str, Any]) -> set[str]:
    """What the rules ask of the reader's finds beyond the kernel's flags: a paper named, somebody acted for."""
    details = [each for each in metadata.get("details") or [] if not each.get("denied")]
    purposes = [(each.get("start") or 0, each.get("end") or 0) for each in details if each.get("entity") == "purpose"]
    kin = [
        each
        for each in details
        if each.get("entity") == "relation"
        and each.get("value") != "agent"
        and not any(start - 2 <= (each.get("start") or 0) < end for start, end in purposes)
    ]
    told = {"kin"} if kin else set()
    if any(row.get("document_type") for row in metadata.get("items") or []):
        told.add("document")
    return told


def fitted(texts: list[str], metadata: list[dict[str, Any]], intents: list[str]) -> Understanding:
    """Train on sentences with what the reader found in them."""
    vectors = Vectors()
    rows = vectors.of(texts, threads=2)
    return Understanding(fit(Sample(texts, [flags(each) for each in metadata], rows, intents)), vectors)
