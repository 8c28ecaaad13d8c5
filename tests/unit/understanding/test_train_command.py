"""`lantai train` says what became of the model, and fails where the running house did not take it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.kit.settings import Settings
from backend.understanding import cli
from backend.understanding.engine import Taken


@pytest.mark.parametrize(("taken", "code"), [(Taken.SERVED, 0), (Taken.WAITS, 0), (Taken.REFUSED, 1), (Taken.AWAY, 1)])
def test_the_end_of_a_training_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: Taken, code: int
) -> None:
    model = tmp_path / "models" / "fresh.tar.gz"
    handed: list[Path] = []

    async def hand_over(settings: Settings, made: Path) -> Taken:
        handed.append(made)
        return taken

    monkeypatch.setenv("LANTAI_HOME", str(tmp_path))
    monkeypatch.setattr(cli, "ensure_model", lambda settings, force: model)
    monkeypatch.setattr(cli, "hand_over", hand_over)
    done = CliRunner().invoke(cli.app, ["train"])
    assert (done.exit_code, handed) == (code, [model])
    assert taken.value in done.stderr and done.stdout.strip() == str(model)
