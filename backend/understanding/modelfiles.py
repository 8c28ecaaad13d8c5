"""The models of a home: which one Rasa serves, and which old ones may go. Light: the supervisor reads it at each start.

The file `current` beside them names the model that Rasa serves. Only what has been served, or is about to be by a
new house, is named there: after a swap that failed, a Rasa that dies is started again on what worked.
"""

import os
from pathlib import Path

FOLDER = "models"
TAUGHT = Path("training") / "reviewed.yml"
"""Under LANTAI_HOME: what staff made of sentences the bot had missed (the console's page `没听懂的`)."""
KEPT = 3
_CURRENT = "current"


def in_use(home: Path) -> Path | None:
    """The model that Rasa serves; None when none was named yet, or it is gone."""
    try:
        name = (home / FOLDER / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    model = home / FOLDER / Path(name).name
    return model if name and model.is_file() else None


def put_in_use(home: Path, model: Path) -> None:
    """Name the model on which Rasa is started from now on."""
    current = home / FOLDER / _CURRENT
    partial = current.with_name(f"{_CURRENT}.{os.getpid()}")
    partial.write_text(model.name + "\n", encoding="utf-8")
    partial.replace(current)


def forget_old(home: Path, but: Path) -> None:
    """Delete all models but the newest, the one in use and the one that was just made."""
    newest_first = sorted((home / FOLDER).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    keep = {*newest_first[:KEPT], but, in_use(home)}
    for path in newest_first:
        if path not in keep:
            path.unlink()
