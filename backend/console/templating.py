"""Jinja2 for the console: everything escaped, undefined names are errors, no sentence of a person is ever markup."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from backend.console import static
from backend.kit import clock

_HERE = Path(__file__).parent
_WEEKDAYS = "一二三四五六日"


@cache
def words(name: str) -> Mapping[str, Any]:
    """A table of words from templates/<name>.yaml."""
    found: dict[str, Any] = yaml.safe_load((_HERE / "templates" / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def templates_of(rooms: list[str]) -> Environment:
    """The environment of the shell and these rooms."""
    folders = {"shell": _HERE / "templates"} | {name: _HERE / name / "templates" for name in rooms}
    loaders = {name: FileSystemLoader(folder) for name, folder in folders.items()}
    environment = Environment(
        loader=PrefixLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"static": static.address, "csrf": _csrf, "told_words": words("told")}
    environment.filters |= {
        "moment": moment, "clock": clock_time, "day": day, "since": since, "duration": duration
    }  # fmt: skip
    return environment


@pass_context
def _csrf(context: Context) -> Markup:
    """The hidden field every changing form carries."""
    visitor = context.get("visitor")
    return Markup('<input type="hidden" name="csrf" value="{}">').format(visitor.csrf if visitor else "")


def moment(at: datetime | None) -> str:
    """11月21日 10:02, with the year when it is another one."""
    if at is None:
        return ""
    local = at.astimezone(clock.SHANGHAI)
    year = "" if local.year == clock.today().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def clock_time(at: datetime | None) -> str:
    """10:02 today, 昨天 10:02, else with the day."""
    if at is None:
        return ""
    local, today = at.astimezone(clock.SHANGHAI), clock.today()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"昨天 {local:%H:%M}" if (today - local.date()).days == 1 else moment(at)


def day(value: date | None) -> str:
    """11月27日（周五）."""
    if value is None:
        return ""
    year = "" if value.year == clock.today().year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日（周{_WEEKDAYS[value.weekday()]}）"


def since(at: datetime | None) -> int:
    """Seconds since a moment, for a counter that goes on in the page."""
    return 0 if at is None else max(0, int((clock.now() - at).total_seconds()))


def duration(seconds: int) -> str:
    """3:10, 1:02:03, 2天."""
    if seconds >= 172800:
        return f"{seconds // 86400}天"
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
