"""The talk so far, as the backend keeps it (encrypted) between two messages."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from actions.dialogue.turn import Turn

Row = dict[str, Any]
"""document_type, language, copies, sealed; what is not yet known is None."""

_ECHO_HOURS = 0.2


def row_of(item: Mapping[str, Any]) -> Row:
    """A row of a form from what the reader found."""
    return {key: item.get(key) for key in ("document_type", "language", "copies", "sealed")}


TRACKS = ("self", "proxy", "organization", "citizen")


def digest(turn: Turn) -> str:
    """A short mark of a message's words, to know it again without keeping it."""
    return hashlib.sha256(turn.text.encode()).hexdigest()[:16]


@dataclass
class Form:
    """A request on its way to being filed."""

    started_at: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    track: str = "self"
    items: list[Row] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    """Language, copies, sealed said before any paper was named."""
    subject: dict[str, Any] = field(default_factory=dict)
    requester: dict[str, Any] = field(default_factory=dict)
    delivery: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    relation: str | None = None
    purpose: str | None = None
    needed_by: str | None = None
    note: str | None = None
    first_words: str = ""
    """The message that opened the form, identity closed: it may describe material for which there is no name."""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    consent: dict[str, str] | None = None
    of_life: bool = False
    """Only records of a life are asked for (marriage, work): years and places are theirs, whoever asks."""
    asked: dict[str, int] = field(default_factory=dict)
    """How often each group was asked."""
    asking: list[str] = field(default_factory=list)
    """Paths of what was just asked for."""
    last_asked: list[str] = field(default_factory=list)
    """The single thing that was asked for last."""
    owed: list[str] = field(default_factory=list)
    """What was called wrong without saying what is right: asked for once more before the list."""
    carried: str | None = None
    """Who the person is was taken from the request filed just before: the name, masked."""
    assumed: bool = False
    """A row's language was not said and is taken as Chinese; the person is to be told."""
    unmade: list[Any] = field(default_factory=list)
    """Papers told with a language in which they are not made; the person is to be told."""
    unseen: bool = False
    """The list that was shown left the person's details closed, for want of consent."""
    checking: bool = False
    """The list to check was shown and nothing has changed since."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Form":
        """Read a stored form; unknown keys of older versions are dropped."""
        return cls(**{key: value for key, value in data.items() if key in cls.__dataclass_fields__})

    @property
    def has_identity(self) -> bool:
        """Whether any identity detail was already given."""
        return any(
            isinstance(value, dict)
            for part in (self.subject, self.requester, self.delivery, self.details)
            for value in part.values()
        )

    def forget_identity(self) -> None:
        """Drop every sealed detail (consent refused)."""
        for part in (self.subject, self.requester, self.delivery, self.details):
            for key in [key for key, value in part.items() if isinstance(value, dict)]:
                del part[key]


@dataclass
class Talk:
    """A person's talk with the archive: the open form, what waits behind it, the open question."""

    form: Form | None = None
    waiting: list[dict[str, Any]] = field(default_factory=list)
    """Further requests to be taken up after this one: a whole form put aside, or track, relation, items."""
    question: dict[str, Any] | None = None
    """An open question outside the form: {"kind": ..., ...}; see questions.py."""
    loose_attachments: list[dict[str, Any]] = field(default_factory=list)
    supplement: dict[str, Any] | None = None
    """What is gathered for a request that waits for its requester; see supplement.py."""
    misses: int = 0
    lang: str = "zh"
    last_filed: dict[str, Any] | None = None
    told: dict[str, Any] | None = None
    """Which explanation was given last, and when."""
    spoken_of: dict[str, Any] | None = None
    """The paper that a question was about before anything was asked for, and when."""
    told_before: dict[str, Any] | None = None
    """What was told of oneself before anything was asked for; see told_before.py."""
    earlier: dict[str, Any] | None = None
    """What was given for the last filed request, sealed as it was; see again.py."""
    last: dict[str, Any] | None = None
    """The last message's id and its answers, so that a repeated turn says the same."""
    touched_at: str | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> "Talk":
        """Read a stored talk; unknown keys of older versions are dropped."""
        if not data:
            return cls()
        known = {key: data[key] for key in cls.__dataclass_fields__ if key in data}
        if known.get("form"):
            known["form"] = Form.from_json(known["form"])
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        """The talk as JSON, with a summary for the console."""
        return asdict(self) | {"summary": self._summary()}

    def _summary(self) -> dict[str, Any]:
        if self.form is None:
            return {"filled": 0, "needed": 0, "items": []}
        parts = [self.form.items, self.form.subject, self.form.delivery, self.form.consent]
        return {
            "filled": sum(1 for part in parts if part),
            "needed": len(parts),
            "items": self.form.items,
            "track": self.form.track,
            "checking": self.form.checking,
        }

    def echo(self, turn: Turn, now: datetime) -> bool:
        """Whether the very same wish comes twice in a row ("再加一份..." sent twice means one): answered as before."""
        if not self.last or not any(item.get("document_type") for item in turn.items) or turn.kind != "text":
            return False
        return self.last.get("words") == digest(turn) and self.idle_hours(now) < _ECHO_HOURS

    def idle_hours(self, now: datetime) -> float:
        """Hours since the last message."""
        if not self.touched_at:
            return 0.0
        return (now - datetime.fromisoformat(self.touched_at)).total_seconds() / 3600
