"""Every text key the rulebook can name has words in both languages."""

from pathlib import Path

import pytest
import yaml

from backend.domain import reasons, states
from backend.domain.calendar import WEEKEND, WorkCalendar
from backend.domain.catalogue import Catalogue
from backend.domain.notice_fields import fitted
from backend.domain.states import Resolution, Status, status_key

TEXTS = Path(__file__).resolve().parents[3] / "bot" / "texts"
STEPS = (
    *("received", "not_workday", "after_cut_off", "count", "skipped", "make_up"),
    *("extended", "paused", "resumed", "provisional", "result", "acknowledge"),
)


def words(lang: str) -> set[str]:
    found: set[str] = set()
    for file in (TEXTS / lang).glob("*.yaml"):
        found |= (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).keys()
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_states_and_reasons_have_words(lang: str) -> None:
    assert set(states.public_keys() + reasons.text_keys()) <= words(lang)


def test_each_state_has_a_phrase_short_enough_for_a_notice() -> None:
    texts = yaml.safe_load((TEXTS / "zh" / "notices.yaml").read_text(encoding="utf-8"))
    wanted = [status_key(status) for status in Status] + [status_key(Status.CLOSED, one) for one in Resolution]
    for key in wanted:
        phrase = texts[f"notice.{key}"]
        assert fitted("phrase1", phrase) == phrase


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_explanation_of_a_date_has_words(lang: str, calendar: WorkCalendar) -> None:
    causes = {WEEKEND, *calendar.holidays.values()}
    assert {f"due.step.{step}" for step in STEPS} | {f"due.reason.{cause}" for cause in causes} <= words(lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_not_held_is_explained(lang: str, catalogue: Catalogue) -> None:
    wanted = {key for topic in catalogue.not_held for key in (topic.explanation, *topic.steps)}
    assert wanted <= words(lang)
