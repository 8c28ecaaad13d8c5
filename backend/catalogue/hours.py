"""When people answer: whether somebody is on duty now, and the hours in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from backend.catalogue.service import Configuration
from backend.kit.clock import SHANGHAI

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKWEEK = list(WEEK[:5])


def on_duty(configuration: Configuration, now: datetime) -> bool:
    """Whether the desk is staffed; make-up workdays keep the hours of a Friday, holidays none."""
    local = now.astimezone(SHANGHAI)
    calendar = configuration.calendar
    day = WEEK[local.weekday()]
    if calendar.is_make_up(local.date()):
        day = "fri"
    elif not calendar.is_workday(local.date()) and calendar.day_off(local.date()) != "weekend":
        return False
    return any(
        day in line["days"] and time.fromisoformat(line["from"]) <= local.time() < time.fromisoformat(line["to"])
        for line in _lines(configuration)
    )


def in_words(configuration: Configuration, lang: str) -> str | None:
    """The desk's hours, a line each; None where none are configured."""
    spans: dict[tuple[str, ...], list[str]] = {}
    for line in _lines(configuration):
        span = f"{line['from'].removeprefix('0')}–{line['to'].removeprefix('0')}"
        spans.setdefault(tuple(line["days"]), []).append(span)
    texts = configuration.texts
    comma = "、" if lang == "zh" else ", "
    said = []
    for days, hours in spans.items():
        name = (
            texts.render("requests.workdays", lang)
            if list(days) == _WORKWEEK
            else comma.join(texts.render(f"requests.weekday.{WEEK.index(day)}", lang) for day in days)
        )
        said.append(f"{name} {comma.join(hours)}")
    return "\n".join(said) or None


def _lines(configuration: Configuration) -> Sequence[Mapping[str, Any]]:
    hours = configuration.raw["service"].get("hours") or {}
    return hours.get("desk") or hours.get("counter") or []
