"""The tests of the 3.10 code run in its own Python; here the whole suite learns their outcome."""

from __future__ import annotations

import subprocess

import pytest

from tests.contract.rasa.conftest import PYTHON, ROOT, bare

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


def test_the_tests_of_the_310_code_pass() -> None:
    command = [str(PYTHON), "-W", "ignore", "-m", "unittest", "discover", "-t", ".", "-s", "bot/tests310"]
    done = subprocess.run(command, cwd=ROOT, env=bare(), capture_output=True, text=True, timeout=110)

    assert done.returncode == 0, done.stderr[-4000:]
    assert "Ran 0 tests" not in done.stderr
