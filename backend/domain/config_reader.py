"""Typed reading of a configuration mapping: each error names the path of the value that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final


class CatalogueError(ValueError):
    """The configuration cannot be used; `path` says where, e.g. `catalogue.documents.transcript.group`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping together with its path. Every accessor raises CatalogueError on a wrong value."""

    values: Mapping[str, object]
    path: str

    @classmethod
    def at(cls, value: object, path: str) -> Node:
        """Take `value` as a mapping with text keys."""
        if not isinstance(value, Mapping):
            raise CatalogueError(path, f"must be a mapping, not {_kind(value)}")
        for key in value:
            if not isinstance(key, str):
                raise CatalogueError(path, f"key {key!r} must be text (put it in quotes)")
        return cls(value, path)

    def only(self, *known: str) -> None:
        """Refuse keys that mean nothing here, so that a slip of the pen is not silently ignored."""
        for key in self.values:
            if key not in known:
                # {en: Years, roughly} is read as the key "roughly" without a value.
                hint = " (words with a comma need quotes)" if self.values[key] is None else ""
                message = f"is unknown here; known are {', '.join(sorted(known))}{hint}"
                raise CatalogueError(f"{self.path}.{key}", message)

    def child(self, key: str) -> Node:
        """The mapping under `key`; it must be there."""
        return Node.at(self._required(key), f"{self.path}.{key}")

    def optional_child(self, key: str) -> Node | None:
        """The mapping under `key`, or None when it is absent or null."""
        value = self.values.get(key)
        return None if value is None else Node.at(value, f"{self.path}.{key}")

    def children(self, key: str) -> tuple[Node, ...]:
        """The list of mappings under `key`; empty when absent or null."""
        entries = self._list(key)
        return tuple(Node.at(entry, f"{self.path}.{key}[{place}]") for place, entry in enumerate(entries))

    def text(self, key: str) -> str:
        """The text under `key`; it must be there and not blank."""
        value = self._required(key)
        if not isinstance(value, str) or not value.strip():
            raise CatalogueError(f"{self.path}.{key}", f"must be text, not {_kind(value)}")
        return value.strip()

    def optional_text(self, key: str) -> str | None:
        """The text under `key`, or None when it is absent or null (not configured)."""
        return None if self.values.get(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under `key`; empty when absent or null."""
        entries = self._list(key)
        for place, entry in enumerate(entries):
            if not isinstance(entry, str) or not entry.strip():
                raise CatalogueError(f"{self.path}.{key}[{place}]", f"must be text, not {_kind(entry)}")
        return tuple(str(entry).strip() for entry in entries)

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """The text under `key`, which must be one of `allowed`."""
        value = self.text(key)
        if value not in allowed:
            raise CatalogueError(f"{self.path}.{key}", f"must be one of {', '.join(allowed)}, not {value!r}")
        return value

    def choices(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """The list of texts under `key`, each one of `allowed`, none twice."""
        values = self.texts(key)
        for place, value in enumerate(values):
            if value not in allowed:
                raise CatalogueError(
                    f"{self.path}.{key}[{place}]", f"must be one of {', '.join(allowed)}, not {value!r}"
                )
        if len(set(values)) != len(values):
            raise CatalogueError(f"{self.path}.{key}", "names the same value twice")
        return values

    def flag(self, key: str, default: bool) -> bool:
        """true or false under `key`."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise CatalogueError(f"{self.path}.{key}", f"must be true or false, not {_kind(value)}")
        return value

    def number(self, key: str, low: int, high: int) -> int:
        """A whole number under `key` between `low` and `high`."""
        value = self._required(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise CatalogueError(f"{self.path}.{key}", f"must be a whole number, not {_kind(value)}")
        if not low <= value <= high:
            raise CatalogueError(f"{self.path}.{key}", f"must lie between {low} and {high}, not {value}")
        return value

    def optional_number(self, key: str, low: int, high: int) -> int | None:
        """A whole number under `key`, or None when it is absent or null (not configured)."""
        return None if self.values.get(key) is None else self.number(key, low, high)

    def day(self, key: str) -> date:
        """A date under `key`, written 2026-01-31."""
        value = self._required(key)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise CatalogueError(f"{self.path}.{key}", f"must be a date like 2026-01-31, not {value!r}") from error

    def clock(self, key: str) -> time:
        """A time of day under `key`, written "08:30" in quotes."""
        value = self._required(key)
        if not isinstance(value, str):
            raise CatalogueError(f"{self.path}.{key}", 'must be a time in quotes like "08:30"')
        try:
            return time.fromisoformat(value)
        except ValueError as error:
            raise CatalogueError(f"{self.path}.{key}", f'must be a time like "08:30", not {value!r}') from error

    def _required(self, key: str) -> object:
        value = self.values.get(key, _ABSENT)
        if value is _ABSENT:
            raise CatalogueError(f"{self.path}.{key}", "is missing")
        return value

    def _list(self, key: str) -> list[object]:
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            raise CatalogueError(f"{self.path}.{key}", f"must be a list, not {_kind(value)}")
        return list(value)


def _kind(value: object) -> str:
    names = {"NoneType": "null", "str": "text", "int": "a number", "bool": "true/false", "list": "a list"}
    return names.get(type(value).__name__, type(value).__name__)
