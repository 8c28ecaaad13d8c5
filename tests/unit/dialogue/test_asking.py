"""What is asked for again, and in which words."""

from actions.dialogue import asking, corrections
from actions.dialogue.say import say
from actions.dialogue.state import Form
from tests.unit.dialogue.test_meant import NOW, desk


def test_the_hint_beside_a_question_is_given_once() -> None:
    form = Form(started_at=NOW.isoformat())
    step = asking.Step("identity", ("subject.degree_level",))

    said = []
    for _ in range(4):
        said.append(asking.ask(step, form, desk()))

    assert [one["say"] for one in said] == [
        "ask.subject.degree_level",
        "ask.again.subject.degree_level",
        "ask.group.rest",
        "ask.group.rest",
    ]
    assert all(one["choices"] for one in said)


def test_the_question_of_consent_names_the_papers_by_itself() -> None:
    assert corrections.names_papers([say("ask.consent_again")])
    assert not corrections.names_papers([say("ask.subject.phone")])
