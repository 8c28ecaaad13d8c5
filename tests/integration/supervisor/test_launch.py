"""The launcher: what it makes of itself before it becomes another program."""

import os
import subprocess
import sys
from pathlib import Path

from backend.supervisor.child import Command, words

IS_ROOT = os.geteuid() == 0


def test_the_database_user_reaches_a_clone_in_a_private_folder(tmp_path: Path) -> None:
    # initdb asks by access(2), which forgets kept rights unless told otherwise.
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    program = private / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    ask = f"import os; print(os.geteuid(), os.access({str(program)!r}, os.X_OK))"
    command = Command(words(sys.executable, "-I", "-S", "-c", ask), as_nobody=IS_ROOT)
    user, reached = subprocess.check_output(command.launched(), text=True).split()
    assert reached == "True"
    assert (int(user) == 0) is False


def test_the_database_user_can_write_nowhere_it_does_not_own(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir(mode=0o500)
    write = f"import os; os.mkdir({str(foreign / 'new')!r})"
    command = Command(words(sys.executable, "-I", "-S", "-c", write), as_nobody=IS_ROOT)
    assert subprocess.run(command.launched(), stderr=subprocess.DEVNULL, check=False).returncode != 0


def test_a_program_does_not_start_when_its_starter_is_gone(tmp_path: Path) -> None:
    marker = tmp_path / "started"
    launched = Command(words("touch", marker)).launched()
    launched[launched.index("--parent") + 1] = "1"
    assert subprocess.run(launched, stderr=subprocess.DEVNULL, check=False).returncode != 0
    assert not marker.exists()
