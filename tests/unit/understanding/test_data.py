"""The sentences themselves: enough of them, each its own, and none that the model is later judged by."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter

from backend.understanding.evaluate import TEST_SETS
from backend.understanding.training import sentences

SMALL = {"affirm", "deny", "greet", "thanks", "goodbye", "restart", "chitchat", "ask_bot_identity", "delete_my_data"}
LEARNED = [(text, intent.partition("/")[0]) for text, intent in sentences()]


def plain(text: str) -> str:
    """A sentence without what tells no two apart: width, case, blanks, marks (but the star of a correction)."""
    letters = re.sub(r"[^\w*]|_", "", unicodedata.normalize("NFKC", text)).casefold()
    return letters or text.strip()


def test_each_intent_has_sentences_enough() -> None:
    counts = Counter(intent for _, intent in {(plain(text), intent) for text, intent in LEARNED})

    assert {intent: count for intent, count in counts.items() if count < (40 if intent in SMALL else 100)} == {}


def test_no_sentence_is_learned_under_two_intents() -> None:
    intents: dict[str, set[str]] = {}
    for text, intent in LEARNED:
        intents.setdefault(plain(text), set()).add(intent)

    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def test_the_model_has_learned_no_sentence_it_is_judged_by() -> None:
    learned = {plain(text) for text, _ in LEARNED}
    judged = [json.loads(line)["text"] for path in TEST_SETS.glob("*.jsonl") for line in path.open(encoding="utf-8")]

    assert len(judged) > 500
    assert [text for text in judged if plain(text) in learned] == []
