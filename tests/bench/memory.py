"""How much memory processes hold, each with all it started."""

import subprocess
from collections import defaultdict
from contextlib import suppress
from pathlib import Path


def megabytes(pid: int) -> float:
    """A process and its descendants; memory shared among them (a database's buffers) counts once where told."""
    parents, resident = _processes()
    children = defaultdict(list)
    for child, parent in parents.items():
        children[parent].append(child)
    todo, total = [pid], 0
    while todo:
        one = todo.pop()
        todo += children[one]
        total += _proportional(one) or resident.get(one, 0)
    return round(total / 1024, 1)


def _processes() -> tuple[dict[int, int], dict[int, int]]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True, timeout=20)
    rows = [tuple(int(word) for word in line.split()) for line in listed.stdout.splitlines()]
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _proportional(pid: int) -> int:
    """Kilobytes with shared pages divided among their users; 0 where the system does not tell."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
