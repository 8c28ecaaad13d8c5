"""Finds an interpreter of a wanted version by running candidates: a shim on PATH may only print an error."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_PROBE = "import ctypes, ssl, sys, zlib; print('%d.%d' % sys.version_info[:2])"


def find_python(versions, variable):
    """The first candidate that starts and has a wanted version; None when there is none."""
    named = os.environ.get(variable)
    everywhere = [path for version in versions for path in _places(version)] + [sys.executable]
    for path in [named] if named else everywhere:
        if version_of(path) in versions:
            return path
    return None


def version_of(path):
    """`3.11` for an interpreter that starts and has what we need, else None."""
    try:
        done = subprocess.run(
            [path, "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _places(version):
    """Where a Python of this version may stand, the likeliest first."""
    name = f"python{version}"
    found = shutil.which(name)
    if found:
        yield found
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    for folder, pattern in (
        (pyenv / "versions", f"{version}.*/bin/python"),
        (home / ".local" / "share" / "uv" / "python", f"cpython-{version}.*/bin/{name}"),
    ):
        yield from (str(path) for path in sorted(folder.glob(pattern), reverse=True))
    for path in (
        f"/usr/local/bin/{name}",
        f"/usr/bin/{name}",
        f"/opt/homebrew/bin/{name}",
        f"/opt/homebrew/opt/python@{version}/bin/{name}",
        f"/usr/local/opt/python@{version}/bin/{name}",
    ):
        if Path(path).exists():
            yield path
