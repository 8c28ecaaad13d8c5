"""Proving that neither the audit log nor any request's history was touched, and naming every place where one was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import chain, repository, service
from backend.audit.repository import UNREADABLE


@dataclass(frozen=True)
class Flaw:
    """A place where a chain does not hold."""

    kind: str
    id: str
    problem: str


async def verify(session: AsyncSession) -> list[Flaw]:
    """Every flaw of the audit log and of the requests' histories; an empty list is the proof."""
    flaws = await _log(session)
    # Read before the requests: what is filed while this walks only adds.
    tally, written = await repository.tally(session), await repository.count_requests(session)
    async for request, events in repository.histories(session):
        flaws += _request(request) + _history(request, events)
    return flaws + await _tally(session, tally, written)


async def _log(session: AsyncSession) -> list[Flaw]:
    # Read before the entries: what is written while this walks comes after the head and only adds.
    head, forgotten = await repository.head(session), await repository.forgotten(session)
    flaws, previous, count, at_head = list[Flaw](), "", 0, ""
    async for entry in repository.entries(session):
        place = ("audit", str(entry.id))
        if entry.previous != previous:
            flaws.append(Flaw(*place, "does not follow the entry before"))
        if entry.hash != service.entry_hash(entry):
            flaws.append(Flaw(*place, "was changed"))
        else:
            flaws += [Flaw(*place, problem) for problem in _details(entry, may_lack=entry.at < forgotten)]
        previous, count = entry.hash, count + 1
        at_head = entry.hash if head and count == head.entries else at_head
    if head is None:
        gone = count > 0 or await repository.any_account(session)
        return [*flaws, Flaw("audit", "log", "the note of where it ends is missing")] if gone else flaws
    if head.mac != service.head_mac(head.entries, head.last):
        flaws.append(Flaw("audit", "log", "the note of where it ends was changed"))
    if count < head.entries:
        flaws.append(Flaw("audit", "log", f"{head.entries - count} of its entries are missing"))
    elif at_head != head.last:
        flaws.append(Flaw("audit", "log", "it does not end as it was written"))
    return flaws


def _details(record: Any, *, may_lack: bool) -> list[str]:
    """What is wrong with the personal part of a record: erased, it leaves its digest behind; one that is there must
    fit it."""
    if record.data is UNREADABLE:
        return ["its details cannot be read"]
    if chain.digest(record.data) == record.data_digest or (record.data is None and may_lack):
        return []
    return ["its details were taken out" if record.data is None else "was changed"]


def _request(request: repository.Stored) -> list[Flaw]:
    row = request.row
    problems = [f"its {name} cannot be read" for name in request.unreadable]
    mac = service.request_mac(row.id, row.code, row.event_count, row.event_head, row.erased_at)
    if row.event_mac != mac:
        problems.append("the note of where its history ends was changed")
    return [Flaw("request", row.code, problem) for problem in problems]


def _history(request: repository.Stored, events: Sequence[Any]) -> list[Flaw]:
    row, problems, previous = request.row, list[str](), ""
    for number, event in enumerate(events, 1):
        if event.seq != number or event.previous != previous:
            problems.append(f"event {event.seq} does not follow the one before")
        wrong = ["was changed"] if event.hash != service.event_hash(event) else []
        wrong = wrong or _details(event, may_lack=row.erased_at is not None)
        problems += [f"event {event.seq} {problem}".replace(" its ", ": its ") for problem in wrong]
        previous = event.hash
    if row.event_count != len(events) or row.event_head != previous:
        problems.append("its newest events are missing")
    elif events and (row.status, row.resolution) != (events[-1].to_status, events[-1].resolution):
        problems.append("its state is not the one its history ends with")
    return [Flaw("request", row.code, problem) for problem in problems]


async def _tally(session: AsyncSession, tally: tuple[int, str] | None, written: int) -> list[Flaw]:
    if tally is None:
        gone = written > 0 or await repository.head(session) is not None
        return [Flaw("request", "all", "the note of how many were filed is missing")] if gone else []
    filed, mac = tally
    if mac != service.tally_mac(filed):
        return [Flaw("request", "all", "the note of how many were filed was changed")]
    return [Flaw("request", "all", f"{filed - written} of them are missing")] if written < filed else []
