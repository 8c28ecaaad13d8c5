"""What WeChat pushes, as typed values: one small class a kind, and unknown is a kind.

The rest of the house matches on these classes and never sees XML (which `pushes` reads).
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What every push carries. `key` identifies it over WeChat's retries."""

    account: str
    openid: str
    created_at: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Inbound):
    """Words; `menu_id` is set when they come from a tap on a menu message."""

    content: str
    menu_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported(Inbound):
    """Something that WeChat itself could not deliver."""

    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Inbound):
    """A picture; only the media id is used, the address is never fetched."""

    media_id: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Inbound):
    """A voice message; recognition was withdrawn by the platform and is treated as absent."""

    media_id: str
    format: str = ""
    media_id_16k: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video(Inbound):
    """A video or a short video."""

    media_id: str
    thumb_media_id: str = ""
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Inbound):
    """A place the user sent on purpose."""

    latitude: str
    longitude: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Inbound):
    """A shared article."""

    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Inbound):
    """A message of a type that did not exist when this was written."""

    message_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Inbound):
    """Any event; `name` is WeChat's exact word."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe(Event):
    """A new follower, perhaps by a scene code."""

    scene: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe(Event):
    """A follower left; the platform's rules then ask for erasure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan(Event):
    """A follower scanned a scene code."""

    scene: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationReport(Event):
    """The position WeChat reports by itself; wants no answer."""

    latitude: str
    longitude: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Click(Event):
    """A tap on a menu entry of kind click."""

    menu_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Event):
    """A tap on a menu entry that opens a page or a mini program; wants no answer."""

    url: str
    menu_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanCode(Event):
    """A code scanned through the menu; `waiting` when the client shows a spinner until we answer."""

    menu_key: str
    result: str
    waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPictures(Event):
    """Pictures chosen through the menu; the pictures themselves follow as messages."""

    menu_key: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLocation(Event):
    """A place chosen through the menu; the place itself follows as a message."""

    menu_key: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFinished(Event):
    """The fate of a template message we sent."""

    sent_id: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MassFinished(Event):
    """The fate of a mass message."""

    sent_id: str
    status: str


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """A user's answer about one notice template: accept or reject."""

    template_id: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeConsent(Event):
    """A user accepted or refused subscription notices."""

    choices: tuple[NoticeChoice, ...]


@dataclass(frozen=True, slots=True)
class NoticeResult:
    """The fate of one subscription notice."""

    template_id: str
    sent_id: str
    error_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent(Event):
    """The fate of subscription notices we sent."""

    results: tuple[NoticeResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSession(Event):
    """The platform's own customer-service desk opened, closed or passed on a session."""

    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange(Event):
    """A user changed or withdrew an authorisation; carries privacy duties."""

    revoked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEvent(Event):
    """An event that did not exist when this was written."""

    fields: dict[str, Any] = field(default_factory=dict)
