"""Who somebody is, as far as this member of staff may know: in full, masked, or not at all in what they wrote."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.auth import service as auth
from backend.auth.permissions import Bit
from backend.auth.sessions import Visitor
from backend.catalogue.service import Configuration
from backend.conversations.records import Line
from backend.domain.masking import mask
from backend.domain.reading import read, redact
from backend.drafts import service as drafts
from backend.kit import clock
from backend.kit.crypto import CryptoError, unseal
from backend.models.applicants import Draft
from backend.models.conversations import BOT, STAFF_PREFIX
from backend.models.requests import Request
from backend.requests import service as requests

HIDDEN = "〔含个人信息，您没有查看的权限〕"
_PAPERS = ("id_number", "passport")
_DIGITS = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the person in a conversation."""

    name: str
    draft: Draft | None
    agreed: bool
    """Whether they agreed to their details being used; until then staff see them masked too."""

    @property
    def form(self) -> Mapping[str, Any]:
        """The open form, empty when there is none."""
        return (self.draft.state.get("form") if self.draft else None) or {}

    @property
    def summary(self) -> Mapping[str, Any]:
        """How far the form is."""
        return (self.draft.state.get("summary") if self.draft else None) or {}


async def people(session: AsyncSession, keys: Iterable[str], visitor: Visitor) -> dict[str, Person]:
    """The people of some conversations, in a fixed number of queries."""
    keys = list(keys)
    open_drafts = await drafts.of_many(session, keys)
    talks = await applicants.of_conversations(session, keys)
    filed = {talks[ident]: one for ident, one in (await requests.newest_of(session, talks)).items()}
    found = {}
    for key in keys:
        draft, request = open_drafts.get(key), filed.get(key)
        form: Mapping[str, Any] = (draft.state.get("form") if draft else None) or {}
        agreed = bool(form.get("consent")) or request is not None
        name = _of_form(form, agreed=agreed) or _of_request(request)
        shown = name if name and visitor.may(Bit.SEE_REQUESTER) else mask("name", name or "")
        found[key] = Person(shown or nameless(key), draft, agreed)
    return found


def nameless(key: str) -> str:
    """Somebody who has not said their name."""
    return f"访客 {key[:4].upper()}"


async def staff_names(session: AsyncSession) -> dict[str, str]:
    """Display names by author (`staff:<id>`)."""
    return {f"{STAFF_PREFIX}{one.id}": one.display_name for one in await auth.everybody(session)}


def shown_text(line: Line, visitor: Visitor, configuration: Configuration, *, agreed: bool) -> str:
    """The words of a message. Numbers of papers are always masked; what tells who somebody is needs the right and
    the person's consent. (What the bot says holds masked forms alone.)"""
    text = line.text or ""
    if not text or line.author == BOT:
        return text
    if not visitor.may(Bit.SEE_REQUESTER):
        return HIDDEN if line.direction == "in" and line.carries_identity else _redacted(text, configuration)
    if line.direction == "in" and line.carries_identity and not agreed:
        return _redacted(text, configuration)
    return _without_papers(text, configuration) if _DIGITS.search(text) else text


#: An open page shows the same words again with every event. What is remembered holds nothing that tells who
#: somebody is, and is found by a fingerprint of the words alone.
_MOST_REMEMBERED = 5000
_remembered: OrderedDict[bytes, str] = OrderedDict()


def _redacted(text: str, configuration: Configuration) -> str:
    mark = blake2b(f"{configuration.version}\0{text}".encode(errors="replace"), digest_size=16).digest()
    found = _remembered.get(mark)
    if found is None:
        found = redact(text, read(text, catalogue=configuration.catalogue, today=clock.today()).details)
        _remembered[mark] = found
        if len(_remembered) > _MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return found


def _without_papers(text: str, configuration: Configuration) -> str:
    details = read(text, catalogue=configuration.catalogue, today=clock.today()).details
    for paper in sorted((one for one in details if one.entity in _PAPERS), key=lambda one: -one.start):
        text = text[: paper.start] + mask(paper.entity, text[paper.start : paper.end]) + text[paper.end :]
    return text


def _of_form(form: Mapping[str, Any], *, agreed: bool) -> str | None:
    for part in ("requester", "subject"):
        name = (form.get(part) or {}).get("name")
        if isinstance(name, Mapping):
            name = _opened(name) if agreed else name.get("masked")
        if isinstance(name, str) and name:
            return name
    return None


def _opened(detail: Mapping[str, Any]) -> str | None:
    try:
        return unseal(str(detail.get("sealed")))
    except CryptoError:
        return None


def _of_request(request: Request | None) -> str | None:
    for holder in (request.requester, request.subject) if request else ():
        if holder and holder.get("name"):
            return str(holder["name"])
    return None
