"""What an applicant reads on the screen: what is asked, and whether the list to check is right."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.dialogue.simulated.goals import Goal
from tests.dialogue.simulated.speech import wordings

_ROW = re.compile(r"^[①②③④⑤⑥⑦⑧⑨⑩] *(.+)$", re.MULTILINE)


@cache
def _cues() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("cues.yaml").read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Seen:
    """An answer as a person takes it."""

    kind: str
    """filed, list, consent, picture, year_kind, person_offered, asks, nothing."""
    facts: tuple[str, ...] = ()


def read(answer: str) -> Seen:
    """What the answer wants."""
    for kind in ("filed", "list", "consent", "picture", "year_kind", "person_offered"):
        if re.search(_cues()[kind], answer, re.DOTALL):
            return Seen(kind)
    found: list[str] = []
    for ask in _cues()["asks"]:
        if re.search(ask["cue"], answer):
            found += ask["facts"]
    return Seen("asks", tuple(dict.fromkeys(found))) if found else Seen("nothing")


def amiss(answer: str, goal: Goal) -> list[str]:
    """Facts that the list to check shows otherwise than they are; what it does not show is not judged."""
    shown = answer[re.search(_cues()["list"], answer).start() :]  # type: ignore[union-attr]
    wrong = [] if _rows_right(_ROW.findall(shown), goal) else ["rows"]
    person, labels = goal.subject, _LABELS[goal.lang]
    for fact, label, tail in (
        ("name", labels["name"], person["name"][0]),
        ("year", labels["enrolled"], str(person.get("enrollment_year", ""))),
        ("year", labels["class"], str(person.get("graduation_year", ""))),
    ):
        found = re.search(label, shown)
        if found and tail and found[1] != tail:
            wrong.append(fact)
    wanted = goal.delivery["method"]
    ways = [way for way, words in labels["ways"].items() if any(word in shown for word in words)]
    if ways and wanted not in ways:
        wrong.append("delivery")
    number = person.get("phone") or goal.requester.get("phone") or ""
    tails = re.findall(r"1\d\d\*{4}(\d{4})", shown)
    if tails and number[-4:] not in tails:
        wrong.append("phone")
    return list(dict.fromkeys(wrong))


_LABELS: dict[str, dict[str, Any]] = {
    "zh": {
        "name": r"姓名 (.)",
        "enrolled": r"(\d{4})年入学",
        "class": r"(\d{4})届",
        "ways": {
            "express": ["邮寄"],
            "pickup": ["到馆自取"],
            "pickup_box": ["领取箱"],
            "email": ["电子件"],
        },
    },
    "en": {
        "name": r"\bname (.)",
        "enrolled": r"enrolled (\d{4})",
        "class": r"class of (\d{4})",
        "ways": {
            "express": ["courier", "EMS", "SF"],
            "pickup": ["counter"],
            "pickup_box": ["box"],
            "email": ["e-mail"],
        },
    },
}


def _rows_right(lines: list[str], goal: Goal) -> bool:
    """Every row of the goal stands in the list, and no other."""
    if len(lines) != len(goal.items):
        return False
    left = list(lines)
    for row in goal.items:
        line = next((one for one in left if _shows(one, row, goal.lang)), None)
        if line is None:
            return False
        left.remove(line)
    return True


_NAMES = {
    "zh": {
        "transcript": "成绩单",
        "graduation_proof": "毕业",
        "degree_proof": "学位证明",
        "enrollment_proof": "学籍证明",
        "admission_roster": "录取名册",
        "student_registration_form": "学籍卡",
        "marriage_record": "婚姻",
        "family_planning_record": "计划生育",
        "subsistence_allowance_record": "低保",
    },
    "en": {
        "transcript": "transcript",
        "graduation_proof": "graduation",
        "degree_proof": "degree",
        "enrollment_proof": "enrolment",
    },
}
_ONE_LANGUAGE = frozenset(
    {"admission_roster", "student_registration_form"}
    | {"marriage_record", "family_planning_record", "subsistence_allowance_record"}
)
_SEALED = {"zh": "密封", "en": "sealed"}


def _shows(line: str, row: dict[str, Any], lang: str) -> bool:
    language = wordings()[lang]["language"][row["language"]]
    return (
        _NAMES[lang][row["document_type"]] in line.lower().replace("gpa", "")
        and (row["document_type"] in _ONE_LANGUAGE or language in line)
        and re.search(rf"(?<!\d){row['copies']}(?!\d)", line) is not None
        and (_SEALED[lang] in line) == bool(row.get("sealed"))
    )
