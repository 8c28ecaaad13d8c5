"""Answers that tell no fact of their own: "都行", "不记得了", "跟上次一样". The words are data."""

import re
from functools import cache
from pathlib import Path

import yaml

from actions.dialogue import asking
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Form
from actions.dialogue.turn import Turn


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("spoken_words.yaml").read_text("utf-8"))
    return found


def heard(turn: Turn, kind: str) -> bool:
    """Whether the message holds words of this kind."""
    text = turn.text.lower()
    return turn.kind == "text" and any(re.search(word, text) for word in _words()[kind])


def puts_right(turn: Turn) -> bool:
    """Whether the message puts something right that was told before."""
    return turn.intent == "correction" or heard(turn, "wrong")


def heard_in(text: str, *kinds: str) -> bool:
    """Whether some words are of one of these kinds."""
    return any(re.search(word, text.lower()) for kind in kinds for word in _words()[kind])


def number_forgotten(turn: Turn, form: Form) -> bool:
    """ "学号早忘了，身份证行不" when no number was asked for: what is known will do."""
    asked = any(want in ("subject.student_id", "subject.id_number") for want in form.asking)
    named = heard(turn, "student_id") or heard(turn, "id_number")
    return heard(turn, "unknown") and named and not asked and form.track != "citizen"


def shrug(turn: Turn, form: Form, desk: Desk) -> list[Say] | None:
    """The next question after "都行" or "不记得了": what else would do. None when the message is no such answer.

    An empty list means that the usual value is taken and the form goes on.
    """
    whatever, unknown = heard(turn, "any"), heard(turn, "unknown")
    if not (whatever or unknown):
        return None
    wants = form.asking
    if number_forgotten(turn, form):
        return [say("identity.enough")]
    if "copies" in wants or "language" in wants:
        return []
    if unknown and "subject.student_id" in wants:
        return [say("ask.subject.student_id", expecting="student_id")]
    if unknown and "subject.graduation_year" in wants:
        return [say("problem.vague_year", expecting="enrollment_year")]
    if "delivery.method" in wants:
        offers = [choice(f"way.{way}", say(f"delivery.{way}")) for way in asking.ways(form, desk)]
        return [say("ask.delivery.either", choices=offers, expecting="delivery_method")]
    return None
