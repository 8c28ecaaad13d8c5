"""What one short-lived link takes: files and words for a request, or files for the draft of a talk."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.attachments import service as attachments
from backend.attachments.links import Target
from backend.audit.service import Caller
from backend.domain import reasons, states
from backend.drafts import repository as rows
from backend.drafts import service as drafts
from backend.h5.looks import Page
from backend.kit.crypto import blind_index
from backend.kit.errors import Problem
from backend.models.requests import Request
from backend.requests import history, words
from backend.requests import service as requests

MOST_WORDS = 500
_PERSON = Caller("requester", "h5")
#: Asked for as a picture, though no kind of paper.
_PICTURES = ("clearer_picture", "mandate_signature", "letter_seal", "certificate_number", "official_template")


@dataclass(frozen=True)
class Slot:
    """One thing that is asked for: sent as a file, told in words, or either."""

    key: str
    name: str
    kind: str
    takes_files: bool
    takes_words: bool


@dataclass
class Parcel:
    """What was sent under a link and not handed in yet."""

    files: list[dict[str, str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    asked: str = ""
    """What was asked for when it was begun; what was not handed in then answers nothing that is asked later."""

    def files_of(self, slot: Slot) -> list[dict[str, str]]:
        """The files of one slot."""
        return [one for one in self.files if one.get("slot") == slot.key]


def slots(page: Page, request: Request | None, kinds: Mapping[str, Any]) -> list[Slot]:
    """What can be sent: everything that is missing, each for itself, or anything at all."""
    if request is None or not request.missing:
        return [Slot("any", page.say("h5.send.any"), "unsorted", takes_files=True, takes_words=request is not None)]
    found = []
    catalogue, texts = page.configuration.catalogue, page.configuration.texts
    for wanted in dict.fromkeys(request.missing):
        name = words.lacks([wanted], catalogue, texts, page.lang)[0]
        paper = wanted in kinds
        told = not paper and wanted not in _PICTURES
        # Words of a member of staff may ask for either.
        files = paper or not told or reasons.supplement_key(wanted) is None
        found.append(Slot(slot_key(wanted), name, wanted if paper else "other", files, told))
    return found


def slot_key(wanted: str) -> str:
    """The name of a slot: it goes with what is asked for, never with its place in the list."""
    return "m" + hashlib.sha256(wanted.encode()).hexdigest()[:12]


def _asked(request: Request | None) -> str:
    return slot_key("\n".join(request.missing)) if request and request.missing else ""


def form_key(target: Target) -> str:
    """The name under which a link's parcel is kept."""
    return blind_index("h5-link", target.id.hex)[:32]


async def load(session: AsyncSession, target: Target, request: Request | None, *, lock: bool = False) -> Parcel:
    """What was sent so far for what is asked now; what was kept for an earlier list is left behind."""
    if target.kind == "draft":
        files = await attachments.of_draft(session, target.conversation)
        stored = [one for one in files if one.state != "refused" and one.erased_at is None]
        return Parcel(
            [{"id": str(one.id), "kind": one.kind, "name": one.file_name or "", "slot": "any"} for one in stored]
        )
    draft = await rows.get(session, form_key(target), lock=lock)
    state = draft.state.get("h5_link") if draft else None
    parcel, asked = Parcel(**state) if isinstance(state, dict) else Parcel(), _asked(request)
    return parcel if parcel.asked == asked else Parcel(asked=asked)


async def save(session: AsyncSession, target: Target, parcel: Parcel) -> None:
    """Keep what was sent so far; files of a draft hang on it already."""
    if target.kind == "draft":
        return
    draft = await rows.get(session, form_key(target), lock=True)
    await drafts.put(session, form_key(target), {"h5_link": asdict(parcel)}, draft.revision if draft else 0)


def note_of(found: list[Slot], parcel: Parcel) -> str:
    """The words of all slots as one note, each after what it answers."""
    parts = []
    for slot in found:
        answer = parcel.answers.get(slot.key, "")
        if answer:
            parts.append(answer if slot.key == "any" else f"{slot.name}：{answer}")
    if parcel.answers.get("more"):
        parts.append(parcel.answers["more"])
    return "\n".join(parts)


async def hand_in(session: AsyncSession, page: Page, target: Target, parcel: Parcel, note: str) -> Request:
    """Give files and words to the request. Problem 409 when it takes none any more."""
    request = await requests.with_id(session, target.id)
    if request is None:
        raise Problem(404, "not_found")
    ids = [one["id"] for one in parcel.files]
    if request.status == states.Status.AWAITING_REQUESTER:
        payload: dict[str, Any] = {"attachment_ids": ids} | ({"note": note} if note else {})
        request = await requests.happen(session, request.code, "supplement", payload, page.configuration, _PERSON)
    else:
        request = await _add(session, request.code, ids, note)
    await drafts.remove(session, form_key(target))
    return request


async def _add(session: AsyncSession, code: str, ids: list[str], note: str) -> Request:
    """More for a request that did not ask for it, as long as work on it has not begun."""
    request = await requests.locked(session, code)
    if not states.capabilities(states.Status(request.status)).may_edit:
        raise Problem(409, "not_editable")
    await attachments.hang(session, request.id, [UUID(one) for one in ids], None)
    data = {"fields": ["attachments"], "attachment_ids": ids, "note": note or None}
    await history.record(session, request, "changed", _PERSON, data)
    return request
