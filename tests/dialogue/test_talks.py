"""Every talk of `talks/`, told to the running product through encrypted callbacks."""

import pytest

from tests.support.house import RunningHouse
from tests.support.talks import Person, Talk, all_talks, tell


@pytest.mark.parametrize("talk", all_talks(), ids=lambda talk: f"{talk.kind}-{talk.name}")
def test_the_talk_ends_as_written(talk: Talk, house: RunningHouse) -> None:
    assert tell(talk, Person.follows(house)) == []
