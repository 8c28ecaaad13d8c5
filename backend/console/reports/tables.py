"""The figures as tables with words, for the page, the charts and the files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from backend.catalogue import service as catalogue
from backend.console.queue.wording import word
from backend.console.reports import figures
from backend.console.reports.figures import Period
from backend.requests import working

Cell = str | int
#: So many days at most are shown singly, so many by the week.
_DAILY, _WEEKLY = 45, 366


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report."""

    key: str
    title: str
    head: Sequence[str]
    rows: list[list[Cell]]


@cache
def words() -> dict[str, Any]:
    """The words of this room."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return found


async def tables(session: AsyncSession, period: Period) -> list[Table]:
    """All tables of a period."""
    names = {one.code: one.name_zh for one in (await catalogue.current(session)).catalogue.documents}
    made: dict[str, list[list[Cell]]] = {
        "kind": [
            [names.get(code, code), count, copies] for code, count, copies in await figures.by_kind(session, period)
        ],
        "purpose": _purposes(await figures.purposes(session, period)),
        "channel": [[word("channel", code), count] for code, count in await figures.by_channel(session, period)],
        "outcome": [[word("resolution", code), count] for code, count in await figures.by_outcome(session, period)],
        "speed": [
            _speed("acknowledge", await figures.acknowledged(session, period)),
            _speed("finish", await figures.finished(session, period)),
        ],
        "promise": await _promise(session, period),
        "bot": await _talks(session, period),
        "hour": [
            [f"{hour}:00", messages, filed]
            for hour, (messages, filed) in enumerate(await figures.by_hour(session, period))
        ],
    }
    return [
        Table(key, words()["tables"][key]["title"], words()["tables"][key]["head"], rows) for key, rows in made.items()
    ]


async def over_time(session: AsyncSession, period: Period) -> tuple[str, list[tuple[str, int]]]:
    """Requests day by day, over a longer time by week or month; empty ones too. The step is `day`, `week`, `month`."""
    found = await figures.by_day(session, period)
    length = (period.last - period.first).days + 1
    step = "day" if length <= _DAILY else "week" if length <= _WEEKLY else "month"
    sums: dict[str, int] = {}
    for number in range(length):
        day = period.first + timedelta(days=number)
        label = _label(day, step)
        sums[label] = sums.get(label, 0) + found.get(day, 0)
    return step, list(sums.items())


def _label(day: date, step: str) -> str:
    if step == "month":
        return f"{day.year}/{day.month}"
    begins = day - timedelta(days=day.weekday()) if step == "week" else day
    return f"{begins.month}/{begins.day}"


def _purposes(written: Sequence[str | None]) -> list[list[Cell]]:
    counts = Counter(purpose_class(text) for text in written)
    return [[name, count] for name, count in counts.most_common()]


def purpose_class(text: str | None) -> str:
    """The class of a purpose in free words."""
    if not text:
        return str(words()["unsaid"])
    folded = text.casefold()
    for name, marks in words()["purpose"].items():
        if any(mark.casefold() in folded for mark in marks):
            return str(name)
    return str(words()["elsewise"])


def _speed(key: str, found: tuple[int, float | None, float | None]) -> list[Cell]:
    count, median, ninth = found
    return [words()["speed"][key], count, _span(median), _span(ninth)]


def _span(hours: float | None) -> str:
    if hours is None:
        return "—"
    return f"{hours:.1f} {words()['hours']}" if hours < 48 else f"{hours / 24:.1f} {words()['days']}"


def share(part: int, whole: int) -> str:
    """A share in percent."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


async def _promise(session: AsyncSession, period: Period) -> list[list[Cell]]:
    kept, late = await figures.promise(session, period)
    now = await working.counts(session, await catalogue.current(session))
    values: dict[str, Cell] = {
        "kept": kept,
        "late": late,
        "rate": share(kept, kept + late),
        "open_late": int(now["overdue"]),
    }
    return [[words()["promise"][key], value] for key, value in values.items()]


async def _talks(session: AsyncSession, period: Period) -> list[list[Cell]]:
    found = await figures.talks(session, period)
    filed = dict(await figures.by_channel(session, period)).get("wechat", 0)
    values: dict[str, Cell] = {name: found[name] for name in ("talks", "handed", "unreached", "alone")}
    values |= {"rate": share(found["alone"], found["talks"]), "filed": filed}
    values |= {"messages": found["messages"], "unclear": found["unclear"]}
    asked, given, mean = await figures.ratings(session, period)
    values |= {"asked": asked, "given": given, "mean": "—" if mean is None else f"{mean:.1f}"}
    return [[words()["bot"][key], value] for key, value in values.items()]


def _ninth(row: Sequence[Cell]) -> str:
    """Within what time nine of ten were done; nothing when none was."""
    return str(words()["tiles"]["ninth"]).format(span=row[3]) if row[1] else ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at the head of the page."""

    number: str
    label: str
    beside: str = ""
    tone: str = ""


def tiles(found: Sequence[Table]) -> list[Tile]:
    """The few figures that are looked at first."""
    rows = {table.key: table.rows for table in found}
    kept, late, rate, open_late = (row[1] for row in rows["promise"])
    acknowledged, finished = rows["speed"]
    talks, handed, unreached, _, alone = (row[1] for row in rows["bot"][:5])
    words_ = words()["tiles"]
    asked, given, mean = (row[1] for row in rows["bot"][-3:])
    return [
        Tile(str(rate), words_["rate"], words_["of"].format(kept=kept, all=int(kept) + int(late))),
        Tile(str(open_late), words_["open_late"], tone="red" if int(open_late) else ""),
        Tile(str(acknowledged[2]), words_["acknowledge"], _ninth(acknowledged)),
        Tile(str(finished[2]), words_["finish"], _ninth(finished)),
        Tile(str(alone), words_["alone"], words_["talks"].format(talks=talks, handed=handed, unreached=unreached)),
        Tile(str(mean), words_["mean"], words_["given"].format(given=given, asked=asked)),
    ]
