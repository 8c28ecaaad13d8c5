"""The shapes of the requests API. They check types and sizes alone; what a value must be, the rulebook says."""

import math
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Channel = Literal["wechat", "h5", "email", "letter", "phone", "box", "walk_in"]
Track = Literal["self", "proxy", "organization", "citizen"]
Relation = Literal["self", "parent", "spouse", "child", "sibling", "classmate", "guardian", "agent", "employer"]
DegreeLevel = Literal["associate", "bachelor", "master", "doctor", "adult", "self_study", "network"]
Status = Literal[
    "submitted", "under_review", "awaiting_requester", "processing", "ready_for_pickup", "shipped", "closed"
]
Resolution = Literal["fulfilled", "partly_fulfilled", "not_found", "referred", "rejected", "withdrawn"]
EventName = Literal[
    "start_review", "ask_supplement", "supplement", "approve", "mark_ready", "ship", "fulfil",
    "close_not_found", "refer", "reject", "withdraw", "extend", "reopen",
]  # fmt: skip

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=r"^[^\x00\r\n]*$")]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")]
Openid = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]
Year = Annotated[int, Field(ge=0, le=9999)]
Count = Annotated[int, Field(ge=-1000, le=100000)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


def plain(value: Any, depth: int) -> bool:
    """Whether a value is text, a finite number, true, false, nothing, or lists and objects of these."""
    if isinstance(value, float):
        return math.isfinite(value)
    if value is None or isinstance(value, (str, int)):
        return True
    if depth == 0:
        return False
    inner = value.values() if isinstance(value, dict) else value
    return isinstance(value, (dict, list)) and all(plain(one, depth - 1) for one in inner)


class _Open(BaseModel):
    """A part that may hold more than is named here: what a person said is kept, not refused."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="after")
    def further_is_plain(self) -> "_Open":
        """What is not named here is text, a number that JSON knows, or a few of these."""
        for name, value in (self.model_extra or {}).items():
            if len(name) > 64 or not plain(value, 3):
                raise ValueError("what is not named here must be plain values")
        return self


class Subject(_Open):
    """Whose papers they are."""

    name: Line | None = None
    former_name: Line | None = None
    id_type: Literal["resident_id", "passport", "other"] | None = None
    id_number: Line | None = None
    student_id: Line | None = None
    department: Line | None = None
    major: Line | None = None
    degree_level: DegreeLevel | None = None
    enrollment_year: Year | None = None
    graduation_year: Year | None = None
    phone: Line | None = None
    email: Line | None = None


class Requester(_Open):
    """Who asks, when it is not the subject."""

    name: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    id_number: Line | None = None
    organization: Line | None = None


class Item(_In):
    """One row: document, language, copies, sealed."""

    document_type: Line
    language: Literal["zh", "en", "zh_en"] | None = None
    copies: Count | None = None
    sealed: bool | None = None
    note: Prose | None = None


class Delivery(_Open):
    """How the papers reach the requester."""

    method: Literal["express", "pickup", "pickup_box", "email"] | None = None
    recipient: Line | None = None
    phone: Line | None = None
    address: Prose | None = None
    email: Line | None = None
    carrier: Literal["ems", "sf", "express"] | None = None


class ConsentGiven(_In):
    """Which privacy notice was agreed to, and when."""

    version: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[\w.\-]+$")]
    given_at: AwareDatetime


class RequestIn(_In):
    """A request to file."""

    channel: Channel
    openid: Openid | None = None
    track: Track = "self"
    relation: Relation | None = None
    subject: Subject = Field(default_factory=Subject)
    requester: Requester | None = None
    items: Annotated[list[Item], Field(max_length=30)] = Field(default_factory=list)
    delivery: Delivery = Field(default_factory=Delivery)
    purpose: Prose | None = None
    needed_by: date | None = None
    note: Prose | None = None
    consent: ConsentGiven | None = None
    attachment_ids: Annotated[list[UUID], Field(max_length=30)] = Field(default_factory=list)
    draft_files: Annotated[
        bool,
        Field(
            description="Take what was sent by the page of the person's draft too, and leave out files that are gone"
        ),
    ] = False
    details: dict[Annotated[str, StringConstraints(max_length=64)], Any] = Field(default_factory=dict, max_length=40)


class Contact(_In):
    """How the archive reaches who asked."""

    phone: Line | None = None
    email: Line | None = None


class RequestChange(_In):
    """What may be changed until processing starts. What is not given stays."""

    items: Annotated[list[Item], Field(min_length=1, max_length=30)] | None = None
    delivery: Delivery | None = None
    needed_by: date | None = None
    purpose: Prose | None = None
    contact: Annotated[
        Contact | None, Field(description="Another telephone or e-mail of the requester, else of the subject")
    ] = None

    @model_validator(mode="after")
    def changes_something(self) -> "RequestChange":
        """An empty change is a mistake of the caller."""
        if not self.model_fields_set:
            raise ValueError("nothing to change")
        return self


class ActorIn(_In):
    """Who does it."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    kind: Literal["requester", "staff", "system"]
    id: Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")] = ""


NotePart = Annotated[str, StringConstraints(min_length=1, max_length=2500, pattern=r"^[^\x00]+$")]


class EventIn(BaseModel):
    """Something that happens to a request; what else it needs depends on the event."""

    model_config = ConfigDict(extra="allow")

    event: EventName
    actor: ActorIn | None = None
    note: Prose | Annotated[list[NotePart], Field(min_length=1, max_length=200)] | None = None
    """As parts when some of them come sealed."""

    def payload(self) -> dict[str, Any]:
        """Everything but event and actor."""
        given = self.model_dump(exclude={"event", "actor"}, exclude_none=True)
        if isinstance(self.note, list):
            given["note"] = "".join(self.note).strip()
        return given


class UrgeIn(_In):
    """A wish for speed, with a word if there is one."""

    note: Prose | None = None
    actor: ActorIn | None = None


WishWords = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]+$")
]


