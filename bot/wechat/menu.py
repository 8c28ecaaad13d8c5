"""The account's menu: read from its file, checked against the platform's limits before it is sent."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("menu.yaml")
_TOP, _BELOW = 3, 5
_TOP_BYTES, _BELOW_BYTES, _KEY_BYTES = 16, 40, 128


class MenuError(ValueError):
    """The menu cannot be sent as it stands."""


def load(public_url: str, path: Path = FILE) -> list[dict[str, Any]]:
    """The menu of a file, for the API. Raises MenuError naming the entry that is wrong."""
    return checked(yaml.safe_load(path.read_text(encoding="utf-8")), public_url)


def checked(data: Any, public_url: str) -> list[dict[str, Any]]:
    """A menu for the API. Raises MenuError naming the entry that is wrong."""
    if not isinstance(data, Mapping) or not isinstance(data.get("button"), list):
        raise MenuError("the file must hold a list named button")
    buttons = [_button(entry, public_url, _TOP_BYTES) for entry in data["button"]]
    return _counted([button for button in buttons if button], _TOP, "the menu")


def _button(entry: Any, public_url: str, name_bytes: int) -> dict[str, Any] | None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str):
        raise MenuError("every entry needs a name")
    name = entry["name"]
    if not 0 < len(name.encode()) <= name_bytes:
        raise MenuError(f"{name}: the name must have 1 to {name_bytes} bytes")
    below = entry.get("sub_button")
    if below is not None:
        found = [_button(one, public_url, _BELOW_BYTES) for one in below]
        return {"name": name, "sub_button": _counted([one for one in found if one], _BELOW, name)}
    return _leaf(name, entry, public_url)


def _leaf(name: str, entry: Mapping[str, Any], public_url: str) -> dict[str, Any] | None:
    match entry.get("type"):
        case "click":
            key = entry.get("key")
            if not isinstance(key, str) or not 0 < len(key.encode()) <= _KEY_BYTES:
                raise MenuError(f"{name}: a click needs a key of at most {_KEY_BYTES} bytes")
            return {"type": "click", "name": name, "key": key}
        case "view" if isinstance(entry.get("page"), str):
            # Without a public address there is no page to open, so the entry is left out.
            return {"type": "view", "name": name, "url": public_url + entry["page"]} if public_url else None
        case "view" if isinstance(entry.get("url"), str):
            return {"type": "view", "name": name, "url": entry["url"]}
        case kind:
            raise MenuError(f"{name}: type {kind} is not known here, or lacks its page or url")


def _counted(buttons: Sequence[dict[str, Any]], most: int, where: str) -> list[dict[str, Any]]:
    if not 0 < len(buttons) <= most:
        raise MenuError(f"{where}: 1 to {most} entries, not {len(buttons)}")
    return list(buttons)
