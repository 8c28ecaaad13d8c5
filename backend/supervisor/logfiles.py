"""Where processes write what they have to say: a file each, kept to a size."""

import os
import shutil
from pathlib import Path


class LogFiles:
    """Log files that children append to; a large one is copied away and emptied in place.

    Children hold the file open themselves, so logging does not depend on this process being quick.
    """

    def __init__(self, folder: Path, max_bytes: int = 10_000_000, keep: int = 4) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.keep = keep
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, name: str) -> Path:
        """The file of a process."""
        return self.folder / f"{name}.log"

    def open(self, name: str) -> int:
        """A descriptor to append with."""
        return os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tail(self, name: str, lines: int = 12) -> str:
        """The last lines, for an error message."""
        try:
            with self.path(name).open("rb") as file:
                file.seek(max(0, self.path(name).stat().st_size - 8000))
                text = file.read().decode(errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.strip().splitlines()[-lines:])

    def rotate(self) -> None:
        """Move on every file that has grown too large."""
        for path in self.folder.glob("*.log"):
            if path.stat().st_size > self.max_bytes:
                self._move_on(path)

    def _move_on(self, path: Path) -> None:
        numbered = [path.with_name(f"{path.name}.{number}") for number in range(1, self.keep + 1)]
        for older, newer in zip(reversed(numbered[1:]), reversed(numbered[:-1]), strict=True):
            if newer.exists():
                newer.replace(older)
        try:
            shutil.copyfile(path, numbered[0])
            numbered[0].chmod(0o600)
        except OSError:
            # A full disk: the room that the log takes is worth more than its past.
            numbered[0].unlink(missing_ok=True)
        with path.open("r+b") as file:
            file.truncate(0)
