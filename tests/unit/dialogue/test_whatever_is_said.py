"""Whatever is said after whatever, and whatever it is taken for: the dialogue answers and fails at nothing."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.dialogue.desk import Desk
from actions.dialogue.engine import converse
from actions.dialogue.state import Talk
from actions.dialogue.turn import from_tracker
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue
from tests.support.talks import FOLDER

_ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
INTENTS = sorted(path.stem for path in (_ROOT / "nlu_data/nlu").glob("*.yml"))
STATUSES = ["submitted", "awaiting_requester", "processing", "shipped", "closed"]
FILED = {
    "code": "LT261121-7K4PXM", "track": "self", "public_status": "已提交", "resolution": "fulfilled",
    "due_on": "2026-11-30", "created_at": "2026-11-21T10:00:00+08:00", "missing": [], "attachments": [],
    "items": [{"document_type": "transcript", "language": "zh", "copies": 1, "sealed": False, "note": None}],
    "subject": {"name": "周*安"}, "tracking_number": None,
}  # fmt: skip


@cache
def said() -> list[str]:
    """Every line that somebody says in the written talks."""
    files = sorted(FOLDER.rglob("*.yaml"))
    talks = [talk for path in files for talk in yaml.safe_load(path.read_text(encoding="utf-8"))]
    lines = [step["我"] for talk in talks for step in talk["talk"] if isinstance(step.get("我"), str)]
    return list(dict.fromkeys(lines))


class Archive:
    """A backend that answers everything in the plainest way."""

    def __init__(self, status: str | None) -> None:
        self._mine = [] if status is None else [FILED | {"status": status}]

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        plain: dict[str, Any] = {
            "requests": self._mine, "sent_by_page": [], "upload_link": "https://example.org/u", "erase": {"kept": []},
            "mend_end": {"sealed": "s", "masked": "***"}, "hand_over": {"on_duty": True, "position": 1},
            "export": {"requests": [], "messages": 1, "page": "p"},
        }  # fmt: skip
        answer = plain.get(name, FILED | {"status": "submitted"})

        async def answered(*_: Any, **__: Any) -> Any:
            return answer

        return answered


MESSAGES = st.lists(
    st.tuples(st.integers(0, 100_000), st.sampled_from(INTENTS), st.floats(0, 1), st.integers(0, 60)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(MESSAGES, st.sampled_from([None, *STATUSES]))
def test_every_message_is_answered(messages: list[tuple[int, str, float, int]], status: str | None) -> None:
    talk, expecting = Talk(), None
    archive: Any = Archive(status)
    desk = Desk(archive, catalogue(), {}, "o", "c", NOW, "zh")
    for place, (which, intent, sure, cut) in enumerate(messages):
        line = said()[which % len(said())]
        text = line[: len(line) - cut] or line  # cut off anywhere, as people send it
        prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 22), expecting=expecting, seal=str)
        meta = prepared.metadata(expecting=expecting, message_id=str(place), received_at=NOW.isoformat())
        parsed = {"text": prepared.message, "intent": {"name": intent, "confidence": sure}, "metadata": meta}

        says = asyncio.run(converse(from_tracker("c", parsed), talk, desk))

        assert says or talk.form is None
        talk.last = {"message_id": str(place), "says": says, "words": "w"}
        expecting = next((one["expecting"] for one in reversed(says) if one.get("expecting")), None)
        talk = Talk.from_json(json.loads(json.dumps(talk.to_json())))
