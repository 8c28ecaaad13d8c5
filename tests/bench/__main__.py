"""`python -m tests.bench`: measure, print one table, write the same as JSON."""

import argparse
import asyncio
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from rich.console import Console

from backend.kit.settings import Settings
from tests.bench import ours, peer, report, tables, watching

PARTS = ("training", "turns", "filing", "long", "console", "memory", "admission", "peer", "tables")
_HOUSE = frozenset({"turns", "filing", "long", "console", "memory", "admission"})
_console = Console(stderr=True)

Crowds = list[tuple[int, int, float]]


@dataclass(frozen=True)
class Plan:
    """How much is measured; every number bounds a loop."""

    crowds: Crowds
    peer_crowds: Crowds
    filings: int
    long_turns: int
    long_talks: int
    long_limit: float
    live: tuple[int, float, int, float]
    """Conversations going on, seconds between their messages, messages timed, the most seconds for it."""
    rate: int
    flood_seconds: float
    drain: float
    sizes: tuple[int, int]
    calls: int


FULL = Plan(
    crowds=[(1, 300, 60.0), (20, 2000, 60.0), (100, 3000, 60.0)],
    peer_crowds=[(1, 100, 60.0), (20, 600, 60.0), (100, 1000, 60.0)],
    filings=10,
    long_turns=500,
    long_talks=3,
    long_limit=240.0,
    live=(200, 20.0, 200, 120.0),
    rate=300,
    flood_seconds=60.0,
    drain=300.0,
    sizes=(1_000, 1_000_000),
    calls=100,
)
QUICK = Plan(
    crowds=[(1, 60, 20.0), (20, 300, 20.0), (100, 500, 20.0)],
    peer_crowds=[(1, 30, 20.0), (20, 120, 20.0), (100, 200, 20.0)],
    filings=3,
    long_turns=100,
    long_talks=1,
    long_limit=60.0,
    live=(200, 20.0, 60, 60.0),
    rate=300,
    flood_seconds=5.0,
    drain=60.0,
    sizes=(1_000, 100_000),
    calls=40,
)


def json_file() -> Path:
    """Where the numbers go unless told otherwise."""
    return Settings().home.absolute() / "bench.json"


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns, and 100,000 requests instead of 1,000,000")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--peer", choices=get_args(peer.Kind), default="full", help="full: as the handbook has it")
    parser.add_argument(
        "--epochs", type=int, default=peer.EPOCHS, help="of the peer's training; its turns cost the same"
    )
    parser.add_argument("--rate", type=int, help="callbacks a second of the admission test")
    parser.add_argument("--seconds", type=float, help="how long the admission test sends")
    parser.add_argument("--rows", type=int, help="requests of the large table")
    parser.add_argument(
        "--json",
        type=Path,
        default=json_file(),
        metavar="FILE",
        help="the numbers (default: bench.json under LANTAI_HOME)",
    )
    return parser.parse_args(words)


def say(line: str) -> None:
    """Progress, beside the table."""
    _console.print(f"[dim]{datetime.now(UTC):%H:%M:%S}[/dim] {line}", highlight=False, soft_wrap=True)


class Bench:
    """One run: what was asked for, and what has been found so far."""

    def __init__(self, given: argparse.Namespace) -> None:
        self._given, self._plan = given, QUICK if given.quick else FULL
        self._parts = frozenset(given.only)
        self.found: dict[str, Any] = {"machine": _machine()}
        self.failed: dict[str, str] = {}

    async def run(self) -> None:
        """Measure all parts; one that fails does not take the others along."""
        task = asyncio.current_task()
        assert task
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        with tempfile.TemporaryDirectory(prefix="lantai-bench-", ignore_cleanup_errors=True) as folder:
            home = Path(folder)
            # The database serves as another user when this runs as root.
            home.chmod(0o711)
            ours_found = self.found.setdefault("ours", {})
            if "training" in self._parts:
                await self._part(ours_found, "training_seconds", asyncio.to_thread(ours.train, home / "house"))
            if self._parts & _HOUSE:
                await self._part(ours_found, "house", self._house(home / "house", ours_found))
            if "peer" in self._parts:
                measuring = peer.measure(self._given.peer, self._given.epochs, self._plan.peer_crowds, say)
                await self._part(self.found, "peer", measuring)
            if "tables" in self._parts:
                await self._part(self.found, "tables", self._tables(home / "tables"))

    def report(self) -> None:
        """The table on standard output, the same as JSON in a file."""
        machine = self.found["machine"]
        machine["load_average_after"] = _load()
        if self.failed:
            self.found["failed"] = self.failed
        loads = f"{machine['load_average']} before, {machine['load_average_after']} after"
        say(f"load average {loads}; {machine['cores']} cores")
        console = Console()
        console.print(report.table(self.found))
        for name, why in self.failed.items():
            console.print(f"{name} failed: {why}", markup=False, highlight=False)
        text = json.dumps(self.found, ensure_ascii=False, indent=1)
        self._given.json.parent.mkdir(parents=True, exist_ok=True)
        self._given.json.write_text(text + "\n", encoding="utf-8")
        console.print(f"As JSON: {self._given.json}", markup=False, highlight=False, soft_wrap=True)

    async def _part(self, into: dict[str, Any], name: str, work: Awaitable[Any]) -> None:
        say(name.replace("_seconds", ""))
        try:
            measured = await work
        except Exception as error:  # noqa: BLE001 - the edge of a part: the others are still worth measuring
            self.failed[name] = f"{type(error).__name__}: {error}"
            say(f"{name} failed: {self.failed[name]}")
            return
        if measured is not None:
            into[name] = measured
            say(f"{name}: {measured}")

    async def _tables(self, home: Path) -> dict[str, Any]:
        home.mkdir(mode=0o711)
        sizes = (self._plan.sizes[0], self._given.rows or self._plan.sizes[1])
        return await tables.measure(home, sizes, self._plan.calls, say)

    async def _house(self, home: Path, found: dict[str, Any]) -> None:
        """Everything that is asked of one running house; the flood last, for it leaves work behind."""
        plan, given = self._plan, self._given
        async with ours.our_house(home, say) as house:
            found["start_seconds"] = house.start_seconds
            parts: dict[str, tuple[str, Callable[[], Awaitable[Any]]]] = {
                "turns": ("turns", lambda: house.turns(plan.crowds)),
                "filing": ("filing", lambda: house.filing(plan.filings)),
                "long": ("long", lambda: house.long(plan.long_turns, plan.long_talks, plan.long_limit)),
                "console": ("console", lambda: watching.watch(house, *plan.live)),
                "memory": ("memory_mb", lambda: asyncio.to_thread(house.memory)),
                "admission": (
                    "admission",
                    lambda: house.admission(given.rate or plan.rate, given.seconds or plan.flood_seconds, plan.drain),
                ),
            }
            for part, (name, work) in parts.items():
                if part in self._parts:
                    await self._part(found, name, work())


def _machine() -> dict[str, Any]:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return {"cores": os.cpu_count(), "system": platform.system(), "load_average": _load(), "at": at}


def _load() -> list[float]:
    return [round(number, 1) for number in os.getloadavg()]


def main() -> int:
    """Measure and report, whatever was measured; 1 when a part failed."""
    bench = Bench(options())
    try:
        asyncio.run(bench.run())
    except (KeyboardInterrupt, asyncio.CancelledError):
        bench.failed["bench"] = "ended early"
    bench.report()
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
