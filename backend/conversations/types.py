"""What goes in and out of this room: plain values, so that nobody outside holds a database row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.domain.windows import Action

Choice = dict[str, str]
"""One thing to choose: `id` and `label`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A push from WeChat, ready to be recorded."""

    wechat_key: str
    conversation: str
    openid: str
    account: str
    kind: str
    text: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    wants_turn: bool = True
    action: Action | None = None
    """The window it opens for answering, if any."""
    follows: bool | None = None
    """True and False for events of following and leaving."""
    media_id: str | None = None
    """A picture to be fetched as an attachment."""
    tells_identity: Callable[[str | None], bool] | None = None
    """Reads the words (given what was asked) for identity details: for those that no turn will read."""


@dataclass(frozen=True, slots=True)
class Call:
    """A callback that brings an arrival."""

    arrival: Arrival
    wait: float
    """Seconds that WeChat's connection stays open for the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message being worked, with what the conversation remembers."""

    message_id: int
    uid: UUID
    conversation_id: int
    conversation: str
    openid: str
    account: str
    kind: str
    text: str
    data: dict[str, Any]
    attachment_id: UUID | None
    lang: str
    expecting: str | None
    choices: list[Choice] | None
    epoch: int
    tries: int
    excused: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What became of an arrival."""

    message_id: int
    conversation_id: int
    fresh: bool
    """False when WeChat asked again for a message that is already recorded."""
    callbacks: int
    lang: str
    wants_turn: bool
    """Whether an answer of the bot is still to come, or may lie ready."""
    waiting: bool
    """Whether its turn is not over yet."""
    turn: Turn | None = None
    """The turn, when it can begin at once."""
    held: bool = False
    """The person only came back for an answer that was held."""
    unheard: bool = False
    """WeChat gave up on the connection before this one, so what that one carried did not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One outgoing message: a text of at most 2,048 bytes, perhaps with a menu of choices."""

    text: str
    menu: list[Choice] | None = None
    carries_identity: bool = False
    """Whether it shows the person a detail of theirs in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a turn produced."""

    pieces: list[Piece]
    lang: str
    expecting: str | None = None
    choices: list[Choice] | None = None
    intent: str | None = None
    confidence: float | None = None
    also: list[str] = field(default_factory=list)
    carries_identity: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One claimed outgoing message."""

    message_id: int
    claim: UUID
    conversation: str
    openid: str
    text: str
    menu: list[Choice] | None
    tries: int
    held: bool
    lang: str
    charged: tuple[datetime | None, datetime | None]
    """The windows of the allowance that pay for it."""
    doubtful: bool = False
    """It was sent before, and nobody knows whether it arrived."""
    attachment_id: UUID | None = None
    """A picture to send instead of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What finishing a turn left to do."""

    passive: list[Outgoing]
    """Claimed for the open connection, in order."""
    custom: Outgoing | None
    """Claimed for the customer-service way."""
    outbox: bool
    """Whether more waits for the customer-service way."""
    next_turn: Turn | None


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing to do now; look again in so many seconds."""

    seconds: float
