"""Simulated applicants: their eyes and mouth on their own, and a small crowd of them against the running product."""

from random import Random

import pytest

from backend.kit.texts import Texts
from tests.dialogue.simulated import eyes, goals, noise
from tests.dialogue.simulated.rehearsal import Outcome, rehearse
from tests.dialogue.simulated.speech import Speech, facts_of
from tests.support.house import RunningHouse

SEED = 2611
KINDS = ("plain", "all_at_once", "correction", "digression", "silence", "bubbles", "taps", "invalid", "voice", "cancel")


@pytest.mark.parametrize("number", range(40))
def test_every_fact_of_every_goal_has_words(number: int) -> None:
    rng = Random(number)
    goal = goals.draw(rng, lang="en" if number % 8 == 0 else "zh")
    speech = Speech(rng, goal.lang)

    said = [speech.wish(goal), *(speech.fact(goal, fact) for fact in facts_of(goal))]

    assert all(said)
    assert "{" not in "".join(said)


def test_a_seed_draws_the_same_goals() -> None:
    assert goals.draw(Random("7")) == goals.draw(Random("7")) != goals.draw(Random("8"))


@pytest.mark.parametrize("number", range(20))
def test_a_slip_differs_from_the_goal_in_one_fact(number: int) -> None:
    rng = Random(number)
    goal = goals.draw(rng, track="self")

    for fact in noise.correctable(goal):
        assert noise.slipped(goal, fact, rng) != goal


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "key",
    ["ask.copies", "ask.copies_language", "ask.items"]
    + [f"ask.subject.{field}" for field in ("name", "student_id", "degree_level", "graduation_year", "phone")]
    + [f"ask.requester.{field}" for field in ("name", "phone", "organization")]
    + ["ask.relation", "ask.purpose", "ask.delivery.method", "ask.delivery.address", "ask.delivery.email"],
)
def test_every_question_of_the_form_is_recognised(key: str, lang: str) -> None:
    question = Texts.load().render({"say": key, "with": {"rows": "…"}}, lang)

    assert eyes.read(question).kind == "asks"


@pytest.mark.parametrize("track", ["self", "proxy", "organization", "citizen"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_question_of_consent_is_recognised(track: str, lang: str) -> None:
    question = Texts.load().render({"say": f"ask.consent_{track}", "with": {"noted": ""}}, lang)

    assert eyes.read(question).kind == "consent"


def test_a_wrong_row_in_the_list_is_noticed() -> None:
    goal = goals.draw(Random(1), track="self", rows=1)
    goal.items[0] |= {"document_type": "transcript", "language": "en", "copies": 2, "sealed": True}

    assert eyes.amiss("请您核对：\n① 英文成绩单 2 份（密封）\n都对就回复“确认”", goal) == []
    assert eyes.amiss("请您核对：\n① 英文成绩单 12 份（密封）\n都对就回复“确认”", goal) == ["rows"]
    assert eyes.amiss("请您核对：\n① 英文成绩单 2 份\n都对就回复“确认”", goal) == ["rows"]


def test_a_small_crowd_gets_exactly_what_it_wants(house: RunningHouse) -> None:
    outcomes = rehearse(house, SEED, len(KINDS), KINDS)

    assert not [one for one in outcomes if one.wrong], "\n\n".join(map(_told, outcomes))


def _told(outcome: Outcome) -> str:
    lines = [f"{outcome.name} {outcome.kind}: {outcome.verdict}", *outcome.wrong] if outcome.wrong else []
    return "\n".join([*lines, *(f"  {who}: {words}" for who, words in outcome.spoken if outcome.wrong)])
