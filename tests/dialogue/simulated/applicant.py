"""The applicant: says what is wanted, answers what is asked, checks the list, and ends filed or gives up."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.dialogue.simulated import eyes, noise
from tests.dialogue.simulated.goals import Goal
from tests.dialogue.simulated.speech import Speech, facts_of
from tests.support.person import Person

MOST_TURNS = 30
_PATIENCE = 4
_SILENCES = (timedelta(hours=26), timedelta(hours=7), timedelta(days=3))
_WHILE_TALKING = frozenset({"digression", "silence", "pictures", "small_talk", "restart", "cancel", "switch"})


@dataclass
class Ending:
    """How a talk ended: filed, cancelled, or given up and why."""

    how: str
    why: str = ""


@dataclass
class Applicant:
    """One simulated applicant in one talk."""

    goal: Goal
    kind: str
    rng: Random
    person: Person
    told: set[str] = field(default_factory=set)
    slips: dict[str, Goal] = field(default_factory=dict)
    """Facts that are said wrongly first, and the goal in which they are so."""
    stuck: int = 0
    complained: int = 0

    def __post_init__(self) -> None:
        self.speech = Speech(self.rng, self.goal.lang, noise.manner_of(self.kind))
        self.event_at = self.rng.randint(2, 4) if self.kind in _WHILE_TALKING else -1
        if self.kind in ("correction", "list_correction"):
            facts = [f for f in noise.correctable(self.goal) if self.speech.can_correct(self.goal, f)]
            count = 1 if self.kind == "correction" else min(self.rng.randint(1, 3), len(facts))
            self.slips = {f: noise.slipped(self.goal, f, self.rng) for f in self.rng.sample(facts, count)}
        elif self.kind == "invalid":
            fact, wrong = noise.invalid(self.goal, self.rng)
            self.slips = {fact: wrong}

    def talk(self) -> Generator[timedelta, None, Ending]:
        """The whole talk."""
        answer = ""
        if self.kind != "all_at_once":
            answer = self.says(self.speech.any("greeting"))
        answer = self.says(*self._opening())
        step = 0
        while self.person.turns < MOST_TURNS:
            step += 1
            if step == self.event_at:
                if self.kind == "silence":
                    yield self.rng.choice(_SILENCES)
                ended, answer = self._event(answer)
                if ended:
                    return ended
            seen = eyes.read(answer)
            if seen.kind == "filed":
                return Ending("filed")
            said = self._reply(seen, answer)
            if said is None:
                return Ending("given up", f"the list stays wrong, or nothing is asked: {seen}")
            answer = self.says(*said)
            if self.kind == "correction" and self._slipped_now():
                answer = self._puts_right()
        return Ending("given up", "too many turns")

    def says(self, *bubbles: object) -> str:
        """Send words in this applicant's manner (taps and pictures as they are)."""
        sent = [self.speech.mannered(one) if isinstance(one, str) else one for one in bubbles]
        answer = self.person.says(*sent)
        if self.kind == "repeat" and self.rng.random() < 0.3 and isinstance(sent[-1], str):
            answer += "\n" + self.person.says(sent[-1])
        return answer

    def _opening(self) -> list[object]:
        facts = facts_of(self.goal)
        if self.kind == "all_at_once":
            rest = [fact for fact in facts if fact not in ("rows", "organization", "relation")]
            self.told |= set(facts)
            whole = self.speech.together([self.speech.wish(self.goal), *(self._fact(one) for one in rest)])
            return [whole]
        figures = self.rng.random() < 0.7 or self.goal.track != "self"
        self.told |= {"rows", "relation"} if figures else {"relation"}
        if self.goal.track == "organization":
            self.told.add("organization")
        return [self.speech.wish(self.slips.get("rows", self.goal), figures=figures)]

    def _event(self, answer: str) -> tuple[Ending | None, str]:
        """What this kind of noise does in the middle of a talk; the answer the talk then goes on from."""
        words = self.speech
        match self.kind:
            case "digression":
                return None, self.says(words.any("question"))
            case "small_talk":
                return None, self.says(words.any("small_talk"))
            case "silence":
                back = self.rng.choice(["go_on", "greeting", ""])
                return None, self.says(words.any(back)) if back else answer
            case "pictures":
                return None, self.says({"图片": 1})
            case "switch":
                return None, self.says("办到哪了" if self.goal.lang == "zh" else "progress")
            case "restart":
                self.told.clear()
                self.says(words.any("restart"))
                self.told |= {"rows", "relation", "organization"}
                return None, self.says(words.wish(self.goal))
            case _:
                self.says(words.any("cancel"))
                return Ending("cancelled"), ""

    def _reply(self, seen: eyes.Seen, answer: str) -> list[object] | None:
        """What to say to what is on the screen; None is giving up."""
        match seen.kind:
            case "consent":
                return [self._tap_or(self.speech.any("agree"))]
            case "list":
                return self._check(answer)
            case "picture":
                return [self.speech.any("picture")]
            case "year_kind":
                entered = "enrollment_year" in self.goal.subject
                return ["入学" if entered else "毕业"]
        wanted = [fact for fact in seen.facts if fact in facts_of(self.goal)]
        fresh = [fact for fact in wanted if fact not in self.told]
        if not fresh:
            self.stuck += 1
            if self.stuck > _PATIENCE:
                return None
            fresh = wanted or [fact for fact in facts_of(self.goal) if fact not in self.told]
        if not fresh:
            return [self.speech.any("go_on")]
        return self._tell(fresh)

    def _tell(self, facts: list[str]) -> list[object]:
        """Tell these facts, together or as this applicant's kind does it."""
        if self.kind == "one_by_one":
            facts = facts[:1]
        self.told |= set(facts)
        if len(facts) == 1:
            return [self._tap_or(self._fact(facts[0], bare=True), facts[0])]
        said: list[object] = [self._fact(fact) for fact in facts]
        if self.kind == "bubbles":
            return said
        if self.rng.random() < 0.2:
            self.rng.shuffle(said)
        return [self.speech.together([str(one) for one in said])]

    def _fact(self, fact: str, *, bare: bool = False) -> str:
        said = self.slips.get(fact, self.goal)
        if self.kind == "invalid":
            if self.slips.pop(fact, None):  # said wrongly once; when it is asked again, rightly
                self.told.discard(fact)
        return self.speech.fact(said, fact, bare=bare)

    def _slipped_now(self) -> bool:
        return bool(set(self.slips) & self.told) and self.rng.random() < 0.7

    def _puts_right(self) -> str:
        fact = next(one for one in self.slips if one in self.told)
        del self.slips[fact]
        return self.says(self.speech.correction(self.goal, fact))

    def _check(self, answer: str) -> list[object] | None:
        """Read the list: put right what one said wrongly, complain about what was understood wrongly, confirm."""
        if self.slips:
            fact = next(iter(self.slips))
            del self.slips[fact]
            return [self.speech.correction(self.goal, fact)]
        untold = [fact for fact in facts_of(self.goal) if fact not in self.told]
        if untold:
            return self._tell(untold)
        wrong = eyes.amiss(answer, self.goal)
        if not wrong:
            return [self._tap_or(self.speech.any("confirm"), "confirm")]
        self.complained += 1
        if self.complained > _PATIENCE:
            return None
        if self.complained > 2 and "rows" in wrong:
            return [self.speech.any("again").format(rows=self.speech.rows(self.goal))]
        return [self.speech.any("not_so").format(v=self.speech.fact(self.goal, wrong[0]))]

    def _tap_or(self, words: str, about: str = "consent") -> object:
        """A tap or a number where this applicant likes to tap and what is wanted is offered."""
        if self.kind != "taps":
            return words
        offered = self.person.offered
        wanted = _TAPS.get(about, set())
        if about == "degree_level":
            wanted = {_LEVELS[self.goal.subject["degree_level"]]}
        elif about == "delivery" and self.goal.delivery["method"] in _WAYS:
            wanted = {_WAYS[self.goal.delivery["method"]]}
        found = next((label for label in offered if label in wanted), None)
        if found is None:
            return words
        return self.rng.choice([{"点": found}, str(offered.index(found) + 1)])


_TAPS = {"consent": {"同意"}, "confirm": {"确认"}}
_LEVELS = {"associate": "专科", "bachelor": "本科", "master": "硕士", "doctor": "博士"}
_WAYS = {"pickup": "到馆自取", "pickup_box": "领取箱自取"}
