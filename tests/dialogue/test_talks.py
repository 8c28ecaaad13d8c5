"""Every talk of `talks/`, told to the running product through encrypted callbacks.

All talks of a run are told at once, several at a time; each test then looks at its own outcome.
"""

import pytest

from tests.support.house import RunningHouse
from tests.support.stage import clock_of, play
from tests.support.talks import Talk, all_talks, tell


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest, house: RunningHouse) -> dict[str, list[str]]:
    """What went wrong in each talk that this run asks for; nothing where it ended as written."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    asked = [item.callspec.params.get("talk") for item in items if hasattr(item, "callspec")]
    talks = [talk for talk in asked if isinstance(talk, Talk)]
    return play({talk.ident: tell(talk, house) for talk in talks}, clock_of(house.urls["simulator"]))


@pytest.mark.parametrize("talk", all_talks(), ids=lambda talk: talk.ident)
def test_the_talk_ends_as_written(talk: Talk, outcomes: dict[str, list[str]]) -> None:
    assert not outcomes[talk.ident], "\n".join(outcomes[talk.ident])
