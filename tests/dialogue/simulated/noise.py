"""What makes a talk uneven: kinds of noise, and the slips of an applicant who puts them right later."""

from dataclasses import replace
from random import Random
from typing import Any

from tests.dialogue.simulated import goals
from tests.dialogue.simulated.goals import Goal

KINDS = (
    "plain",
    "all_at_once",
    "one_by_one",
    "correction",
    "list_correction",
    "digression",
    "silence",
    "bubbles",
    "typos",
    "voice",
    "taps",
    "repeat",
    "pictures",
    "invalid",
    "small_talk",
    "restart",
    "cancel",
    "switch",
    "english",
)
_MANNERS = {"typos": "typos", "voice": "voice"}


def manner_of(noise: str) -> str:
    """How such an applicant writes."""
    return _MANNERS.get(noise, "plain")


def slipped(goal: Goal, fact: str, rng: Random) -> Goal:
    """The goal as somebody says it who errs in one fact."""
    if fact == "rows":
        row = goal.items[0] | {"copies": goal.items[0]["copies"] % 5 + 1}
        return replace(goal, items=[row, *goal.items[1:]])
    if fact == "delivery":
        others = [one for one in goals.invented()["addresses"] if one != goal.delivery["address"]]
        return replace(goal, delivery=goal.delivery | {"address": rng.choice(others)})
    if fact == "phone":
        return _with_phone(goal, goals.phone(rng))
    return replace(goal, subject=goal.subject | _slip(goal.subject, fact, rng))


def _slip(subject: dict[str, Any], fact: str, rng: Random) -> dict[str, Any]:
    if fact == "name":
        return {"name": goals.other_name(rng, subject["name"])}
    if fact == "year":
        key = "enrollment_year" if "enrollment_year" in subject else "graduation_year"
        return {key: subject[key] - 1}
    return {"student_id": subject["student_id"][:-1] + str((int(subject["student_id"][-1]) + 1) % 10)}


def invalid(goal: Goal, rng: Random) -> tuple[str, Goal]:
    """A fact that cannot be right as it is said first, and the goal in that form."""
    if "id_number" in goal.subject and rng.random() < 0.6:
        number = goal.subject["id_number"]
        wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
        return "identity", replace(goal, subject=goal.subject | {"id_number": wrong})
    number = goal.subject.get("phone") or goal.requester["phone"]
    return "phone", _with_phone(goal, number[:-1])


def _with_phone(goal: Goal, number: str) -> Goal:
    if "phone" in goal.subject:
        return replace(goal, subject=goal.subject | {"phone": number})
    return replace(goal, requester=goal.requester | {"phone": number})


def correctable(goal: Goal) -> list[str]:
    """Facts in which people err and which they put right."""
    found = ["year"] if goal.track != "citizen" else []
    found += ["name"] if goal.track in ("self", "citizen") else []
    found += ["phone"]
    found += ["rows"] if len(goal.items) == 1 else []
    found += ["identity"] if "student_id" in goal.subject else []
    found += ["delivery"] if goal.delivery["method"] == "express" else []
    return found
