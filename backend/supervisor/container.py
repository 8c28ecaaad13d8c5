"""Entry point of a container: `python -m backend.supervisor.container NAME`.

The environment is worked out as on one machine, from the settings and the secrets under LANTAI_HOME; then the
process becomes the part itself. `setup` runs once before the others: secrets, schema, and what Rasa may know.
"""

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from backend.kit import crypto
from backend.kit.settings import Settings, load_settings
from backend.supervisor import chores
from backend.supervisor.processes import MODULES, RASA_NAMES, rasa_environment, service_environment

# On a volume that the Rasa container mounts read-only; the secrets of the others it never sees.
RASA_FILE = Path("/run/lantai/rasa.env")


def setup(rasa_file: Path = RASA_FILE) -> None:
    """Make the secrets, bring the schema up to date, and write Rasa's own environment."""
    settings = load_settings()
    crypto.configure(settings)
    chores.database()
    environment = rasa_environment(settings)
    write_environment(rasa_file, {name: environment[name] for name in RASA_NAMES})


def sentences(target: Path) -> None:
    """Write what the model learns from, read by the live reader: what is shipped and what staff taught in this home.

    The image of Rasa is trained on it when it is built (nothing was taught then), and again by bot/channel/learn.py.
    """
    from backend.understanding import training

    written = list(training.sentences())
    written += training.taught(Settings().home, {intent for _, intent in written})
    target.write_text("\n".join(training.prepared_lines(written)) + "\n", encoding="utf-8")


def write_environment(path: Path, environment: Mapping[str, str]) -> None:
    """A file that a shell can read, private to its owner."""
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(lines)


def serve(name: str) -> None:
    """Be one of our own processes."""
    settings = load_settings()
    crypto.configure(settings)
    words = [sys.executable, "-m", MODULES[name]]
    os.execve(words[0], words, service_environment(settings))  # noqa: S606  no shell is wanted


def main(arguments: list[str]) -> int:
    """`setup`, `sentences FILE` or the name of a part."""
    match arguments:
        case ["setup"]:
            setup()
        case ["sentences", target]:
            sentences(Path(target))
        case [name] if name in MODULES:
            serve(name)
        case _:
            sys.stderr.write(f"one of: setup, sentences FILE, {', '.join(MODULES)}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
