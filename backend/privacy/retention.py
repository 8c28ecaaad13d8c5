"""What is erased because its time of keeping is over. Each step is small, so that no lock is held for long."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.applicants import service as applicants
from backend.attachments import service as attachments
from backend.attachments.store import FileStore
from backend.catalogue import service as catalogue
from backend.conversations import outbox, quarantine, records
from backend.domain.retention import file_periods
from backend.drafts import service as drafts
from backend.kit import clock
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import service as notifications
from backend.privacy import service
from backend.progress import throttle
from backend.requests import service as requests

_KEYS_KEPT = timedelta(days=7)
_ORPHAN_AGE = timedelta(days=1)
_AT_ONCE = 500


async def sweep(database: Database, settings: Settings) -> dict[str, int]:
    """One pass over everything but loose files; how much went, by kind."""
    store = FileStore(settings.home)
    gone: dict[str, int] = {}
    for name, step in (
        ("drafts", _drafts),
        ("pictures", _identity_pictures),
        ("requests", _requests),
        ("unfollowed", _unfollowed),
        ("silent", _silent),
        ("keys", _keys),
        ("unreadable", _unreadable),
    ):
        async with database.session() as session:
            gone[name] = await step(session, store)
    return gone


async def sweep_files(database: Database, settings: Settings) -> dict[str, int]:
    """Files that hang on nothing; how many went, by kind. It looks at all of them, so it is done less often."""
    store = FileStore(settings.home)
    loose = await _loose_files(database, store)
    async with database.session() as session:
        orphans = await attachments.sweep_orphans(session, store, datetime.now(UTC) - _ORPHAN_AGE)
    return {"loose": loose, "orphans": orphans}


async def _drafts(session: AsyncSession, store: FileStore) -> int:
    configuration = await catalogue.current(session)
    days = configuration.service.periods.draft_days
    gone = await drafts.expire(session, clock.now() - timedelta(days=days))
    for one in gone:
        talk = await records.talk(session, one.conversation) if one.begun else None
        if talk is not None and talk.following:
            # Nobody has written for so long that this waits for the next message, and is the first thing said then.
            text = configuration.texts.render({"say": "resume.expired", "with": {"days": days}}, talk.lang)
            await outbox.post(session, one.conversation, "notice", text)
    _note(session, "drafts", "silent", len(gone))
    return len(gone)


async def _loose_files(database: Database, store: FileStore) -> int:
    """Files no request took; those of a form that is still being filled in stay as long as it does."""
    gone, after, named = 0, None, None
    while True:
        async with database.session() as session:
            days = (await catalogue.current(session)).service.periods.unfiled_attachment_days
            page = await attachments.loose_before(session, clock.now() - timedelta(days=days), after, _AT_ONCE)
            if not page:
                return gone
            after = page[-1][0]
            if named is None and any(conversation is None for _, conversation in page):
                named = await drafts.named_files(session)
            held = await drafts.holding(session, {conversation for _, conversation in page if conversation})
            over = [one for one, conversation in page if conversation not in held and str(one) not in (named or ())]
            erased = await attachments.erase_loose(session, store, over)
            _note(session, "loose_files", "unfiled", erased)
            gone += erased


async def _identity_pictures(session: AsyncSession, store: FileStore) -> int:
    """Files of requests that have been closed for some time; what they showed was only needed for the work."""
    configuration = await catalogue.current(session)
    keep_days = {code: kind.keep_days for code, kind in configuration.catalogue.attachment_kinds.items()}
    gone = 0
    for days, kinds, these in file_periods(keep_days, configuration.service.periods):
        over = await requests.files_of_closed(session, clock.now() - timedelta(days=days), kinds, these=these)
        gone += await attachments.erase_some(session, store, over)
    _note(session, "pictures", "retention", gone)
    return gone


def _note(session: AsyncSession, kind: str, reason: str, count: int) -> None:
    """One tombstone for all of a kind that one sweep erased."""
    if count:
        applicants.tombstone(session, kind, f"sweep {clock.now().isoformat()}", reason, {kind: count})


async def _requests(session: AsyncSession, store: FileStore) -> int:
    found = await requests.over(session, clock.today())
    for request in found:
        files = await attachments.erase_of_requests(session, store, [request.id])
        await notifications.forget(session, request.id)
        await requests.erase(session, request)
        applicants.tombstone(session, "request", request.code, "retention", {"attachments": files})
    return len(found)


async def _unfollowed(session: AsyncSession, store: FileStore) -> int:
    """Whoever left the account: talk, draft and profile go after the grace; filed requests stay."""
    days = (await catalogue.current(session)).service.periods.unfollow_grace_days
    keys = await records.left_before(session, clock.now() - timedelta(days=days))
    for key in keys:
        counts = await service.forget_conversation(session, store, key)
        await service.erase_talk(session, key)
        applicant = await applicants.of_conversation(session, key)
        if applicant is not None:
            await applicants.forget(session, applicant)
        applicants.tombstone(session, "conversation", key, "unfollowed", counts)
    return len(keys)


async def _silent(session: AsyncSession, store: FileStore) -> int:
    """Talks in which nobody has said anything for long; whoever writes again begins a new one."""
    days = (await catalogue.current(session)).service.periods.conversation_days
    talks = await records.talks(session, before=clock.now() - timedelta(days=days), limit=100)
    for talk in talks:
        await service.erase_talk(session, talk.conversation)
        applicants.tombstone(session, "conversation", talk.conversation, "silent", {})
    return len(talks)


async def _unreadable(session: AsyncSession, store: FileStore) -> int:
    return await quarantine.forget(session, clock.now() - quarantine.KEPT)


async def _keys(session: AsyncSession, store: FileStore) -> int:
    now = clock.now()
    return await requests.forget_keys(session, now - _KEYS_KEPT) + await throttle.forget(session, now)
