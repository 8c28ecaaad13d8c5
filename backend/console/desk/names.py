"""Who somebody is, as far as this member of staff may know: in full, masked, or not at all in what they wrote."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.auth import service as auth
from backend.auth.permissions import Bit
from backend.auth.sessions import Visitor
from backend.catalogue.service import Configuration
from backend.console import hushing
from backend.console.hushing import Known
from backend.conversations.records import Line
from backend.domain.masking import mask
from backend.domain.reading import read
from backend.drafts import service as drafts
from backend.kit import clock
from backend.kit.crypto import CryptoError, unseal
from backend.models.applicants import Draft
from backend.models.conversations import STAFF_PREFIX
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
    known: Known = ()
    """What is taken out of every text for a visitor without the right."""

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
    may_see = visitor.may(Bit.SEE_REQUESTER)
    filed = {talks[ident]: every for ident, every in (await requests.of_applicants(session, talks)).items()}
    found = {}
    for key in keys:
        draft, every = open_drafts.get(key), filed.get(key, [])
        form: Mapping[str, Any] = (draft.state.get("form") if draft else None) or {}
        agreed = bool(form.get("consent")) or bool(every)
        name = _of_form(form, agreed=agreed) or _of_request(every[-1] if every else None)
        shown = name if name and may_see else mask("name", name or "")
        found[key] = Person(shown or nameless(key), draft, agreed, () if may_see else _known(form, every))
    return found


def nameless(key: str) -> str:
    """Somebody who has not said their name."""
    return f"访客 {key[:4].upper()}"


async def staff_names(session: AsyncSession) -> dict[str, str]:
    """Display names by author (`staff:<id>`)."""
    return {f"{STAFF_PREFIX}{one.id}": one.display_name for one in await auth.everybody(session)}


def _known(form: Mapping[str, Any], filed: Iterable[Request]) -> Known:
    told = [pair for request in filed for pair in hushing.known_of_request(request)]
    return hushing.together([*hushing.known_of_form(form), *told])


def shown_text(line: Line, visitor: Visitor, configuration: Configuration, person: Person) -> str:
    """The words of a message, whoever said them. Numbers of papers are always masked; what tells who somebody is
    needs the right and the person's consent."""
    text = line.text or ""
    if not text:
        return text
    if not visitor.may(Bit.SEE_REQUESTER):
        ours = line.direction == "out" and not line.author.startswith(STAFF_PREFIX)
        return HIDDEN if line.carries_identity else hushing.hush(text, configuration, person.known, ours=ours)
    if line.carries_identity and not person.agreed:
        return hushing.hush(text, configuration)
    return _without_papers(text, configuration) if _DIGITS.search(text) else text


def hushed(text: str | None, visitor: Visitor, configuration: Configuration, person: Person) -> str:
    """Free words of staff or of a form; without the right, whatever tells who somebody is is taken out."""
    if not text or visitor.may(Bit.SEE_REQUESTER):
        return text or ""
    return hushing.hush(text, configuration, person.known)


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
