"""Making the model: the sentences people wrote, read as live messages are, then trained in Rasa's own Python.

A model is kept under the fingerprint of everything that shapes it, so that unchanged data never train twice.
"""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from backend.kit.settings import Settings
from backend.understanding import modelfiles
from backend.understanding.modelfiles import TAUGHT

if TYPE_CHECKING:
    from backend.domain.catalogue import Catalogue
    from backend.understanding.prepare import Prepared

ROOT = Path(__file__).parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
SENTENCES = ROOT / "nlu_data" / "nlu"
CATALOGUE = ROOT / "backend" / "catalogue" / "defaults.yaml"

_COMPONENTS = ("classifier", "details", "dialect", "features", "importer", "kernel", "policy", "train", "understanding")

INPUTS = (
    "nlu_data/nlu", "nlu_data/rules", "bot/config.yml", "bot/domain", "bot/channel/absent.py", "bot/requirements.txt",
    *(f"bot/nlu/{name}.py" for name in _COMPONENTS),
    "backend/domain/reading", "backend/domain/codes.py", "backend/domain/identity.py",
    "backend/catalogue/defaults.yaml", "backend/understanding/prepare.py", "backend/understanding/training.py",
)  # fmt: skip
"""What a model depends on."""

READ_ON = date(2026, 11, 1)
"""The day on which training sentences are read; a fixed one, so that the same data give the same model."""

_BATCH = 1_000
"""Sentences that one process prepares at a time."""

TRAINING_LIMIT = 900

_EXAMPLE = re.compile(r"^\s*-\s+(?P<text>.+?)\s*$", re.MULTILINE)

Progress = Callable[[str], None]


class TrainingFailed(RuntimeError):
    """No model could be made; the message says why and where to read more."""


def say(line: str) -> None:
    """Show progress on standard output."""
    print(line, flush=True)  # noqa: T201  this is what a person at a terminal watches


def ensure_model(settings: Settings, progress: Progress = say, *, force: bool = False) -> Path:
    """The path of a model that fits the present data; trained now when there is none. Raises TrainingFailed."""
    models = settings.home / modelfiles.FOLDER
    models.mkdir(parents=True, exist_ok=True)
    with _alone(models):
        model = models / f"{fingerprint(home=settings.home)}.tar.gz"
        if model.exists() and not force:
            model.touch()
            return model
        _train(settings.home, model, progress)
        modelfiles.forget_old(settings.home, but=model)
    return model


def fingerprint(root: Path = ROOT, home: Path | None = None) -> str:
    """A short hash of all that shapes the model: names and contents, and what staff taught in this home."""
    digest = hashlib.sha256()
    for path in _input_files(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    if home is not None and (home / TAUGHT).is_file():
        digest.update((home / TAUGHT).read_bytes())
    return digest.hexdigest()[:16]


def sentences(folder: Path = SENTENCES) -> Iterator[tuple[str, str]]:
    """Every training sentence with its intent. Raises TrainingFailed on a file that is not as it should be."""
    for path in sorted(folder.glob("*.yml")):
        yield from _sentences_of(path)


def _sentences_of(path: Path) -> Iterator[tuple[str, str]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        blocks = [(block["intent"], block["examples"]) for block in content["nlu"]]
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError) as error:
        raise TrainingFailed(f"{path.name}: no list under nlu of intents with examples") from error
    for intent, examples in blocks:
        for match in _EXAMPLE.finditer(examples):
            yield match["text"], intent


def taught(home: Path, known: Iterable[str], progress: Progress = say) -> list[tuple[str, str]]:
    """What staff taught by a reviewed click in this home, of intents that are `known`.

    A file spoilt by hand must not keep the house from starting: it is left out, and a line says so.
    """
    path = home / TAUGHT
    if not path.is_file():
        return []
    try:
        found = list(_sentences_of(path))
    except TrainingFailed as error:
        progress(f"Left out {path}: {error}")
        return []
    intents = set(known)
    strange = sorted({intent for _, intent in found} - intents)
    if strange:
        progress(f"Left out of {path}: {', '.join(strange)} (no such intent)")
    return [(text, intent) for text, intent in found if intent in intents]


@cache
def catalogue() -> "Catalogue":
    """The shipped catalogue: names and aliases of documents that the reader knows while training."""
    from backend.domain.catalogue import Catalogue

    return Catalogue.from_mapping(yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))["catalogue"])


