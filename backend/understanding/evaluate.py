"""`lantai eval`: understanding and dialogue scored on the project's own data; tables, a report file, a history."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from backend.kit.settings import Settings
from backend.understanding import history, talks
from backend.understanding.engine import Parser, parser
from backend.understanding.scores import report
from backend.understanding.sentences import all_understood
from backend.understanding.training import ROOT, catalogue, fingerprint

TEST_SETS = ROOT / "nlu_data" / "test"


class TestSetMissing(RuntimeError):
    """There is nothing to score against."""

    __test__ = False  # not a test, whatever pytest thinks of the name


async def run(settings: Settings, test: Path | None = None, *, with_talks: bool = True) -> dict[str, Any]:
    """Score every test set apart, print, keep the results. Raises TestSetMissing, EngineFailed."""
    paths = [test] if test else sorted(TEST_SETS.glob("*.jsonl"))
    expected = {path.stem: read_test_set(path) for path in paths}
    if not expected:
        raise TestSetMissing(f"there is no test set in {TEST_SETS}")
    began = time.monotonic()
    async with parser(settings) as engine:
        started = time.monotonic() - began
        results = {name: await _scored(lines, engine) for name, lines in expected.items()}
    for name, result in results.items():
        show(name, result)
    dialogue = await asyncio.to_thread(talks.dialogue_scores) if with_talks else None
    talks.show(dialogue)
    folder = settings.home / "eval"
    for name, result in results.items():
        before = history.last(folder, name)
        result |= {"model": fingerprint(home=settings.home), "at": datetime.now(UTC).isoformat(timespec="seconds")}
        where = keep(folder, name, result | {"seconds_to_start": round(started, 1), "dialogue": dialogue})
        for fall in history.falls(before, history.last(folder, name)):
            Console().print(f"{name}: {fall}", style="bold red")
        Console().print(f"Report: {where}; history beside it.")
    return results


async def _scored(expected: list[dict[str, Any]], engine: Parser) -> dict[str, Any]:
    """The scores of one test set, with what went wrong."""
    began = time.monotonic()
    understood = [each async for each in all_understood((line["text"] for line in expected), engine, catalogue())]
    taken = time.monotonic() - began
    return report(expected, understood) | {
        "milliseconds_a_sentence": round(1000 * taken / len(expected), 2),
        "wrong": [_wrong(a, b) for a, b in zip(expected, understood, strict=True) if a["intent"] != b["intent"]],
    }


def read_test_set(path: Path) -> list[dict[str, Any]]:
    """The labelled sentences. Raises TestSetMissing."""
    if not path.is_file():
        raise TestSetMissing(f"there is no test set at {path}")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def keep(folder: Path, name: str, result: dict[str, Any]) -> Path:
    """Write the report of a test set, and a short line for the history."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    short = {"set": name} | {key: value for key, value in result.items() if isinstance(value, (int, float, str))}
    short |= {"also_f1": result["also"]["f1"], "entity_f1": result["entity_micro"]["f1"]}
    short["rows_exact"] = result["rows_exact"]["exact"]
    history.append(folder, short | talks.headlines(result.get("dialogue")))
    return path


def show(name: str, result: dict[str, Any]) -> None:
    """The tables of understanding of a test set for a person."""
    console = Console(width=100)
    head = Table(title=f"Understanding of {result['sentences']} sentences ({name})", show_header=False)
    for name, value in _headlines(result):
        head.add_row(name, value)
    console.print(head)
    for title, rows in (("Intents", result["intents"]), ("Entities", result["entities"])):
        console.print(_table(title, rows))
    console.print(_calibration(result["calibration"]))
    confusions = Table("expected", "understood", "times", title="Most frequent confusions")
    for each in result["confusions"][:15]:
        confusions.add_row(each["expected"], str(each["understood"]), str(each["times"]))
    console.print(confusions)


def _headlines(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("intent accuracy", f"{result['intent_accuracy']:.3f}"),
        ("intent macro F1", f"{result['intent_macro_f1']:.3f}"),
        ("further wishes (also) F1", f"{result['also']['f1']:.3f}"),
        ("entities micro F1", f"{result['entity_micro']['f1']:.3f}"),
        ("rows exactly right", f"{result['rows_exact']['exact']:.3f} of {result['rows_exact']['sentences']}"),
        ("intent, entities and rows all right", f"{result['all_right']:.3f}"),
        ("milliseconds a sentence", f"{result['milliseconds_a_sentence']}"),
    ]


def _table(title: str, rows: dict[str, dict[str, float]]) -> Table:
    table = Table("", "precision", "recall", "F1", "sentences", title=title)
    for name, each in rows.items():
        numbers = (f"{each[key]:.2f}" for key in ("precision", "recall", "f1"))
        table.add_row(name, *numbers, str(each["support"]))
    return table


def _calibration(rows: list[dict[str, float]]) -> Table:
    table = Table("confidence from", "sentences", "right", title="Calibration")
    for each in rows:
        table.add_row(f"{each['from']:.1f}", str(each["sentences"]), f"{each['right']:.2f}")
    return table


def _wrong(expected: dict[str, Any], understood: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": expected["text"],
        "expected": expected["intent"],
        "understood": understood["intent"],
        "confidence": understood["confidence"],
    }
