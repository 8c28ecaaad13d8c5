"""`.env.example` and the settings cannot drift apart."""

import re
from pathlib import Path

import pytest

from backend.kit.settings import Settings
from backend.supervisor.child import ROOT

LINES = (ROOT / ".env.example").read_text().splitlines()
LISTED = dict(line.split("=", 1) for line in LINES if re.match(r"LANTAI_\w+=", line))


def test_env_example_lists_every_setting_and_no_other() -> None:
    assert set(LISTED) == {f"LANTAI_{name.upper()}" for name in Settings.model_fields}


def test_env_example_read_as_it_stands_gives_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LISTED:
        monkeypatch.delenv(name, raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=tmp_path / "none")
