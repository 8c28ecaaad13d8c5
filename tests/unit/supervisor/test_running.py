"""Where commands beside the house look for its parts."""

import json
from pathlib import Path

import pytest

from backend.kit.running import part_url, running
from backend.kit.settings import Settings
from backend.supervisor.record import RunRecord

URLS = {"rasa": "http://127.0.0.1:40001"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, home=tmp_path)


def test_a_running_house_is_found_where_it_says(settings: Settings) -> None:
    record = RunRecord(settings.home)
    record.acquire()
    assert part_url(settings, "rasa") is None, "nothing is told while it starts"
    record.write({}, URLS)
    assert part_url(settings, "rasa") == URLS["rasa"]
    record.release()
    assert part_url(settings, "rasa") is None


def test_what_a_killed_house_left_behind_is_not_believed(settings: Settings) -> None:
    (settings.home / "run.lock").touch()
    (settings.home / "run.json").write_text(json.dumps({"supervisor": 1, "urls": URLS}))
    assert running(settings.home) is None
    assert part_url(settings, "rasa") is None
    configured = settings.model_copy(update={"rasa_address": "http://127.0.0.1:40002"})
    assert part_url(configured, "rasa") == "http://127.0.0.1:40002"


def test_a_spoilt_record_counts_as_none(settings: Settings) -> None:
    record = RunRecord(settings.home)
    record.acquire()
    for spoilt in ("", "[]", "{}", '{"urls": {}}'):
        (settings.home / "run.json").write_text(spoilt)
        assert part_url(settings, "rasa") is None
    record.release()
