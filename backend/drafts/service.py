"""Drafts: opaque to the backend, encrypted, with a revision so that a late writer cannot undo a newer one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain import address_pieces, identity, masking
from backend.drafts import repository
from backend.kit import clock, crypto
from backend.kit.crypto import SEALED_PREFIX
from backend.kit.errors import Problem
from backend.models.applicants import Draft


async def find(session: AsyncSession, conversation: str) -> Draft:
    """The draft of a conversation, or 404."""
    draft = await repository.get(session, conversation)
    if draft is None:
        raise Problem(404, "not_found")
    return draft


async def peek(session: AsyncSession, conversation: str) -> Draft | None:
    """The draft of a conversation, if it has one."""
    return await repository.get(session, conversation)


async def put(session: AsyncSession, conversation: str, state: dict[str, Any], revision: int) -> int:
    """Store a new state over revision `revision` (0: none yet); the new revision. 409 when someone else wrote."""
    stored = await repository.store(session, conversation, state, revision, clock.now())
    if stored is None:
        draft = await repository.get(session, conversation)
        raise Problem(409, "stale_revision", revision=draft.revision if draft else 0)
    return stored


_READ: Final[dict[str, Callable[[str], object]]] = {
    "phone": identity.phone,
    "student_id": identity.student_id,
    "id_number": identity.resident_id,
}


def mended(entity: str, sealed: str, new: str, old: str | None) -> tuple[str, str]:
    """A sealed number with another end: sealed again, and masked. Problem 422 `invalid` when that is no number."""
    try:
        value = crypto.unseal(sealed)
    except crypto.CryptoError as error:
        raise Problem(422, "invalid") from error
    whole = identity.with_end(value, new, old)
    if whole is None or isinstance(_READ[entity](whole), identity.Problem):
        raise Problem(422, "invalid")
    return crypto.seal(whole), masking.mask(entity, whole)


def mended_address(sealed: str, new: str, old: str | None) -> tuple[str, str]:
    """A sealed address with another piece: sealed again, and masked. Problem 422 `invalid` when it is not certain
    which piece is meant."""
    try:
        whole = address_pieces.with_piece(crypto.unseal(sealed), new, old)
    except crypto.CryptoError as error:
        raise Problem(422, "invalid") from error
    if whole is None:
        raise Problem(422, "invalid")
    return crypto.seal(whole), masking.mask("address", whole)


async def remove(session: AsyncSession, conversation: str) -> bool:
    """Forget a draft."""
    return await repository.remove(session, conversation)


async def forget_details(session: AsyncSession, conversation: str) -> None:
    """Take every sealed detail (and what was shown of it, masked) out of a draft; the rest stays."""
    draft = await repository.get(session, conversation, lock=True)
    if draft is None:
        return
    draft.state = without_sealed(draft.state)
    draft.revision += 1
    draft.updated_at = clock.now()
    await session.flush()


def without_sealed(state: Any) -> Any:
    """JSON without sealed strings; an object that held one goes whole, for its other members describe it."""
    if isinstance(state, list):
        return [kept for kept in map(without_sealed, state) if kept is not None]
    if isinstance(state, dict):
        if any(_sealed(value) for value in state.values()):
            return None
        kept = {name: without_sealed(value) for name, value in state.items()}
        return {name: value for name, value in kept.items() if value is not None or state[name] is None}
    return None if _sealed(state) else state


def _sealed(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(SEALED_PREFIX)


async def opened(session: AsyncSession, conversation: str) -> dict[str, Any] | None:
    """What a draft holds with its sealed details in the open, for its owner; None without a draft."""
    draft = await repository.get(session, conversation)
    return _open(draft.state) if draft else None


def _open(state: Any) -> Any:
    if isinstance(state, dict):
        return {name: _open(value) for name, value in state.items()}
    if isinstance(state, list):
        return [_open(value) for value in state]
    try:
        return crypto.unseal(state) if _sealed(state) else state
    except crypto.CryptoError:
        return state  # looks like a seal and is none


@dataclass(frozen=True, slots=True)
class Gone:
    """A draft that was forgotten for its age; `begun` says whether a request stood in it, which its owner is told."""

    conversation: str
    begun: bool


async def expire(session: AsyncSession, before: datetime) -> list[Gone]:
    """Forget drafts nobody touched since a moment."""
    old = await repository.untouched_since(session, before)
    for draft in old:
        await session.delete(draft)
    return [Gone(draft.conversation, bool(draft.state.get("form") or draft.state.get("waiting"))) for draft in old]


async def holding(session: AsyncSession, conversations: Iterable[str]) -> set[str]:
    """Of some conversations those in whose draft a request stands."""
    found = await repository.of_many(session, conversations)
    return {name for name, draft in found.items() if draft.state.get("form") or draft.state.get("waiting")}


async def named_files(session: AsyncSession) -> set[str]:
    """The files that forms of pages name; they hang on no conversation."""
    found: set[str] = set()
    async for state in repository.states(session):
        for part in (state.get("h5"), state.get("h5_link")):
            found |= {str(one.get("id")) for one in (part or {}).get("files") or []}
    return found


async def of_many(session: AsyncSession, conversations: Iterable[str]) -> dict[str, Draft]:
    """The drafts of some conversations."""
    return await repository.of_many(session, conversations)
