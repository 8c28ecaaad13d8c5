import stat
import subprocess
from pathlib import Path

from backend.supervisor.container import write_environment


def test_rasas_environment_is_private_and_survives_a_shell(tmp_path: Path) -> None:
    path = tmp_path / "rasa.env"
    write_environment(path, {"LANTAI_TRACKER_KEY": "a b'c$HOME\"d"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = ["sh", "-c", f'. {path} && printf %s "$LANTAI_TRACKER_KEY"']
    assert subprocess.run(read, capture_output=True, text=True, check=True).stdout == "a b'c$HOME\"d"
