"""One table of what was measured."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from tests.bench.numbers import ratio
from tests.bench.peer import EPOCHS

Row = tuple[str, str, str, str, str]
"""What, ours, the peer's, the ratio, the goal."""
_TURNS = (("per_second", "turns/s", ""), ("p50_ms", "p50", " ms"), ("p95_ms", "p95", " ms"), ("p99_ms", "p99", " ms"))
_GOALS = {"per_second": "10 x", "p95_ms": "0.1 x"}


def rows(found: Mapping[str, Any]) -> list[Row]:
    """The table's lines; what was not measured has none."""
    ours, peer = found.get("ours") or {}, found.get("peer") or {}
    peers_training = None if _shortened(peer) else peer.get("training_seconds")
    return [
        *_turns(ours.get("turns") or {}, peer.get("turns") or {}),
        *_both("training", ours.get("training_seconds"), peers_training, " s", "60 s"),
        *_both("start", ours.get("start_seconds"), peer.get("start_seconds"), " s", "20 s"),
        *_both("memory", _memory(ours), _memory(peer), " MB", ""),
        *_filing(ours.get("filing")),
        *_long(ours.get("long")),
        *_console(ours.get("console")),
        *_admission(ours.get("admission")),
        *_tables(found.get("tables")),
    ]


def table(found: Mapping[str, Any]) -> Table:
    """The same for a terminal."""
    peer = found.get("peer") or {}
    about = ", ".join([*([peer["kind"]] if peer else []), *_shortened(peer)])
    made = Table(title="Lantai 兰台 beside a plain Rasa" + (f" ({about})" if about else ""))
    for name in ("", "ours", "peer", "ours / peer", "goal"):
        made.add_column(name, justify="left" if not name else "right")
    for row in rows(found):
        made.add_row(*row)
    return made


def _shortened(peer: Mapping[str, Any]) -> list[str]:
    """That the peer learnt less than the handbook asks, so that its training says nothing."""
    epochs = peer.get("epochs", EPOCHS)
    return [] if epochs == EPOCHS else [f"trained for {epochs} of {EPOCHS} epochs"]


def _turns(ours: Mapping[str, Any], peer: Mapping[str, Any]) -> list[Row]:
    found = []
    for talkers in sorted({*ours, *peer}, key=int):
        one, other = ours.get(talkers, {}), peer.get(talkers, {})
        for name, words, unit in _TURNS:
            goal = _GOALS.get(name, "") if int(talkers) > 1 else ""
            found += _both(f"{talkers} talking: {words}", one.get(name), other.get(name), unit, goal)
        if one.get("lost") or other.get("lost"):
            found += _both(f"{talkers} talking: lost", one.get("lost"), other.get("lost"), "", "0")
    return found


def _both(words: str, one: float | None, other: float | None, unit: str, goal: str) -> list[Row]:
    if one is None and other is None:
        return []
    times = ratio(one, other)
    return [(words, _with(one, unit), _with(other, unit), "" if times is None else f"{times:.2f} x", goal)]


def _with(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g}{unit}"


def _memory(side: Mapping[str, Any]) -> float | None:
    return (side.get("memory_mb") or {}).get("all")


def _filing(found: Mapping[str, Any] | None) -> list[Row]:
    if not found:
        return []
    words = f"first message to filed, {found['turns']} messages"
    unfiled = f", {found['unfiled']} unfiled" if found["unfiled"] else ""
    return [(words, _with(found["seconds"], " s") + unfiled, "", "", "")]


def _long(found: Mapping[str, Any] | None) -> list[Row]:
    if not found:
        return []
    return _apart(f"turn {found['turns']} against turn 10", found["late_ms"], found["early_ms"], "1.2 x")


def _console(found: Mapping[str, Any] | None) -> list[Row]:
    if not found:
        return []
    words = f"message on the console, {found['talks']} conversations live"
    lost = f", {found['lost']} not seen" if found["lost"] else ""
    return [
        (f"{words}: p50", _with(found["p50_ms"], " ms"), "", "", ""),
        (f"{words}: p95", _with(found["p95_ms"], " ms") + lost, "", "", "300 ms"),
    ]


def _apart(words: str, late: float | None, early: float | None, goal: str) -> list[Row]:
    """A cost after growth against the one before."""
    times = ratio(late, early)
    shown = f"{_with(early, ' ms')} -> {_with(late, ' ms')}"
    return [(words, shown + ("" if times is None else f" ({times:.2f} x)"), "", "", goal)]


def _admission(found: Mapping[str, Any] | None) -> list[Row]:
    if not found:
        return []
    drained = found["all_answered_after_seconds"]
    after = "not within the limit" if drained is None else f"{drained:g} s after the last"
    recorded = f"{found['sent_per_second']:g}/s for {found['seconds']:g} s, {found['lost']} lost"
    return [
        ("callbacks admitted", recorded, "", "", "300/s for 60 s, 0 lost"),
        ("callbacks taken by WeChat's clock: p95", _with(found["taken_p95_ms"], " ms"), "", "", "5000 ms"),
        ("all of them answered", after, "", "", ""),
    ]


def _tables(found: Mapping[str, Any] | None) -> list[Row]:
    if not found:
        return []
    sizes = f"{found['small_rows']:,} -> {found['large_rows']:,} requests"
    return [
        row
        for name, times in found["calls"].items()
        for row in _apart(f"{name}, {sizes}", times["large_p50_ms"], times["small_p50_ms"], "1.5 x")
    ]
