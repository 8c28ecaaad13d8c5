"""The dialogue's score: written talks and simulated applicants (tests/dialogue), told to a running product."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from backend.understanding.training import ROOT

TALKS = ROOT / "tests" / "dialogue"
LIMIT = 1_800
SEED, COUNT = 1, 76
"""The simulated applicants of a run, the same each time so that runs compare: four of each kind of noise."""


def dialogue_scores(seed: int = SEED, count: int = COUNT) -> dict[str, Any] | None:
    """How the talks ended, by kind, and the transcripts of those that failed; None where there are no talks."""
    if not TALKS.is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "talks.json")
        command = [sys.executable, "-m", "tests.dialogue", "--talks", "--json", str(path)]
        command += ["--seed", str(seed), "--count", str(count)]
        subprocess.run(command, cwd=ROOT, timeout=LIMIT, check=False, stdout=subprocess.DEVNULL)
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def headlines(scores: dict[str, Any] | None) -> dict[str, float]:
    """The few numbers that the history keeps."""
    if scores is None:
        return {}
    written, simulated = scores["written"], scores["simulated"]
    return {
        "talks": written["talks"],
        "talks_right": written["right"],
        "simulated": simulated["talks"],
        "simulated_exact": simulated["exact"],
        "simulated_wrong": simulated["wrong"],
        "one_document_turns": simulated["one_document_turns"],
        "all_at_once_turns": simulated["all_at_once_turns"],
    }


def show(scores: dict[str, Any] | None) -> None:
    """The tables, and each failed talk with its transcript."""
    if scores is None:
        return
    console = Console(width=100)
    console.print(_written(scores["written"]))
    console.print(_simulated(scores["simulated"]))
    turns = scores["simulated"]
    console.print(f"One document, from greeting to filed: {turns['one_document_turns']} turns (median).")
    console.print(f"Everything in the first message: {turns['all_at_once_turns']} turns (median).")
    for name, lines in scores["written"]["failed"].items():
        console.print(f"\nNot as written: {name}", *lines, sep="\n  ", markup=False, highlight=False)
    for one in turns["failed"]:
        title = f"\nSimulated applicant {one['name']} ({one['kind']}, {one['track']}): {one['verdict']}"
        console.print(title, *one["wrong"], *one["transcript"], sep="\n  ", markup=False, highlight=False)


def _written(written: dict[str, Any]) -> Table:
    table = Table("talks", "told", "ended as written", title="Written talks")
    for kind, each in {**written["kinds"], "all": written}.items():
        table.add_row(kind, str(each["talks"]), str(each["right"]))
    return table


def _simulated(simulated: dict[str, Any]) -> Table:
    names = ("talks", "exact", "wrong", "unfinished", "median_turns", "p90_turns")
    heads = ("noise", "talks", "filed exactly right", "wrong filings", "not finished", "median turns", "p90")
    table = Table(*heads, title=f"Simulated applicants (seed {simulated['seed']})")
    for kind, each in {**simulated["kinds"], "all": simulated}.items():
        table.add_row(kind, *(str(each[name]) for name in names))
    return table
