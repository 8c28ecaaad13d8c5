"""Many simulated applicants against one house, judged by what the archive filed in the end."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from statistics import median
from typing import Any

from tests.dialogue.simulated import goals
from tests.dialogue.simulated.applicant import Applicant, Ending
from tests.dialogue.simulated.goals import Goal
from tests.dialogue.simulated.noise import KINDS
from tests.support.person import House, Person
from tests.support.stage import clock_of, play
from tests.support.talks import differences

_NOT_TOLD = frozenset({"id_type", "email", "carrier"})
"""What the archive adds by itself to what was told."""
_SAME_PERSON = {"recipient": "name", "phone": "phone"}
"""Who asks receives the parcel, unless somebody else was named."""


@dataclass(frozen=True)
class Outcome:
    """A talk that is over."""

    name: str
    kind: str
    goal: Goal
    ending: Ending
    wrong: list[str]
    turns: int
    spoken: list[tuple[str, str]]

    @property
    def verdict(self) -> str:
        """exact, wrong (something that was not wanted is filed) or unfinished."""
        if not self.wrong:
            return "exact"
        return "wrong" if self.ending.how == "filed" or "filed" in self.wrong[0] else "unfinished"

    def as_json(self) -> dict[str, Any]:
        """For the report file."""
        return {
            "name": self.name,
            "kind": self.kind,
            "track": self.goal.track,
            "verdict": self.verdict,
            "turns": self.turns,
            "ending": f"{self.ending.how} {self.ending.why}".strip(),
            "wrong": self.wrong,
            "transcript": [f"{who}: {words}" for who, words in self.spoken] if self.wrong else [],
        }


def rehearse(house: House, seed: int, count: int, kinds: tuple[str, ...] = KINDS) -> list[Outcome]:
    """Hold `count` talks drawn from a seed; the same seed gives the same applicants."""
    talks = {f"{seed}.{number}": _talk(house, f"{seed}.{number}", number, kinds) for number in range(count)}
    return list(play(talks, clock_of(house.urls["simulator"])).values())


def _talk(house: House, name: str, number: int, kinds: tuple[str, ...]) -> Generator[timedelta, None, Outcome]:
    rng = Random(name)
    kind = kinds[number % len(kinds)]
    goal = goals.draw(rng, lang="en" if kind == "english" else "zh")
    person = Person.follows(house)
    applicant = Applicant(goal, kind, rng, person)
    try:
        ending = yield from applicant.talk()
    except AssertionError as error:
        ending = Ending("given up", f"no answer: {error}")
    finally:
        person.leaves_off()
    return Outcome(name, kind, goal, ending, _judged(goal, ending, person), person.turns, person.spoken)


def _judged(goal: Goal, ending: Ending, person: Person) -> list[str]:
    filed = [request for request in person.requests() if request["resolution"] != "withdrawn"]
    wanted = [] if ending.how == "cancelled" else [goal.as_filed()]
    if len(filed) != len(wanted):
        none = "nothing is there" if not filed else f"filed {len(filed)} instead of {len(wanted)}"
        return [f"{none}; {ending.how} {ending.why}"]
    return [line for want, there in zip(wanted, filed, strict=True) for line in _apart(want, there)]


def _apart(wanted: dict[str, Any], there: dict[str, Any]) -> list[str]:
    """Where a filed request departs from the goal, what nobody asked for included."""
    lines = differences(wanted, there)
    for part in ("subject", "requester", "delivery", "details"):
        known = set(wanted.get(part) or {}) | _NOT_TOLD
        lines += [
            f".{part}.{key}: {value!r} was never said"
            for key, value in (there.get(part) or {}).items()
            if key not in known and value not in (None, "", [], {}) and not _own(key, value, wanted)
        ]
    for key in ("note", "purpose", "needed_by", "relation"):
        if there.get(key) and not wanted.get(key) and there[key] != "self":
            lines.append(f".{key}: {there[key]!r} was never said")
    return lines


def _own(key: str, value: Any, wanted: dict[str, Any]) -> bool:
    field = _SAME_PERSON.get(key, "")
    return value in [(wanted.get(part) or {}).get(field) for part in ("requester", "subject")]


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    """The scores: how many ended right, how many turns it took, by kind of noise."""
    kinds = sorted({one.kind for one in outcomes}, key=KINDS.index)
    one_row = [one for one in outcomes if one.verdict == "exact" and one.ending.how == "filed" and _simple(one.goal)]
    return {
        **_scores(outcomes),
        "kinds": {kind: _scores([one for one in outcomes if one.kind == kind]) for kind in kinds},
        "one_document_turns": _turns([one for one in one_row if one.kind == "plain"]),
        "all_at_once_turns": _turns([one for one in one_row if one.kind == "all_at_once"]),
        "failed": [one.as_json() for one in outcomes if one.wrong],
    }


def _simple(goal: Goal) -> bool:
    return len(goal.items) == 1 and goal.track == "self"


def _turns(outcomes: list[Outcome]) -> float | None:
    return median(one.turns for one in outcomes) if outcomes else None


def _scores(outcomes: list[Outcome]) -> dict[str, Any]:
    turns = sorted(one.turns for one in outcomes if one.ending.how == "filed")
    counts = {verdict: sum(one.verdict == verdict for one in outcomes) for verdict in ("exact", "wrong", "unfinished")}
    return {
        "talks": len(outcomes),
        **counts,
        "median_turns": median(turns) if turns else None,
        "p90_turns": turns[min(len(turns) - 1, int(0.9 * len(turns)))] if turns else None,
    }
