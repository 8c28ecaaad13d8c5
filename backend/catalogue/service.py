"""The configuration in force: what is shipped, with what administrators changed laid over it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue import repository
from backend.domain.calendar import WorkCalendar
from backend.domain.catalogue import Catalogue, CatalogueError, merged
from backend.domain.config_reader import Node
from backend.domain.service_info import ServiceInfo
from backend.kit import clock, queue
from backend.kit.errors import Problem
from backend.kit.texts import TextError, Texts, defaults, placeholders
from backend.models.configuration import ConfigurationVersion, SettledConfiguration

SECTIONS = ("catalogue", "service", "texts", "calendar", "notices")
#: The job that moves open requests after the calendar (or the periods) changed.
CHANGED = "catalogue.changed"

_SHIPPED = Path(__file__).with_name("defaults.yaml")
_HOLIDAYS = Path(__file__).resolve().parents[1] / "domain" / "data" / "holidays.yaml"


@dataclass(frozen=True)
class Configuration:
    """Everything rooms and dialogue go by, of one version."""

    version: str
    catalogue: Catalogue
    calendar: WorkCalendar
    texts: Texts
    service: ServiceInfo
    notices: Mapping[str, Mapping[str, Any]]
    raw: Mapping[str, Any]


#: For so many seconds a process goes by what it has read; its own changes it sees at once.
_TRUSTED = 1.0


class _Known:
    """The last configuration this process built: of which database, which change, and when it was compared."""

    at: tuple[str, int] | None = None
    compared = 0.0
    configuration: Configuration | None = None


async def current(session: AsyncSession, *, newest: bool = False) -> Configuration:
    """The configuration in force; at most one small query unless it changed. With `newest`, none a moment old."""
    where, now = str(session.get_bind().engine.url), time.monotonic()
    known = _Known.configuration
    if not newest and known is not None and _Known.at and _Known.at[0] == where and now - _Known.compared < _TRUSTED:
        return known
    return await _compared(session, where, now)


async def _compared(session: AsyncSession, where: str, now: float) -> Configuration:
    at = (where, await repository.newest_id(session))
    if _Known.configuration is None or _Known.at != at:
        _Known.configuration = build(await repository.overlays(session), at[1])
        _Known.at = at
    _Known.compared = now
    return _Known.configuration


@cache
def shipped() -> Mapping[str, Any]:
    """The shipped defaults: catalogue, service, calendar."""
    whole = dict(yaml.safe_load(_SHIPPED.read_text(encoding="utf-8")))
    whole["calendar"] = yaml.safe_load(_HOLIDAYS.read_text(encoding="utf-8"))
    return whole


@cache
def _shipped_digest() -> str:
    files = (_SHIPPED, _HOLIDAYS)
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def build(overlays: Mapping[str, Mapping[str, Any]], number: int) -> Configuration:
    """Merge and check. Raises CatalogueError or TextError for what cannot be used."""
    base = shipped()
    raw = {name: merged(_plain(base[name]), overlays.get(name, {})) for name in ("catalogue", "service", "calendar")}
    service = ServiceInfo.from_mapping(raw["service"])
    return Configuration(
        version=f"{_shipped_digest()}-{number}",
        catalogue=Catalogue.from_mapping(raw["catalogue"]),
        calendar=service.calendar(WorkCalendar.from_mapping(raw["calendar"])),
        texts=Texts.load(_text_changes(overlays.get("texts", {}))),
        service=service,
        notices=_notices(overlays.get("notices", {})),
        raw=raw,
    )


def _plain(section: Any) -> Any:
    """Keys as text: YAML reads the year 2026 as a number, JSON never does."""
    if isinstance(section, dict):
        return {str(key): _plain(value) for key, value in section.items()}
    return [_plain(value) for value in section] if isinstance(section, list) else section


def _notices(overlay: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """`{"template": {"template": id, "fields": {"thing1": "status", ...}}, "subscription": {...}}`, none by default."""
    root = Node.at(overlay, "notices")
    root.only("template", "subscription")
    found: dict[str, dict[str, Any]] = {}
    for rung in root.values:
        node = root.child(rung)
        node.only("template", "fields")
        fields = node.child("fields")
        found[rung] = {"template": node.text("template"), "fields": {name: fields.text(name) for name in fields.values}}
    return found


def _text_changes(overlay: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    changes = []
    for language, texts in overlay.items():
        if language not in defaults():
            raise TextError(f"texts.{language}: no such language")
        for key, text in texts.items():
            shipped_text = defaults()[language].get(key)
            if shipped_text is None or not isinstance(text, str) or not text.strip():
                raise TextError(f"texts.{language}.{key}: no such text, or empty")
            if not placeholders(text) <= placeholders(shipped_text):
                raise TextError(f"texts.{language}.{key}: has a placeholder the shipped text lacks")
            changes.append((language, key, text))
    return changes


async def change(
    session: AsyncSession, section: str, value: Mapping[str, Any], caller: Caller, comment: str = ""
) -> Configuration:
    """Set a section's whole overlay, if the result holds; 422 with the path of what does not."""
    overlays = await repository.overlays(session)
    try:
        build({**overlays, section: value}, 0)
    except (CatalogueError, TextError) as error:
        problems = [{"field": section, "code": "unusable", "message": str(error)}]
        raise Problem(422, "invalid", "the configuration cannot be used", problems=problems) from error
    row = ConfigurationVersion(section=section, value=dict(value), comment=comment, author=caller.id, at=clock.now())
    session.add(row)
    await session.flush()
    await audit.record(session, caller, "configuration.change", section, {"version": row.id, "comment": comment})
    if section in ("calendar", "service", "catalogue"):
        await move_dates(session)
    _Known.compared = 0.0
    return await current(session)


async def move_dates(session: AsyncSession) -> None:
    """Have the dates of open requests worked out again, one such round after another."""
    await queue.defer(session, CHANGED, lock=CHANGED, queueing_lock=CHANGED)


async def catch_up(session: AsyncSession) -> bool:
    """Have dates worked out again that stand by another version: the release brought other holidays, or the round
    was lost. True when they do."""
    stands = await repository.settled(session)
    behind = stands is None or stands.version != (await current(session, newest=True)).version
    if behind:
        await move_dates(session)
    return behind


async def note_settled(session: AsyncSession, version: str, moved: int) -> None:
    """All dates stand by this version now."""
    await repository.settle(session, {"version": version, "moved": moved, "at": clock.now()})


async def settled(session: AsyncSession) -> SettledConfiguration | None:
    """By which version the dates stand and what it moved; None in a house that has just been set up."""
    return await repository.settled(session)


async def keep_version(
    session: AsyncSession, section: str, value: Mapping[str, Any], caller: Caller, comment: str
) -> None:
    """Keep how something beside the configuration stands (canned replies, the rota); a comment tells of a change,
    which goes on record."""
    row = ConfigurationVersion(section=section, value=dict(value), comment=comment, author=caller.id, at=clock.now())
    session.add(row)
    await session.flush()
    if comment:
        data = {"version": row.id, "comment": comment}
        await audit.record(session, caller, f"{section.partition(':')[0]}.change", section, data)


async def versions(session: AsyncSession, section: str, limit: int = 50) -> list[ConfigurationVersion]:
    """The newest versions of a section."""
    return await repository.versions(session, section, limit)
