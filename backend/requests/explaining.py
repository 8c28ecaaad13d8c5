"""How a promised date came about, step by step, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from backend.catalogue.service import Configuration
from backend.domain import deadlines
from backend.domain.states import Status
from backend.kit import clock
from backend.kit.texts import Texts
from backend.models.requests import Request
from backend.requests import due, words

_DATES = ("date", "from", "to", "first", "last", "counted_from")


def explain(request: Request, configuration: Configuration, lang: str = "zh") -> dict[str, Any]:
    """The date, how the request stands, and the steps with their words."""
    found = due.due_date(request, configuration)
    today = clock.today()
    answer: dict[str, Any] = {
        "code": request.code,
        "due_on": found.date if found else None,
        "provisional": bool(found and found.provisional),
        "standing": due.standing(request, configuration, today).value,
        "days_left": request.days_left,
        "acknowledge_by": request.acknowledge_by,
        "acknowledging": deadlines.acknowledging(request.acknowledge_by, Status(request.status), today).value,
        "steps": [],
    }
    steps = list(deadlines.explain(found)) if found else [{"key": "due.step.undated", "values": {}}]
    if request.acknowledge_by:
        steps.append({"key": "due.step.acknowledge", "values": {"date": request.acknowledge_by.isoformat()}})
    for step in steps:
        text = words_of(str(step["key"]), cast("Mapping[str, Any]", step["values"]), configuration.texts, lang)
        answer["steps"].append({**step, "text": text})
    return answer


def words_of(key: str, values: Mapping[str, Any], texts: Texts, lang: str) -> str:
    """One step in words: dates as days, names of holidays by their texts."""
    shown: dict[str, Any] = {}
    for name, value in values.items():
        if name in _DATES:
            shown[name] = words.day(date.fromisoformat(value))
        elif name == "at":
            shown[name] = words.day(datetime.fromisoformat(value).date())
        elif name == "days":
            days = [texts.render(words.day(date.fromisoformat(one)), lang) for one in value]
            shown[name] = ("、" if lang == "zh" else ", ").join(days)
        elif name == "reason" and texts.has(f"due.reason.{value}"):
            shown[name] = {"say": f"due.reason.{value}"}
        else:
            shown[name] = value
    if key == "due.step.extended" and not shown.get("reason"):
        shown["reason"] = "—"
    return texts.render({"say": key, "with": shown}, lang)