class WishIn(_In):
    """What should still be changed, in words for staff; as parts when some of them come sealed."""

    note: WishWords | Annotated[list[NotePart], Field(min_length=1, max_length=200)]
    actor: ActorIn | None = None

    @property
    def words(self) -> str:
        """All of it as one text, as long as it is."""
        return self.note if isinstance(self.note, str) else "".join(self.note).strip()


class FilesIn(_In):
    """Papers that follow after filing: ids of attachments of the requester's own talk."""

    attachment_ids: Annotated[list[UUID], Field(min_length=1, max_length=30)]
    actor: ActorIn | None = None


class HistoryOut(BaseModel):
    """One line of the public history."""

    at: datetime
    event: str
    public_text: str


class AttachmentOut(BaseModel):
    """A file that hangs on a request."""

    id: UUID
    kind: str
    state: str
    media_type: str | None
    size: int | None
    created_at: datetime


class ParcelOut(BaseModel):
    """What was sent."""

    carrier: str | None
    tracking_number: str
    shipped_at: datetime


class ItemOut(BaseModel):
    """One row as filed."""

    document_type: str
    language: str
    copies: int
    sealed: bool | None
    note: str | None


class RequestOut(BaseModel):
    """A request as it stands."""

    code: str
    status: Status
    resolution: Resolution | None
    public_status: str
    waiting_on: Literal["archive", "requester", "nobody"]
    due_on: date | None
    provisional: bool
    acknowledge_by: date | None
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    channel: Channel
    track: Track
    relation: Relation | None
    subject: dict[str, Any]
    requester: dict[str, Any] | None
    items: list[ItemOut]
    delivery: dict[str, Any]
    purpose: str | None
    needed_by: date | None
    note: str | None
    consent: ConsentGiven | None
    details: dict[str, Any]
    missing: list[str]
    urged: int
    owner: str | None
    allowed: list[str]
    editable: bool
    pickup_code: str | None
    legal_hold: bool
    duplicate_of: str | None = None
    tracking_number: str | None
    parcels: list[ParcelOut]
    history: list[HistoryOut]
    attachments: list[AttachmentOut]


class RequestPage(BaseModel):
    """A page of requests; `next` is the cursor of the page after it."""

    items: list[RequestOut]
    next: str | None
