"""What the bot did not understand: found, freed of what tells who wrote it, grouped by likeness, reviewed once."""

import fcntl
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml
from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.audit.service import Caller
from backend.catalogue.service import Configuration
from backend.console.reports.figures import UNCLEAR
from backend.domain.reading import read, redact
from backend.kit import clock
from backend.models.conversations import Message
from backend.models.staff import AuditEntry
from backend.understanding.modelfiles import TAUGHT

REVIEWED = "missed.review"
_DAYS = 60
_MOST = 400
_LIKE = 62
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Missed:
    """One message."""

    uid: str
    text: str
    intent: str
    confidence: float | None
    at: datetime
    why: str


async def groups(session: AsyncSession, configuration: Configuration) -> list[list[Missed]]:
    """Groups of like messages, the largest first."""
    found = await _found(session, configuration)
    made: list[list[Missed]] = []
    for one in found:
        home = next((group for group in made if fuzz.ratio(group[0].text, one.text) >= _LIKE), None)
        if home is None:
            made.append([one])
        elif all(other.text != one.text for other in home) or len(home) < 50:
            home.append(one)
    return sorted(made, key=len, reverse=True)


async def _found(session: AsyncSession, configuration: Configuration) -> list[Missed]:
    since = clock.now() - timedelta(days=_DAYS)
    after = func.lead(Message.intent).over(partition_by=Message.conversation_id, order_by=Message.id).label("after")
    inner = (
        select(Message.id.label("id"), after)
        .where(Message.direction == "in", Message.kind.in_(("text", "voice")), Message.created_at >= since)
        .subquery()
    )
    unclear = (Message.intent == "out_of_scope") | (Message.confidence < UNCLEAR)
    handed = (inner.c.after == "talk_to_human") & (Message.intent != "talk_to_human")
    query = (
        select(Message, inner.c.after)
        .join(inner, inner.c.id == Message.id)
        .where(unclear | handed, Message.redacted_at.is_(None), Message.uid.not_in(await _reviewed(session, since)))
        .order_by(Message.id.desc())
        .limit(_MOST)
    )
    rows = [(row[0], row[1]) for row in await session.execute(query)]
    return [one for row, after in rows if (one := _missed(row, after, configuration)) and len(one.text) >= _SHORTEST]


def _missed(row: Message, after: str | None, configuration: Configuration) -> Missed:
    sure = row.confidence is not None and row.confidence >= UNCLEAR
    why = "outside" if row.intent == "out_of_scope" else "handed" if sure and after == "talk_to_human" else "unsure"
    text = without_people(row.text or "", configuration)
    return Missed(str(row.uid), text, row.intent or "", row.confidence, row.created_at, why)


async def _reviewed(session: AsyncSession, since: datetime) -> Sequence[UUID]:
    query = select(AuditEntry.object_id).where(AuditEntry.action == REVIEWED, AuditEntry.at >= since)
    return [UUID(found) for found in await session.scalars(query)]


def without_people(text: str, configuration: Configuration) -> str:
    """The words with names, numbers and addresses taken out, on one line."""
    details = read(text, catalogue=configuration.catalogue, today=clock.today()).details
    return " ".join(redact(text, details).split())[:300]


async def review(session: AsyncSession, uids: Iterable[str], caller: Caller, outcome: str) -> None:
    """Remember that these were looked at."""
    for uid in uids:
        await audit.record(session, caller, REVIEWED, uid, {"outcome": outcome})


def add_example(home: Path, intent: str, text: str) -> Path:
    """Append a sentence to the file that is merged into the training data (Rasa's NLU form); once only."""
    file = home / TAUGHT
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _read(file)
        if text not in known.setdefault(intent, []):
            known[intent].append(text)
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_text(_written(known), encoding="utf-8")
        partial.replace(file)
    return file


def _read(file: Path) -> dict[str, list[str]]:
    if not file.exists():
        return {}
    blocks = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("nlu") or []
    lines = {block["intent"]: str(block["examples"]).splitlines() for block in blocks}
    return {intent: [line[2:] for line in found if line.startswith("- ")] for intent, found in lines.items()}


def _written(known: dict[str, list[str]]) -> str:
    lines = ['version: "3.1"', "nlu:"]
    for intent in sorted(known):
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in known[intent])]
    return "\n".join(lines) + "\n"
