"""What `make` needs on a machine it has never seen: interpreters found by running them, work done once."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from backend.supervisor.child import ROOT


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pythons(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return load("pythons", monkeypatch)


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return load("setup", monkeypatch)


def interpreter(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def strange_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose PATH has a shim that only complains, and whose pyenv has what was asked for."""
    interpreter(tmp_path / "bin" / "python3.77", "echo 'pyenv: python3.77: command not found' >&2; exit 127")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.delenv("LANTAI_PYTHON_310", raising=False)
    return tmp_path


def test_a_shim_that_does_not_start_is_passed_over(pythons: ModuleType, strange_machine: Path) -> None:
    real = interpreter(strange_machine / "pyenv" / "versions" / "3.77.2" / "bin" / "python", "echo 3.77")
    assert pythons.find_python(("3.77",), "LANTAI_PYTHON_310") == str(real)


def test_an_interpreter_of_another_version_is_not_taken(pythons: ModuleType, strange_machine: Path) -> None:
    interpreter(strange_machine / "pyenv" / "versions" / "3.77.2" / "bin" / "python", "echo 3.78")
    assert pythons.find_python(("3.77",), "LANTAI_PYTHON_310") is None


def test_the_one_that_the_user_names_is_the_only_one_asked(
    pythons: ModuleType, strange_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter(strange_machine / "pyenv" / "versions" / "3.77.2" / "bin" / "python", "echo 3.77")
    named = interpreter(strange_machine / "own" / "python", "echo 3.77")
    monkeypatch.setenv("LANTAI_PYTHON_310", str(named))
    assert pythons.find_python(("3.77",), "LANTAI_PYTHON_310") == str(named)


def test_the_running_interpreter_will_do(pythons: ModuleType, strange_machine: Path) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = pythons.find_python((version,), "LANTAI_PYTHON_310")
    assert pythons.version_of(found) == version


def test_a_part_is_built_again_only_when_its_lock_changed(setup: ModuleType, tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock.txt", tmp_path / "stamp"
    lock.write_text("one==1\n")
    assert not setup.fresh(stamp, (setup.fingerprint(lock),))
    stamp.write_text(setup.fingerprint(lock))
    assert setup.fresh(stamp, (setup.fingerprint(lock),))
    lock.write_text("one==2\n")
    assert not setup.fresh(stamp, (setup.fingerprint(lock),))


def test_a_command_that_fails_shows_its_last_words_and_what_to_do(setup: ModuleType) -> None:
    with pytest.raises(setup.SetupError, match=r"(?s)no route to host.*Try again later"):
        setup.run(["sh", "-c", "echo no route to host; exit 3"], "Try again later.")


@pytest.mark.parametrize(
    "lock", ["requirements/app.txt", "requirements/dev.txt", "requirements/tools.txt", "bot/requirements.txt"]
)
def test_locks_carry_hashes_and_name_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
    pinned = re.findall(r"^[A-Za-z][\w.\[\],-]*==", text, re.M)
    hashed = re.findall(r"^[A-Za-z][^\n]*\\\n    --hash=sha256:", text, re.M)
    assert len(pinned) == len(hashed) > 0


def test_what_tests_run_on_is_what_the_service_runs_on() -> None:
    def pins(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.\[\],-]+)==([^\s;\\]+)", (ROOT / lock).read_text(), re.M))

    service, tests = pins("requirements/app.txt"), pins("requirements/dev.txt")
    assert {name: tests.get(name) for name in service} == service


def test_the_npm_lock_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
