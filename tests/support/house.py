"""The whole house as a user starts it, on free ports and a home of its own."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.kit.ports import free_port
from backend.supervisor.child import ROOT, Command, words
from tests.support.wait import until

START_LIMIT = 500.0
_PORTS = ("BACKEND", "GATEWAY", "SIMULATOR", "RASA", "ACTIONS")


@dataclass
class RunningHouse:
    """A house started by `lantai run`."""

    home: Path
    supervisor: subprocess.Popen[bytes]
    env: Mapping[str, str]

    @property
    def record(self) -> dict[str, Any]:
        """What run.json says now; empty before the house is open."""
        with suppress(FileNotFoundError):
            content: dict[str, Any] = json.loads((self.home / "run.json").read_text())
            return content
        return {}

    @property
    def urls(self) -> dict[str, str]:
        """Where everything answers."""
        urls: dict[str, str] = self.record["urls"]
        return urls

    @property
    def printed(self) -> str:
        """What stands on the terminal."""
        return (self.home / "terminal").read_text()

    def pid(self, part: str) -> int | None:
        """The process that serves, None while there is none."""
        pid: int | None = self.record.get("processes", {}).get(part)
        return pid

    def secret(self, name: str) -> str:
        """A secret that the house made for itself."""
        return str(json.loads((self.home / "secrets.json").read_text())[name])

    def kill(self, part: str) -> int:
        """End a part without warning and return its new process id."""
        old = self.pid(part)
        assert old
        os.kill(old, signal.SIGKILL)
        return until(lambda: ((new := self.pid(part)) != old and new) or 0, 15)

    def command(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run `lantai ...` beside it."""
        lantai = [str(ROOT / ".venv" / "bin" / "lantai"), *words]
        return subprocess.run(
            lantai, cwd=ROOT, env=dict(self.env), input=text, capture_output=True, text=True, timeout=180, check=False
        )


@contextmanager
def running_house(home: Path, **settings: str) -> Iterator[RunningHouse]:
    """Start it, wait until it is open, and end it as Ctrl-C would."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("LANTAI_")}
    env |= {f"LANTAI_{name}_PORT": str(free_port()) for name in _PORTS}
    env |= {"LANTAI_HOME": str(home)} | settings
    home.mkdir(parents=True, exist_ok=True)
    share_models(home)
    with (home / "terminal").open("wb") as terminal:
        # Launched so that it ends with the test run, however that ends.
        lantai = Command(words(ROOT / ".venv" / "bin" / "lantai", "run")).launched()
        supervisor = subprocess.Popen(lantai, cwd=ROOT, env=env, stdout=terminal, stderr=terminal)
    house = RunningHouse(home, supervisor, env)
    try:
        until(lambda: house.record or supervisor.poll() is not None, START_LIMIT)
        assert supervisor.poll() is None, house.printed
        yield house
    finally:
        if supervisor.poll() is None:
            supervisor.send_signal(signal.SIGINT)
        supervisor.wait(60)


def share_models(home: Path) -> None:
    """Models go by the fingerprint of their data: tests and the developer's own house use the same ones."""
    shared = ROOT / ".lantai" / "models"
    shared.mkdir(parents=True, exist_ok=True)
    if not (home / "models").exists():
        (home / "models").symlink_to(shared)
