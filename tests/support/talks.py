"""Talks as an archivist writes them (tests/dialogue/talks), told through the simulated platform.

Each step is one message of the person; `兰台` lists words that the answer must hold, `不说` words that it must
not. `filed` is what the backend must hold at the end: only the keys that stand there are compared.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from backend.cli import duration
from tests.support.person import House, Person

FOLDER = Path(__file__).resolve().parents[1] / "dialogue" / "talks"


@dataclass(frozen=True)
class Talk:
    """One file entry."""

    name: str
    kind: str
    steps: list[dict[str, Any]]
    filed: list[dict[str, Any]]

    @property
    def ident(self) -> str:
        """What a test of it is called."""
        return f"{self.kind}-{self.name}"


def all_talks(folder: Path = FOLDER, *, further: bool = False) -> list[Talk]:
    """The talks of the folder that the suite tells; with those of `further`, which `make eval` tells besides."""
    found = []
    files = [*folder.glob("*.yaml"), *(folder.glob("further/*.yaml") if further else ())]
    for file in sorted(files):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            found.append(Talk(entry["name"], file.stem, entry["talk"], entry["filed"]))
    return found


def tell(talk: Talk, house: House) -> Generator[timedelta, None, list[str]]:
    """Tell a whole talk; returns what went wrong, in words, the talk itself behind it."""
    person = Person.follows(house)
    try:
        wrong = yield from _told(talk, person)
    except AssertionError as error:
        wrong = [f"no answer: {error}"]
    finally:
        person.leaves_off()
    return [*wrong, *(f"    {who}: {words}" for who, words in person.spoken)] if wrong else []


def _told(talk: Talk, person: Person) -> Generator[timedelta, None, list[str]]:
    wrong: list[str] = []
    for step in talk.steps:
        what = step["我"]
        if isinstance(what, dict) and "等待" in what:
            yield duration(str(what["等待"]))
            continue
        answer = person.says(what)
        wrong += [f"{what} -> lacks {word}" for word in step.get("兰台") or [] if str(word) not in answer]
        wrong += [f"{what} -> says {word}" for word in step.get("不说") or [] if str(word) in answer]
    filed = person.requests()
    if len(filed) != len(talk.filed):
        return [*wrong, f"filed {len(filed)} instead of {len(talk.filed)}"]
    for wanted, there in zip(talk.filed, filed, strict=True):
        wrong += differences(wanted, there)
    return wrong


def differences(wanted: Any, there: Any, path: str = "") -> list[str]:
    """Where what is there departs from what is wanted; keys that are not wanted may be anything."""
    if isinstance(wanted, dict):
        if not isinstance(there, dict):
            return [f"{path}: {there!r} instead of {wanted!r}"]
        return [line for key, value in wanted.items() for line in differences(value, there.get(key), f"{path}.{key}")]
    if isinstance(wanted, list):
        if not isinstance(there, list) or len(wanted) != len(there):
            return [f"{path}: {there!r} instead of {wanted!r}"]
        if path == ".items":
            wanted, there = (
                sorted(rows, key=lambda row: str(sorted(row.items(), key=str))) for rows in (wanted, there)
            )
            return _rows_apart(wanted, there, path)
        return [
            line
            for i, (a, b) in enumerate(zip(wanted, there, strict=True))
            for line in differences(a, b, f"{path}[{i}]")
        ]
    return [] if wanted == there else [f"{path}: {there!r} instead of {wanted!r}"]


def _rows_apart(wanted: list[Any], there: list[Any], path: str) -> list[str]:
    """Rows in any order."""
    left = list(there)
    lost = []
    for row in wanted:
        match = next((one for one in left if not differences(row, one)), None)
        if match is None:
            lost.append(f"{path}: no row {row!r} in {there!r}")
        else:
            left.remove(match)
    return lost
