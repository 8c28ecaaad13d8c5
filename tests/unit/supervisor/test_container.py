import json
import stat
import subprocess
from pathlib import Path

import pytest

from backend.console.reports import missed
from backend.supervisor.container import sentences, write_environment
from backend.understanding import training


def test_rasas_environment_is_private_and_survives_a_shell(tmp_path: Path) -> None:
    path = tmp_path / "rasa.env"
    write_environment(path, {"LANTAI_TRACKER_KEY": "a b'c$HOME\"d"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = ["sh", "-c", f'. {path} && printf %s "$LANTAI_TRACKER_KEY"']
    assert subprocess.run(read, capture_output=True, text=True, check=True).stdout == "a b'c$HOME\"d"


def test_what_staff_taught_is_among_the_sentences_that_rasas_container_learns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTAI_HOME", str(tmp_path))
    monkeypatch.setattr(training, "sentences", lambda: iter([("怎么寄给我", "ask_delivery")]))
    missed.add_example(tmp_path, "ask_delivery", "档案能托运吗")
    sentences(tmp_path / "sentences.jsonl")
    lines = (tmp_path / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["怎么寄给我", "档案能托运吗"]