def prepared_lines(found: Iterable[tuple[str, str]]) -> list[str]:
    """The sentences as Rasa learns them, a JSON line each, without repetitions."""
    pairs = list(found)
    batches = [pairs[start : start + _BATCH] for start in range(0, len(pairs), _BATCH)]
    if len(batches) < 2:
        prepared = [_prepared(batch) for batch in batches]
    else:
        with ProcessPoolExecutor(min(len(batches), os.cpu_count() or 1)) as pool:
            prepared = list(pool.map(_prepared, batches))
    return list(dict.fromkeys(line for batch in prepared for line in batch))


def _prepared(batch: list[tuple[str, str]]) -> list[str]:
    # Loaded only to train: every start asks this module whether the model still fits.
    from backend.understanding.prepare import prepare

    known = catalogue()
    lines: list[str] = []
    for text, intent in batch:
        read = prepare(text, catalogue=known, today=READ_ON, expecting=None, seal=lambda value: "sealed")
        if read.message:
            data = {"text": read.message, "intent": intent, "metadata": _shape(read)}
            lines.append(json.dumps(data, ensure_ascii=False, sort_keys=True))
    return lines


def _shape(read: "Prepared") -> dict[str, Any]:
    """What kinds of things the reader found, without any value."""
    return {
        "details": [
            {name: detail[name] for name in ("entity", "problem", "role", "denied")} for detail in read.details_json
        ],
        "items": [{"document_type": item["document_type"]} for item in read.items_json],
        "edits": [{"op": edit["op"]} for edit in read.edits_json],
    }


def _train(home: Path, model: Path, progress: Progress) -> None:
    began = time.monotonic()
    folder = home / "training"
    folder.mkdir(parents=True, exist_ok=True)
    written = list(sentences())
    added = taught(home, {intent for _, intent in written}, progress)
    if added:
        progress(f"With {len(added)} sentences taught in the console ...")
    lines = prepared_lines([*written, *added])
    if not lines:
        raise TrainingFailed("no training sentences under nlu_data/nlu")
    prepared = folder / "sentences.jsonl"
    prepared.write_text("\n".join(lines) + "\n", encoding="utf-8")
    progress(f"Training on {len(lines)} sentences ...")
    partial = model.with_name(f"part-{os.getpid()}-{model.name}")
    log = folder / "training.log"
    try:
        _run_trainer(prepared, partial, log)
        partial.replace(model)
    finally:
        partial.unlink(missing_ok=True)
    progress(f"Trained in {time.monotonic() - began:.0f} s: {model.name}")


def _run_trainer(prepared: Path, output: Path, log: Path) -> None:
    if not RASA_PYTHON.exists():
        raise TrainingFailed("the Python of Rasa is missing: run `make` first")
    command = [RASA_PYTHON, "-m", "bot.nlu.train", "--sentences", prepared, "--output", output]
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    with log.open("wb") as file:
        try:
            done = subprocess.run(
                [str(word) for word in command],
                cwd=ROOT,
                env=environment | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONUTF8": "1"},
                stdout=file,
                stderr=file,
                timeout=TRAINING_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TrainingFailed(f"training took more than {TRAINING_LIMIT} s, see {log}") from error
    if done.returncode or not output.is_file():
        raise TrainingFailed(f"training failed, see {log}")


def _input_files(root: Path) -> list[Path]:
    found: list[Path] = []
    for name in INPUTS:
        path = root / name
        found += [path] if path.is_file() else (each for each in path.rglob("*") if each.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two processes that want the same model train it once."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
