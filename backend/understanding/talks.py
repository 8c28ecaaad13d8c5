"""The dialogue's score: the written talks of tests/dialogue, told to a running product."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree  # it reads a report that pytest wrote just now
from collections import defaultdict
from pathlib import Path
from typing import Any

from backend.understanding.training import ROOT

TALKS = ROOT / "tests" / "dialogue"
LIMIT = 1_800


def dialogue_scores() -> dict[str, Any] | None:
    """How many talks end as written, by kind; None where there are no talks or no pytest to tell them."""
    if not TALKS.is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "talks.xml")
        command = [sys.executable, "-m", "pytest", str(TALKS), "-q", "--no-header", f"--junitxml={path}"]
        subprocess.run(command, cwd=ROOT, timeout=LIMIT, check=False, stdout=subprocess.DEVNULL)
        return counted(path.read_text(encoding="utf-8")) if path.is_file() else None


def counted(junit: str) -> dict[str, Any]:
    """The talks of a pytest report (`...[kind-name]`), counted."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    failed: list[str] = []
    for case in ElementTree.fromstring(junit).iter("testcase"):  # noqa: S314  pytest's own report
        talk = case.get("name", "").partition("[")[2].rstrip("]")
        if not talk or case.find("skipped") is not None:
            continue
        right = case.find("failure") is None and case.find("error") is None
        kinds[talk.partition("-")[0]].append(right)
        if not right:
            failed.append(talk)
    return {
        "talks": sum(len(each) for each in kinds.values()),
        "right": sum(sum(each) for each in kinds.values()),
        "kinds": {kind: {"talks": len(each), "right": sum(each)} for kind, each in sorted(kinds.items())},
        "failed": failed,
    }
