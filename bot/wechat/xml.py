"""A small strict reader of the XML that WeChat pushes: flat fields, a few nested groups, nothing clever.

No document type, no entities, no attributes that matter, no field twice, little depth. Anything else is
`MalformedXml`, so the caller has one error to handle.
"""

from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

MAX_BYTES = 16 * 1024
_MAX_DEPTH = 6
_MAX_ELEMENTS = 400

Value = str | dict[str, Any] | list[Any]


class MalformedXml(ValueError):
    """The body is not a push that we are willing to read."""

    body: bytes = b""
    """The push itself, where it was in cipher."""


class _Node:
    """An element while it is being read."""

    __slots__ = ("children", "text")

    def __init__(self) -> None:
        self.children: dict[str, list[Value]] = {}
        self.text: list[str] = []

    def value(self) -> Value:
        if not self.children:
            return "".join(self.text)
        return {name: found[0] if len(found) == 1 else found for name, found in self.children.items()}


class _Reader:
    def __init__(self) -> None:
        self.path: list[tuple[str, _Node]] = [("", _Node())]
        self.elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > _MAX_ELEMENTS or len(self.path) > _MAX_DEPTH:
            raise MalformedXml("too deep or too many elements")
        self.path.append((name, _Node()))

    def end(self, name: str) -> None:
        _, node = self.path.pop()
        self.path[-1][1].children.setdefault(name, []).append(node.value())

    def text(self, data: str) -> None:
        self.path[-1][1].text.append(data)


def _refuse(*_: object) -> None:
    raise MalformedXml("document types are refused")


def parse(body: bytes, limit: int = MAX_BYTES) -> dict[str, Value]:
    """The fields under the root `<xml>`. Raises MalformedXml."""
    if len(body) > limit:
        raise MalformedXml("too large")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        raise MalformedXml("not well-formed") from error
    root = reader.path[0][1].children.get("xml", [""])[0]
    if not isinstance(root, dict):
        raise MalformedXml("no fields under <xml>")
    return root


def text(fields: Mapping[str, Value], name: str, default: str = "") -> str:
    """A field that must be plain text. Raises MalformedXml when it is repeated or nested."""
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise MalformedXml(f"{name} is not plain text")
    return value


def items(fields: Mapping[str, Value], *path: str) -> tuple[dict[str, Value], ...]:
    """The groups at the end of a path: none, one or several, always as a tuple."""
    value: Any = fields
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    groups = value if isinstance(value, list) else [value]
    return tuple(group for group in groups if isinstance(group, dict))
