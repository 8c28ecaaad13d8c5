"""What a child process is: its command, its surroundings and how it ends."""

import importlib.util
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Command:
    """A program to start as a direct child that does not outlive this process."""

    words: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    as_nobody: bool = False

    def launched(self) -> list[str]:
        """The words to hand to `exec`: through the launcher, which keeps the process id."""
        options = ["--parent", str(os.getpid()), "--end-signal", str(int(self.end_signal))]
        if self.as_nobody:
            options.append("--as-nobody")
        return [sys.executable, "-I", "-S", str(_LAUNCHER), *options, "--", *self.words]

    @property
    def end_signal(self) -> signal.Signals:
        """What the kernel sends when this process dies without a word: nothing may linger."""
        return signal.SIGQUIT if self.as_nobody else signal.SIGKILL


def words(*parts: object) -> tuple[str, ...]:
    """A command line from paths, numbers and strings."""
    return tuple(str(part) for part in parts)


def inherited(names: Sequence[str]) -> dict[str, str]:
    """The named variables of our own environment, where set."""
    return {name: os.environ[name] for name in names if name in os.environ}


def wheel_folder(package: str) -> Path | None:
    """Where a package that only carries programs lies; it is not imported, for that may have effects."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


BARE_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")
