"""How an applicant puts facts into words; the wordings are data (wordings.yaml)."""

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.dialogue.simulated.goals import Goal

_SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_PUNCTUATION = re.compile(r"[，。、；：:]")


@cache
def wordings() -> dict[str, Any]:
    """All of them, by language."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wordings.yaml").read_text("utf-8"))
    return loaded


def facts_of(goal: Goal) -> list[str]:
    """What there is to tell for a goal, in the order in which people usually tell it."""
    facts = ["rows"]
    if goal.track == "organization":
        facts += ["organization", "requester_name", "phone", "purpose"]
    facts += ["name", "identity"]
    if goal.track != "citizen":
        facts += ["degree_level", "year"]
    if goal.track == "proxy":
        facts += ["relation", "requester_name"]
    facts += ["spouse"] if goal.details else []
    return list(dict.fromkeys([*facts, "phone", "delivery"]))


class Speech:
    """One applicant's way of saying things."""

    def __init__(self, rng: Random, lang: str, manner: str = "plain") -> None:
        self._rng, self._lang, self._manner = rng, lang, manner
        self._words: dict[str, Any] = wordings()[lang]

    def any(self, key: str) -> str:
        """One of the sentences under a key."""
        return str(self._rng.choice(self._words[key]))

    def wish(self, goal: Goal, *, figures: bool = True) -> str:
        """The first sentence about what is wanted; without figures only the names of the papers."""
        rows = self.rows(goal)
        if goal.track == "proxy":
            person = self._rng.choice(self._words["person"][goal.relation])
            return self.any("proxy_wish").format(rows=rows, person=person)
        if goal.track == "organization":
            return self.any("organization_wish").format(rows=rows, organization=goal.requester["organization"])
        if figures or len(goal.items) > 1:
            return self.any("wish").format(rows=rows)
        return self.any("wish_open").format(documents=self._document(goal.items[0]))

    def rows(self, goal: Goal) -> str:
        """All rows in one sentence."""
        said = [self._row(row) for row in goal.items]
        return "".join(one if i == 0 else self.any("row_joint") + one for i, one in enumerate(said))

    def figures(self, goal: Goal) -> str:
        """An answer to: how many, in which language."""
        if len(goal.items) > 1:
            return self.rows(goal)
        row = goal.items[0]
        sealed = self.any("sealed") if row.get("sealed") else ""
        return self.any("figures").format(**self._figures(row)) + sealed

    def _figures(self, row: dict[str, Any]) -> dict[str, str]:
        copies = self._rng.choice(self._words["copies"][row["copies"]])
        return {"language": self._words["language"][row["language"]], "copies": copies}

    def _row(self, row: dict[str, Any]) -> str:
        sealed = self.any("sealed") if row.get("sealed") else ""
        return self.any("row").format(document=self._document(row), sealed=sealed, **self._figures(row))

    def _document(self, row: dict[str, Any]) -> str:
        return str(self._rng.choice(self._words["document"][row["document_type"]]))

    def fact(self, goal: Goal, fact: str, *, bare: bool = False) -> str:
        """One fact; `bare` when nothing else was asked and nothing else is said."""
        if fact == "rows":
            return self.figures(goal) if bare else self.rows(goal)
        wording, values = self._wording(goal, fact)
        how = self._words["facts"][wording]["bare" if bare else "said"]
        return str(self._rng.choice(how)).format(**values)

    def correction(self, goal: Goal, fact: str) -> str:
        """A fact said before, put right."""
        wording, values = self._wording(goal, fact) if fact != "rows" else ("copies", self._copies(goal))
        return str(self._rng.choice(self._words["correct"][wording])).format(**values)

    def can_correct(self, goal: Goal, fact: str) -> bool:
        """Whether there are words for putting this fact right."""
        if fact == "rows":
            return len(goal.items) == 1
        return self._wording(goal, fact)[0] in self._words["correct"]

    def _copies(self, goal: Goal) -> dict[str, str]:
        return {"v": self._rng.choice(self._words["copies"][goal.items[0]["copies"]])}

    def _wording(self, goal: Goal, fact: str) -> tuple[str, dict[str, str]]:
        """Which wordings tell this fact, and the values that go into them."""
        person, way = goal.subject, goal.delivery
        if fact == "name":
            return "name" if goal.track in ("self", "citizen") else "other_name", {"v": person["name"]}
        if fact == "identity":
            for key in ("student_id", "id_number"):
                if key in person:
                    return key, {"v": person[key]}
            return "study", {"department": person["department"], "major": person["major"]}
        if fact == "degree_level":
            return fact, {"v": self._rng.choice(self._words["degree_level"][person["degree_level"]])}
        if fact == "year":
            key = "enrollment_year" if "enrollment_year" in person else "graduation_year"
            return key, {"v": str(person[key]), "short": str(person[key])[2:]}
        if fact == "phone":
            return fact, {"v": self._phone(person.get("phone") or goal.requester["phone"])}
        if fact == "delivery":
            return self._delivery(way)
        if fact == "relation":
            return fact, {"v": self._rng.choice(self._words["person"][goal.relation])}
        if fact == "requester_name":
            return "handler" if goal.track == "organization" else "own_name", {"v": goal.requester["name"]}
        plain = {"organization": goal.requester.get("organization"), "purpose": goal.purpose} | goal.details
        return fact, {"v": str(plain[fact])}

    def _delivery(self, way: dict[str, Any]) -> tuple[str, dict[str, str]]:
        if way["method"] == "email":
            return "email", {"v": way["email"]}
        if way["method"] != "express":
            return way["method"], {}
        if way.get("carrier"):
            return "express_by_carrier", {"v": way["address"], "carrier": self._words["carrier"][way["carrier"]]}
        return "express", {"v": way["address"], "carrier": self._rng.choice(self._words["carrier"]["express"])}

    def _phone(self, number: str) -> str:
        if self._manner == "voice" and self._lang == "zh":
            return number.translate(_SPOKEN)
        if self._manner == "typos":
            return self._rng.choice([number, number.translate(_WIDE), f"{number[:3]} {number[3:7]} {number[7:]}"])
        return number

    def together(self, said: list[str]) -> str:
        """Several facts in one message."""
        joint = self.any("joint")
        return joint.join(said)

    def mannered(self, text: str) -> str:
        """A whole message as this applicant really sends it."""
        if self._manner == "typos":
            for right, wrong in self._words["typos"].items():
                if right in text and self._rng.random() < 0.5:
                    return text.replace(right, self._rng.choice(wrong), 1)
        if self._manner == "voice":
            filler = self._rng.choice([self.any("filler"), self.any("filler"), ""])
            return filler + _PUNCTUATION.sub("" if self._lang == "zh" else " ", text)
        return text
