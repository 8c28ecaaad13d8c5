"""The table of what was measured."""

from typing import Any

from rich.console import Console

from tests.bench import report

_OURS = {"turns": 10, "lost": 0, "seconds": 1.0, "per_second": 100.0, "p50_ms": 20.0, "p95_ms": 40.0, "p99_ms": 50.0}
_PEER = {**_OURS, "per_second": 10.0, "p50_ms": 60.0, "p95_ms": 400.0, "lost": 2}
_FOUND: dict[str, Any] = {
    "ours": {
        "turns": {"100": _OURS, "20": _OURS},
        "training_seconds": 20.0,
        "start_seconds": 12.0,
        "memory_mb": {"all": 800.0},
        "filing": {"seconds": 0.5, "turns": 6, "times": 3, "unfiled": 0},
        "long": {"early_ms": 20.0, "late_ms": 22.0, "turns": 500, "conversations": 3},
        "admission": {
            "sent_per_second": 300.0,
            "seconds": 60.0,
            "lost": 0,
            "taken_p95_ms": 90.0,
            "all_answered_after_seconds": None,
        },
    },
    "peer": {"kind": "light", "turns": {"20": _PEER}, "training_seconds": 40.0, "memory_mb": {"all": 1600.0}},
    "tables": {
        "small_rows": 1000,
        "large_rows": 1_000_000,
        "calls": {"progress": {"small_p50_ms": 4.0, "large_p50_ms": 5.0}},
    },
}


def _row(words: str) -> report.Row:
    return next(row for row in report.rows(_FOUND) if row[0] == words)


def test_both_sides_stand_beside_each_other() -> None:
    assert _row("20 talking: turns/s") == ("20 talking: turns/s", "100", "10", "10.00 x", "10 x")
    assert _row("20 talking: p95") == ("20 talking: p95", "40 ms", "400 ms", "0.10 x", "0.1 x")
    assert _row("memory")[1:4] == ("800 MB", "1600 MB", "0.50 x")


def test_lost_turns_are_told_only_where_there_are_any() -> None:
    assert _row("20 talking: lost")[1:3] == ("0", "2")
    assert not [row for row in report.rows(_FOUND) if row[0] == "100 talking: lost"]


def test_fewer_talkers_come_first() -> None:
    loads = [row[0].split()[0] for row in report.rows(_FOUND) if "turns/s" in row[0]]
    assert loads == ["20", "100"]


def test_growth_is_told_as_a_ratio() -> None:
    assert "(1.10 x)" in _row("turn 500 against turn 10")[1]
    assert "(1.25 x)" in _row("progress, 1,000 -> 1,000,000 requests")[1]


def test_what_was_not_measured_has_no_line() -> None:
    assert report.rows({}) == []
    assert [row[0] for row in report.rows({"ours": {"start_seconds": 9.0}})] == ["start"]


def test_a_limit_that_came_first_is_said() -> None:
    assert _row("all of them answered")[1] == "not within the limit"


def test_it_prints() -> None:
    console = Console(record=True, width=140, file=None, quiet=False)
    with console.capture() as captured:
        console.print(report.table(_FOUND))
    assert "plain Rasa (light)" in captured.get()


def test_what_staff_see_is_told_with_its_goal() -> None:
    watched = {"talks": 200, "p50_ms": 61.0, "p95_ms": 142.5, "lost": 1}
    found = {row[0]: row for row in report.rows({"ours": {"console": watched}})}
    assert found["message on the console, 200 conversations live: p95"][1:] == (
        "142.5 ms, 1 not seen",
        "",
        "",
        "300 ms",
    )


def test_the_training_of_a_peer_that_learnt_less_says_nothing() -> None:
    found = {**_FOUND, "peer": {**_FOUND["peer"], "kind": "full", "epochs": 1}}
    training = next(row for row in report.rows(found) if row[0] == "training")
    assert training[2:4] == ("", "")
    assert "full, trained for 1 of 100 epochs" in str(report.table(found).title)
