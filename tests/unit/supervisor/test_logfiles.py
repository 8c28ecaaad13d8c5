import errno
import os
import shutil
import stat
from pathlib import Path

import pytest

from backend.supervisor.logfiles import LogFiles


def write(logs: LogFiles, text: str) -> None:
    descriptor = logs.open("rasa")
    os.write(descriptor, text.encode())
    os.close(descriptor)


def test_a_small_file_stays(tmp_path: Path) -> None:
    logs = LogFiles(tmp_path / "logs", max_bytes=100)
    write(logs, "short\n")
    logs.rotate()
    assert logs.path("rasa").read_text() == "short\n"


def test_a_large_file_moves_on_while_its_writer_keeps_it_open(tmp_path: Path) -> None:
    logs = LogFiles(tmp_path / "logs", max_bytes=10, keep=2)
    descriptor = logs.open("rasa")
    for number in range(4):
        os.write(descriptor, f"line number {number}\n".encode())
        logs.rotate()
    os.write(descriptor, b"last\n")
    os.close(descriptor)
    assert logs.path("rasa").read_text() == "last\n"
    kept = {path.name: path.read_text() for path in (tmp_path / "logs").glob("*.log.*")}
    assert kept == {"rasa.log.1": "line number 3\n", "rasa.log.2": "line number 2\n"}


def test_on_a_full_disk_a_large_file_is_emptied_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    logs = LogFiles(tmp_path / "logs", max_bytes=10)
    write(logs, "a line that is too long\n")
    logs.rotate()
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["rasa.log"]
    assert logs.path("rasa").read_bytes() == b""


def test_the_tail_is_the_last_lines_and_the_file_is_private(tmp_path: Path) -> None:
    logs = LogFiles(tmp_path / "logs")
    write(logs, "".join(f"{number}\n" for number in range(100)))
    assert logs.tail("rasa", 3) == "97\n98\n99"
    assert logs.tail("unknown") == ""
    assert stat.S_IMODE(logs.path("rasa").stat().st_mode) == 0o600
