"""One conversation as a page shows it: lines, head, what lies beside the talk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.auth.permissions import Bit
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.catalogue.service import Configuration
from backend.console.desk import names
from backend.console.queue.wording import field_label
from backend.conversations import desk, records
from backend.conversations.desk import Standing
from backend.conversations.outbox import UNCONFIRMED
from backend.conversations.records import Line
from backend.domain import requirements
from backend.handover import people as handover
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.conversations import BOT, QUEUE
from backend.requests import service as requests

PAGE, FEW = 60, 20
_WORDS = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message, or something that happened to the conversation."""

    id: int
    side: str
    who: str
    text: str
    at: datetime
    fate: str = ""
    fate_colour: str = ""
    intent: str = ""
    event: str = ""
    menu: list[str] = field(default_factory=list)
    picture: UUID | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Who, and who speaks now."""

    key: str
    name: str
    standing: Standing
    owner_name: str
    mine: bool
    seconds_left: int
    lang: str
    following: bool

    @property
    def state(self) -> str:
        """bot, queue, mine or other."""
        if self.mine:
            return "mine"
        return {BOT: "bot", QUEUE: "queue"}.get(self.standing.owner, "other")


_FATES = {
    "ready": ("待发出", "quiet"),
    "claimed": ("正在发", "quiet"),
    "sent": ("已送达微信", "green"),
    "held": ("额度用完，等对方下次说话时带出", "amber"),
    "failed": ("发送失败", "red"),
    "dropped": ("未发出（已换人接待）", "quiet"),
}
_DOUBTED = {
    "ready": ("微信没有回音，可能已送达，稍后再发一次", "amber"),
    "sent": ("已送达微信（先前一次没有回音，对方可能收到两次）", "green"),
    "held": ("微信没有回音，可能已送达，等对方下次说话时再带一次", "amber"),
}
_EVENTS = {"taken": "接管（机器人已静默）", "given_back": "交回机器人", "timed_out": "等候超时，机器人继续接待"}
_KINDS = {"voice": "〔语音〕", "video": "〔视频〕", "location": "〔位置〕", "link": "〔链接〕", "event": "〔事件〕"}


async def head(session: AsyncSession, key: str, visitor: Visitor) -> Head:
    """The line above the talk. Problem 404 for an unknown conversation."""
    talk = await records.talk(session, key)
    if talk is None:
        raise Problem(404, "not_found")
    standing = await desk.standing(session, key)
    person = (await names.people(session, [key], visitor))[key]
    left = (standing.window_until - clock.now()).total_seconds() if standing.window_until else 0
    return Head(
        key=key,
        name=person.name,
        standing=standing,
        owner_name=(await names.staff_names(session)).get(standing.owner, ""),
        mine=handover.caller_id(standing.owner) == str(visitor.staff_id),
        seconds_left=max(0, int(left)),
        lang=talk.lang,
        following=talk.following,
    )


async def unread(session: AsyncSession, key: str, visitor: Visitor) -> bool:
    """Whether this person has something new to read in a conversation of theirs. Problem 404."""
    talk = await records.talk(session, key)
    if talk is None:
        raise Problem(404, "not_found")
    return talk.unread > 0 and handover.caller_id(talk.owner) == str(visitor.staff_id)


async def lines(
    session: AsyncSession, key: str, visitor: Visitor, *, before: int | None = None, limit: int = PAGE
) -> tuple[list[Spoken], int | None]:
    """The newest messages in the order they were said, and where earlier ones begin."""
    found = await records.history(session, key, before=before, limit=limit)
    configuration = await catalogue.current(session)
    person = (await names.people(session, [key], visitor))[key]
    staff = await names.staff_names(session)
    spoken = [_spoken(line, visitor, configuration, staff, person) for line in reversed(found)]
    return spoken, (found[-1].id if len(found) == limit else None)


def _spoken(
    line: Line, visitor: Visitor, configuration: Configuration, staff: Mapping[str, str], person: names.Person
) -> Spoken:
    who = staff.get(line.author, {"bot": "机器人", "system": "系统", "user": ""}.get(line.author, "老师"))
    if line.kind == "desk":
        return Spoken(line.id, "mid", who, "", line.at, event=_EVENTS.get(str(line.data.get("event")), ""))
    if line.kind == "event":
        return Spoken(line.id, "mid", "", "", line.at, event=_event_words(line))
    text = names.shown_text(line, visitor, configuration, person) or _KINDS.get(line.kind, "")
    picture = line.attachment_id if line.kind == "image" and visitor.may(Bit.SEE_REQUESTER) else None
    if line.direction == "in":
        return Spoken(line.id, "in", "", text, line.at, intent=_intent(line), picture=picture)
    fate, colour = _fate(line.state, line.error)
    side = "bot" if line.author in ("bot", "system") else "staff"
    menu = [str(choice.get("label", "")) for choice in line.menu]
    return Spoken(line.id, side, who, text, line.at, fate, colour, menu=menu, picture=picture)


def _fate(state: str, error: str | None) -> tuple[str, str]:
    """What became of a message, and in which colour; that it may have arrived before is told too."""
    fate, colour = _FATES.get(state, ("", ""))
    if error and error.startswith(UNCONFIRMED):
        return _DOUBTED.get(state, (fate, colour))
    return (f"{fate}（{error}）" if error and state == "failed" else fate), colour


def _intent(line: Line) -> str:
    if not line.intent:
        return ""
    sure = f" {line.confidence:.2f}" if line.confidence is not None else ""
    return " + ".join([f"{_intent_word(line.intent)}{sure}", *map(_intent_word, line.also)])


def _intent_word(name: str) -> str:
    return str(_words()["intents"].get(name.partition("/")[0], name))


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found


def _event_words(line: Line) -> str:
    name = str(line.data.get("name") or "")
    return {"subscribe": "关注了公众号", "unsubscribe": "取消了关注", "scan": "扫码进入", "click": "点了菜单"}.get(
        name.lower(), "系统事件"
    )


async def side(session: AsyncSession, key: str, visitor: Visitor) -> dict[str, Any]:
    """What lies beside the talk: draft, filed requests, pictures, notes."""
    person = (await names.people(session, [key], visitor))[key]
    configuration = await catalogue.current(session)
    applicant = await applicants.of_conversation(session, key)
    filed = list(reversed(await requests.of_applicant(session, applicant.id)))[:20] if applicant else []
    return {
        "draft": _draft(person, configuration, visitor),
        "filed": await requests.shown(session, filed, configuration),
        "catalogue": configuration.catalogue,
        "files": [one for one in await attachments.of_draft(session, key) if one.state == "stored"],
        "may_see": visitor.may(Bit.SEE_REQUESTER),
        "notes": [
            (names.hushed(note.body, visitor, configuration, person), note.author, note.at)
            for note in await handover.notes(session, key)
        ],
        "staff": await names.staff_names(session),
    }


_LANGUAGES = {"zh": "中文", "en": "英文", "zh_en": "中英文"}


def _draft(person: names.Person, configuration: Configuration, visitor: Visitor) -> dict[str, Any] | None:
    form = person.form
    if not form:
        return None
    return {
        "filled": person.summary.get("filled", 0),
        "needed": person.summary.get("needed", 4),
        "items": [_row_words(item, configuration) for item in form.get("items") or []],
        "fields": [
            (label, names.hushed(value, visitor, configuration, person)) for label, value in _fields(form) if value
        ],
        "lacking": _lacking(form, configuration),
        "checking": form.get("checking"),
        "agreed": bool(form.get("consent")),
    }


def _lacking(form: Mapping[str, Any], configuration: Configuration) -> list[str]:
    """What still has to be asked, in words."""
    wants = requirements.hard(requirements.missing(form, configuration.catalogue))
    return list(dict.fromkeys(field_label(want.field) for want in wants))


def _row_words(item: Mapping[str, Any], configuration: Configuration) -> str:
    code = str(item.get("document_type") or "")
    known = configuration.catalogue.has(code)
    name = configuration.catalogue.document(code).name("zh") if known else "（还没说要什么）"
    copies = f"×{item['copies']}" if item.get("copies") else "（份数待定）"
    return f"{_LANGUAGES.get(str(item.get('language')), '')}{name}{copies}{' 密封' if item.get('sealed') else ''}"


def _fields(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    subject, delivery = form.get("subject") or {}, form.get("delivery") or {}
    method = str(delivery.get("method") or "")
    labels = (
        ("姓名", subject.get("name")), ("学号", subject.get("student_id")), ("证件号", subject.get("id_number")),
        ("入学", subject.get("enrollment_year")), ("毕业", subject.get("graduation_year")),
        ("院系", subject.get("department")), ("专业", subject.get("major")), ("电话", subject.get("phone")),
        ("寄送", _words()["delivery"].get(method, method)), ("地址", delivery.get("address")),
        ("用途", form.get("purpose")),
    )  # fmt: skip
    return [(label, _masked(value)) for label, value in labels]


def _masked(value: Any) -> str:
    """A sealed detail by its masked form: the panel tells what was given, not what it was."""
    if isinstance(value, Mapping):
        return str(value.get("masked") or "已填")
    return "" if value is None else str(value)
