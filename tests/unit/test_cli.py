"""The console command: what it parses itself, and that it stays thin."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from backend.cli import app, duration
from backend.kit import clock


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("LANTAI_HOME", str(tmp_path))
    monkeypatch.setattr(clock, "_offset", clock._Offset())
    return CliRunner()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26h", timedelta(hours=26)),
        ("9d", timedelta(days=9)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("90m", timedelta(minutes=90)),
        (" 30s ", timedelta(seconds=30)),
    ],
)
def test_lengths_of_time_are_read(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "9", "d", "-1d", "12h1d", "9 days", "九天"])
def test_other_words_for_time_are_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        duration(text)


def test_the_clock_is_moved_and_set_back(runner: CliRunner) -> None:
    before = clock.now()
    assert runner.invoke(app, ["clock", "advance", "9d"]).exit_code == 0
    assert clock.now() - before >= timedelta(days=9)
    assert runner.invoke(app, ["clock", "reset"]).exit_code == 0
    assert clock.now() - before < timedelta(days=1)


def test_the_clock_stays_where_messages_go_to_real_people(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTAI_WECHAT_APP_ID", "wx0123456789abcdef")
    refused = runner.invoke(app, ["clock", "advance", "9d"])
    assert refused.exit_code == 1
    assert "real WeChat platform" in refused.output
    assert not (tmp_path / "clock.json").exists()


def test_help_imports_no_room() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom backend.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print([m for m in sys.modules if m in ('sqlalchemy', 'fastapi', 'backend.kit.settings')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
