"""Parts of the configuration as forms: described in forms.yaml, shown by a template, read back into the same value."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from starlette.datastructures import FormData

from backend.catalogue.service import Configuration

WHOLE = "="
_FILE = Path(__file__).with_name("forms.yaml")
_MOST = 4000
_SEPARATORS = re.compile(r"[、，,;；\n]+")
#: Replacing an example by one's own value makes it one's own.
_SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `group`, `rows` and `map` hold further ones."""

    at: str
    label: str
    kind: str
    help: str = ""
    options: str = ""
    usual: str | None = None
    empty: str = "请选择"
    blank: Any = None
    default: bool = False
    wide: int = 0
    without: str = ""
    none: bool = False
    ordered: bool = False
    newest: bool = False
    plain: bool = False
    fixed: bool = False
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be kept: where (the rulebook's path within the part) and why."""

    path: str
    words: str


def fields_of(section: str, part: str) -> tuple[Field, ...] | None:
    """The form of a part; None for one that has none (it is edited as text)."""
    head = part.partition(".")[0]
    return _parts().get(f"{section}.{head}")


@cache
def _parts() -> dict[str, tuple[Field, ...]]:
    return {name: tuple(map(_field, fields)) for name, fields in _whole()["parts"].items()}


@cache
def _whole() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def _field(given: Mapping[str, Any]) -> Field:
    inner = tuple(map(_field, given.get("fields", ())))
    return Field(**{name: value for name, value in given.items() if name != "fields"}, fields=inner)


def options(configuration: Configuration) -> dict[str, list[tuple[str, str]]]:
    """What choices offer: the fixed ones and the archive's own."""
    found = {name: [(str(code), str(label)) for code, label in known.items()]
             for name, known in _whole()["options"].items()}  # fmt: skip
    catalogue = configuration.catalogue
    found["departments"] = [(code, one.name.zh) for code, one in catalogue.departments.items()]
    found["places"] = [(one.code, one.name.zh) for one in configuration.service.places]
    found["documents"] = [(one.code, one.name_zh) for one in catalogue.documents]
    found["attachment_kinds"] = [(code, name.zh) for code, name in catalogue.attachment_kinds.items()]
    known_sets = dict(found["attachment_sets"])
    found["attachment_sets"] = [
        (name, known_sets.get(name, name)) for name in configuration.raw["catalogue"]["attachment_sets"]
    ]
    return found


def shown(fields: Sequence[Field], value: Any) -> dict[str, Any]:
    """The value as the template takes it: a mapping, even where the part is a single thing."""
    if fields[0].at == WHOLE:
        return {WHOLE: value}
    return dict(value) if isinstance(value, Mapping) else {}


def read(fields: Sequence[Field], form: FormData, current: Any) -> Any:
    """What was filled in, in the configuration's shape; what the form does not show stays as it was."""
    if fields[0].at == WHOLE:
        return _read(fields[0], form, WHOLE, current)
    found = _group(fields, form, "", current)
    nothing = not any(value for name, value in found.items() if name != _SAMPLE)
    return None if nothing and current is None else found


def _group(fields: Sequence[Field], form: FormData, prefix: str, current: Any) -> dict[str, Any]:
    kept = dict(current) if isinstance(current, Mapping) else {}
    for field in fields:
        name = f"{prefix}.{field.at}" if prefix else field.at
        value = _read(field, form, name, kept.get(field.at))
        if field.at in kept or value not in (None, [], "", field.default):
            # What was left out and still is as when left out stays left out.
            kept[field.at] = value
    if kept.get(_SAMPLE) and kept != current:
        kept[_SAMPLE] = False
    return kept


def _read(field: Field, form: FormData, name: str, current: Any) -> Any:
    match field.kind:
        case "group":
            found = _group(field.fields, form, name, current)
            return None if field.without and found.get(field.without) is None else found
        case "rows":
            rows = [
                row
                for place in _places(form, name)
                if not _empty(field, row := _row(field, form, name, place, current))
            ]
            return rows or (None if field.none else [])
        case "map":
            return _map(field, form, name, current)
        case "dates":
            return sorted({one for one in _texts(form, name) if one})
        case "choices":
            return _texts(form, name) or field.blank
        case "names":
            both = {lang: _text(form, f"{name}.{lang}") for lang in ("zh", "en")}
            return both if any(both.values()) else None
        case "flag":
            return bool(form.get(name))
        case "tri":
            return {"yes": True, "no": False}.get(_text(form, name))
        case "words":
            return [one.strip() for one in _SEPARATORS.split(_text(form, name)) if one.strip()]
        case _:
            return _single(field.kind, _text(form, name))


def _single(kind: str, text: str) -> Any:
    """What is not a number stays text: the rulebook says what is wrong with it."""
    if not text:
        return None
    if kind == "number" and text.isdecimal() and len(text) < 9:
        return int(text)
    if kind == "money" and re.fullmatch(r"\d{1,7}(\.\d{1,2})?", text):
        return float(text)
    return text


def _row(field: Field, form: FormData, name: str, place: int, current: Any) -> dict[str, Any]:
    before = current[place] if isinstance(current, list) and place < len(current) else None
    return _group(field.fields, form, f"{name}[{place}]", before)


def _empty(field: Field, row: Mapping[str, Any]) -> bool:
    nothing: tuple[Any, ...] = (None, "", [], False)
    said = (one for one in field.fields if one.kind != "flag")
    return all(row.get(one.at) in nothing or row.get(one.at) == one.usual for one in said)


def _map(field: Field, form: FormData, name: str, current: Any) -> dict[str, Any]:
    known = current if isinstance(current, Mapping) else {}
    found: dict[str, Any] = {}
    for place in _places(form, name):
        code = _text(form, f"{name}[{place}].code")
        if not code:
            continue
        if field.plain:
            found[code] = _text(form, f"{name}[{place}].{WHOLE}")
        else:
            found[code] = _group(field.fields, form, f"{name}[{place}]", known.get(code))
    return found


def _places(form: FormData, name: str) -> Iterable[int]:
    """Rows as they stand on the page: what is sent first stands higher."""
    pattern = re.compile(re.escape(name) + r"\[(\d{1,4})\]")
    return list(dict.fromkeys(int(match[1]) for key in form if (match := pattern.match(key))))


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.replace("\r\n", "\n").strip()[:_MOST] if isinstance(value, str) else ""


def _texts(form: FormData, name: str) -> list[str]:
    return [one.strip()[:200] for one in form.getlist(name) if isinstance(one, str) and one.strip()]


def fault_of(detail: str, section: str, part: str) -> Fault:
    """The rulebook's complaint by its place in this form, in words."""
    path, _, message = detail.partition(": ")
    for prefix in (f"{section}.{part}", f"holidays.{part}", section):
        if path == prefix or path.startswith((f"{prefix}.", f"{prefix}[")):
            path = path[len(prefix) :].lstrip(".")
            break
    for pattern, words in _whole()["faults"]:
        if match := re.search(pattern, message):
            return Fault(path, match.expand(words))
    return Fault(path, message)
