"""`make bench`: the table comes with the same numbers as JSON, and its options arrive."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.bench.__main__ import Bench, options

ROOT = Path(__file__).parents[3]


def test_the_numbers_are_written_as_json_under_the_home_and_the_place_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANTAI_HOME", str(tmp_path / "home"))
    bench = Bench(options([]))
    bench.found["ours"] = {"training_seconds": 41.5}
    bench.report()

    written = tmp_path / "home" / "bench.json"
    assert json.loads(written.read_text(encoding="utf-8"))["ours"] == {"training_seconds": 41.5}
    assert str(written) in capsys.readouterr().out


def test_another_file_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    Bench(options(["--json", str(tmp_path / "numbers.json")])).report()
    assert json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))["machine"]["cores"]


def test_make_hands_its_arguments_on() -> None:
    done = subprocess.run(
        ["make", "-n", "bench", "ARGS=--quick --only turns"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "lantai bench --quick --only turns" in done.stdout
