"""The reader's dictionaries, read once from the text files beside this module.

Each file holds words divided by blanks; `#` begins a comment. In keyed files a line begins with `key:`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def _lines(name: str) -> list[str]:
    text = (_DATA / f"{name}.txt").read_text(encoding="utf-8")
    stripped = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in stripped if line]


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a plain file, in order, each once."""
    return tuple(dict.fromkeys(word for line in _lines(name) for word in line.split()))


@cache
def keyed(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a keyed file by key; an underscore stands for a blank inside a word."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(name):
        key, _, rest = line.partition(":")
        more = tuple(word.replace("_", " ") for word in rest.split())
        found[key.strip()] = found.get(key.strip(), ()) + more
    return found


@cache
def traditional() -> dict[str, str]:
    """Traditional characters to simplified ones, one to one."""
    pairs = "".join(_lines("traditional")).replace(" ", "")
    return dict(zip(pairs[::2], pairs[1::2], strict=False))
