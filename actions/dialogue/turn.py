"""One message as it reaches the dialogue: what it means (Rasa) and what it says (the reader)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

SENSITIVE = frozenset(
    {
        "name",
        "former_name",
        "spouse_name",
        "id_number",
        "passport",
        "student_id",
        "phone",
        "landline",
        "email",
        "address",
    }
)


@dataclass(frozen=True)
class Detail:
    """A detail found in the text. A sensitive one has no value, but a sealed token and a masked form."""

    entity: str
    value: Any = None
    sealed: str | None = None
    masked: str | None = None
    start: int = 0
    length: int = 0
    problem: str | None = None
    role: str = "subject"
    denied: bool = False

    @property
    def kept(self) -> Any:
        """What a draft keeps of it: the value, or token and masked form together."""
        if self.sealed:
            return {"sealed": self.sealed, "masked": self.masked or "***"}
        return self.value


@dataclass(frozen=True)
class Turn:
    """A message with all that is known about it."""

    message_id: str
    conversation: str
    openid: str
    """Sealed."""
    text: str
    """Redacted."""
    intent: str
    confidence: float
    also: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    items: tuple[dict[str, Any], ...] = ()
    edits: tuple[dict[str, Any], ...] = ()
    kind: str = "text"
    lang: str | None = None
    expecting: str | None = None
    choice: str | None = None
    event: dict[str, Any] | None = None
    attachment: dict[str, Any] | None = None
    received_at: datetime = field(default_factory=lambda: datetime.fromtimestamp(0).astimezone())

    def first(self, *entities: str, role: str | None = None) -> Detail | None:
        """The first usable detail of these kinds."""
        for detail in self.details:
            usable = detail.entity in entities and not detail.denied and not detail.problem
            if usable and role in (None, detail.role):
                return detail
        return None

    @property
    def wishes(self) -> tuple[str, ...]:
        """The main intent and the further ones."""
        return (self.intent, *self.also)

    @property
    def key(self) -> str | None:
        """Under which the backend does once what this message asks for, however often its turn is tried."""
        return f"{self.conversation}/{self.message_id}" if self.message_id else None


def from_tracker(sender: str, latest: Mapping[str, Any]) -> Turn:
    """Read a turn from Rasa's latest message."""
    meta = latest.get("metadata") or {}
    intent = latest.get("intent") or {}
    parsed_also = [item["name"] if isinstance(item, Mapping) else item for item in latest.get("also") or ()]
    return Turn(
        message_id=str(latest.get("message_id") or meta.get("message_id") or ""),
        conversation=sender,
        openid=str(meta.get("openid") or ""),
        text=str(latest.get("text") or ""),
        intent=str(intent.get("name") or "out_of_scope").split("/")[0],
        confidence=float(intent.get("confidence") or 0.0),
        also=tuple(name.split("/")[0] for name in parsed_also),
        details=tuple(_detail(item) for item in meta.get("details") or ()),
        items=tuple(meta.get("items") or ()),
        edits=tuple(meta.get("edits") or ()),
        kind=str(meta.get("kind") or "text"),
        lang=meta.get("lang"),
        expecting=meta.get("expecting"),
        choice=meta.get("choice"),
        event=meta.get("event"),
        attachment=meta.get("attachment"),
        received_at=datetime.fromisoformat(meta["received_at"])
        if meta.get("received_at")
        else datetime.now().astimezone(),
    )


def _detail(data: Mapping[str, Any]) -> Detail:
    return Detail(
        entity=data["entity"],
        value=data.get("value"),
        sealed=data.get("sealed"),
        masked=data.get("masked"),
        start=int(data.get("start") or 0),
        length=int(data.get("end") or 0) - int(data.get("start") or 0),
        problem=data.get("problem"),
        role=data.get("role") or "subject",
        denied=bool(data.get("denied")),
    )


def usable_details(turn: Turn) -> list[str]:
    """Kinds of details that a form can take (papers named are rows, codes are for filed requests)."""
    skipped = ("document_type", "language", "copies", "request_code", "date", "relation", "choice")
    return [detail.entity for detail in turn.details if not detail.denied and detail.entity not in skipped]


def without_papers(turn: Turn) -> Turn:
    """The message as one that names no paper: what it names is spoken of, not ordered."""
    details = tuple(one for one in turn.details if one.entity not in ("document_type", "language", "copies"))
    return replace(turn, items=(), edits=(), details=details)
