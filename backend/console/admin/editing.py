"""Parts of the configuration as text to edit: read, checked by the rulebook, compared, laid over the defaults."""

import difflib
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from backend.catalogue import repository, service
from backend.catalogue.service import Configuration
from backend.domain.catalogue import REMOVED, CatalogueError
from backend.kit.errors import Problem
from backend.kit.texts import TextError

#: What the pages offer: section -> label. Wording has pages of its own.
SECTIONS = {"catalogue": "目录", "service": "服务", "calendar": "节假日", "notices": "通知模板"}
#: Kept in versions too, edited on pages of their own.
MORE = {"texts": "文字", "menu": "公众号菜单"}
_LABELS = {
    "departments": "办理单位",
    "attachment_kinds": "附件种类",
    "attachment_sets": "要交的附件",
    "not_held": "馆里没有的",
    "institution": "机构名称",
    "hours": "开放时间",
    "closures": "停办日期",
    "places": "地点",
    "contact": "联系方式",
    "delivery": "交付方式",
    "deadlines": "期限与承诺",
    "quiet_hours": "免打扰时段",
    "retention": "保存期限",
    "abroad": "能否寄国外",
    "invoice": "能否开票",
    "rush": "能否加急",
    "privacy": "隐私说明",
    "publish_promise": "公开服务承诺页",
    "years": "放假与补班",
    "template": "模板消息",
    "subscription": "订阅通知",
}
MOST = 60_000


def parts(configuration: Configuration) -> dict[str, list[tuple[str, str]]]:
    """The parts of each section with labels: (path, label)."""
    raw = configuration.raw
    found = {name: [(part, _LABELS.get(part, part)) for part in raw[name]] for name in ("service", "calendar")}
    found["catalogue"] = [(part, _LABELS.get(part, part)) for part in raw["catalogue"] if part != "documents"]
    found["notices"] = [(part, _LABELS[part]) for part in ("template", "subscription")]
    return found


def label_of(section: str, part: str, configuration: Configuration) -> str:
    """A part's name for a heading."""
    head, _, leaf = part.partition(".")
    if section == "catalogue" and head == "documents":
        return configuration.catalogue.document(leaf).name_zh
    return f"{SECTIONS[section]} · {_LABELS.get(part, part)}"


def value_at(configuration: Configuration, section: str, part: str) -> Any:
    """The value in force; 404 for a part there is not."""
    value: Any = dict(configuration.notices) if section == "notices" else configuration.raw.get(section)
    if section == "notices":
        return value.get(part) if part in ("template", "subscription") else _absent()
    for step in part.split("."):
        if not isinstance(value, Mapping) or step not in value:
            _absent()
        value = value[step]
    return value


def _absent() -> Any:
    raise Problem(404, "not_found")


def as_text(value: Any) -> str:
    """A value as people edit it."""
    return str(yaml.safe_dump(plain(value), allow_unicode=True, sort_keys=False, width=110)).removesuffix("...\n")


def plain(value: Any) -> Any:
    """Only what JSON knows: dates as text, keys as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def read(text: str) -> Any:
    """What was written. Problem 422 `unreadable` with the line."""
    if len(text) > MOST:
        raise Problem(422, "unreadable", "太长了")
    try:
        return plain(yaml.safe_load(text))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else ""
        raise Problem(422, "unreadable", f"格式不对：{place}") from error


async def overlay_with(session: AsyncSession, section: str, part: str, value: Any) -> dict[str, Any]:
    """The section's whole overlay with one part changed."""
    whole = plain((await repository.overlays(session)).get(section, {}))
    steps = part.split(".")
    at = whole
    for step in steps[:-1]:
        at = at.setdefault(step, {})
    at[steps[-1]] = _taken_out(_shipped_at(section, steps), value)
    if section == "notices" and value is None:
        # A rung that is not configured is one that is not there.
        del at[steps[-1]]
    return dict(whole)


def _shipped_at(section: str, steps: list[str]) -> Any:
    value = plain(service.shipped().get(section))
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _taken_out(shipped: Any, value: Any) -> Any:
    """The value as an overlay: what was shipped and is left out is marked, for it would shine through."""
    if not isinstance(shipped, Mapping) or not isinstance(value, Mapping):
        return value
    kept = {key: _taken_out(shipped.get(key), inner) for key, inner in value.items()}
    return kept | {key: REMOVED for key in shipped if key not in value}


async def trial(session: AsyncSession, section: str, overlay: Mapping[str, Any]) -> Configuration:
    """The configuration as it would be. Problem 422 `unusable` naming the place that cannot be used."""
    try:
        return service.build({**await repository.overlays(session), section: overlay}, 0)
    except (CatalogueError, TextError) as error:
        raise Problem(422, "unusable", str(error)) from error


async def version_of(session: AsyncSession, section: str) -> int:
    """The number of a section's newest change; 0 when it was never changed."""
    newest = await service.versions(session, section, 1)
    return newest[0].id if newest else 0


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Lines that go and come, with a little around them: (sign, line)."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return [(line[:1], line[1:]) for line in lines if not line.startswith(("---", "+++"))]
