import os
import subprocess
import sys
from pathlib import Path

from backend.supervisor.postgres import clear_stale_lock


def test_a_lock_that_names_another_program_is_dropped(tmp_path: Path) -> None:
    lock = tmp_path / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{tmp_path}\n")
    clear_stale_lock(tmp_path)
    assert not lock.exists()


def test_a_server_left_over_on_the_same_folder_is_ended(tmp_path: Path) -> None:
    # As a server does, it minds SIGINT even when the test run was started in the background, where that is ignored.
    code = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print(flush=True); time.sleep(600)"
    left_over = subprocess.Popen([sys.executable, "-c", code, "-D", str(tmp_path)], stdout=subprocess.PIPE)
    assert left_over.stdout and left_over.stdout.readline()
    (tmp_path / "postmaster.pid").write_text(f"{left_over.pid}\n")
    try:
        clear_stale_lock(tmp_path, grace=0.1)
        assert left_over.wait(10) != 0
    finally:
        left_over.kill()
        left_over.stdout.close()


def test_no_lock_is_no_matter(tmp_path: Path) -> None:
    clear_stale_lock(tmp_path)
