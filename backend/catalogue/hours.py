"""When people answer: whether somebody is on duty now, and the hours in words."""

from datetime import datetime, time

from backend.catalogue.service import Configuration

_WORKWEEK = (0, 1, 2, 3, 4)


def on_duty(configuration: Configuration, now: datetime) -> bool:
    """Whether the desk in the chat is staffed now."""
    return configuration.service.is_open(now, configuration.calendar, desk=True)


def in_words(configuration: Configuration, lang: str) -> str | None:
    """The desk's hours, a line each; None where none are configured."""
    spans: dict[tuple[int, ...], list[str]] = {}
    for period in configuration.service.desk:
        span = f"{_clock(period.opens)}–{_clock(period.closes)}"
        spans.setdefault(period.weekdays, []).append(span)
    comma = "、" if lang == "zh" else ", "
    said = [f"{_days(days, configuration, lang, comma)} {comma.join(hours)}" for days, hours in spans.items()]
    return "\n".join(said) or None


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def _days(days: tuple[int, ...], configuration: Configuration, lang: str, comma: str) -> str:
    if days == _WORKWEEK:
        return configuration.texts.render("requests.workdays", lang)
    return comma.join(configuration.texts.render(f"requests.weekday.{day}", lang) for day in days)
