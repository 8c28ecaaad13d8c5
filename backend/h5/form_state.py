"""The form as far as it is filled in: kept encrypted on the server, so that a reload loses nothing."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from backend.catalogue.service import Configuration
from backend.domain.catalogue_types import TRACKS
from backend.drafts import repository as rows
from backend.drafts import service as drafts
from backend.h5 import edge
from backend.h5.fields import NUMBERS, Section
from backend.h5.visits import Visit
from backend.kit import clock

MOST_ROWS = 20
_ROW = ("document_type", "language", "copies", "sealed", "note")


def _empty_row() -> dict[str, str]:
    return dict.fromkeys(_ROW, "") | {"copies": "1"}


@dataclass
class Form:
    """What was written so far, as it was written."""

    track: str = "self"
    rows: list[dict[str, str]] = field(default_factory=lambda: [_empty_row()])
    values: dict[str, str] = field(default_factory=dict)
    consent: dict[str, str] = field(default_factory=dict)
    files: list[dict[str, str]] = field(default_factory=list)
    #: One filing has one key, however often its button is pressed.
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    filed: str = ""

    def body(self) -> dict[str, Any]:
        """As a body of the API; what cannot be read as a number stays as written, for the checks to name."""
        whole: dict[str, Any] = {"channel": "h5", "track": self.track, "items": [_item(row) for row in self.rows]}
        for path, text in self.values.items():
            _put(whole, path, _number(text) if path in NUMBERS else text)
        if self.consent:
            whole["consent"] = dict(self.consent)
        whole["attachment_ids"] = [one["id"] for one in self.files]
        return whole

    def read_rows(self, form: FormData) -> None:
        """Take what the first page sent."""
        track = edge.field(form, "track", 20)
        self.track = track if track in TRACKS else self.track
        count = sum(1 for name in form if name.startswith("items[") and name.endswith("].document_type"))
        self.rows = [_read_row(form, place) for place in range(min(count, MOST_ROWS))] or [_empty_row()]

    def drop_empty_rows(self) -> None:
        """Rows nothing was chosen in need no mending."""
        self.rows = [row for row in self.rows if row["document_type"]] or self.rows[:1]

    def add_row(self) -> None:
        """One more row."""
        if len(self.rows) < MOST_ROWS:
            self.rows.append(_empty_row())

    def remove_row(self, place: int) -> None:
        """One row less; the last stays, empty."""
        if 0 <= place < len(self.rows):
            del self.rows[place]
        self.rows = self.rows or [_empty_row()]

    def read_values(self, form: FormData, asked: tuple[Section, ...]) -> None:
        """Take the answers to what was asked; a guarded number left empty stays as it is."""
        for question in (one for section in asked for one in section.questions):
            text = edge.field(form, question.path, 2000)
            if question.kind == "guarded" and not text and not form.get(f"clear.{question.path}"):
                continue
            if text:
                self.values[question.path] = text
            else:
                self.values.pop(question.path, None)

    def keep_only(self, asked: tuple[Section, ...]) -> None:
        """Forget answers to what is not asked any more, so that a changed mind leaves nothing behind."""
        paths = {question.path for section in asked for question in section.questions}
        self.values = {path: text for path, text in self.values.items() if path in paths}
        method = self.values.get("delivery.method", "")
        only = {q.path: q.only_for for section in asked for q in section.questions if q.only_for}
        self.values = {path: text for path, text in self.values.items() if only.get(path, method) == method}


def _read_row(form: FormData, place: int) -> dict[str, str]:
    row = {name: edge.field(form, f"items[{place}].{name}", 500) for name in _ROW}
    return row | {"sealed": "yes" if row["sealed"] else ""}


def _item(row: Mapping[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {name: row[name] for name in ("document_type", "language", "note") if row.get(name)}
    if row.get("copies"):
        item["copies"] = _number(row["copies"])
    if row.get("sealed"):
        item["sealed"] = True
    return item


def _number(text: str) -> int | str:
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) < 6 else plain


def _put(whole: dict[str, Any], path: str, value: Any) -> None:
    *parts, leaf = path.split(".")
    for part in parts:
        whole = whole.setdefault(part, {})
    whole[leaf] = value


async def load(session: AsyncSession, visit: Visit, *, lock: bool = False) -> Form:
    """The form of a visit; an empty one when there is none."""
    draft = await rows.get(session, visit.form_key, lock=lock)
    state = draft.state.get("h5") if draft else None
    return Form(**state) if isinstance(state, dict) else Form()


async def save(session: AsyncSession, visit: Visit, form: Form) -> None:
    """Keep the form."""
    draft = await rows.get(session, visit.form_key, lock=True)
    await drafts.put(session, visit.form_key, {"h5": asdict(form)}, draft.revision if draft else 0)


async def forget(session: AsyncSession, visit: Visit) -> None:
    """Throw the form away."""
    await drafts.remove(session, visit.form_key)


def consent_version(configuration: Configuration) -> str:
    """Which privacy notice is in force: the same as in the chat."""
    return str((configuration.raw["service"].get("privacy") or {}).get("consent_version") or "1")


def consented(form: Form, configuration: Configuration) -> bool:
    """Whether the notice in force was agreed to."""
    return form.consent.get("version") == consent_version(configuration)


def agree(form: Form, configuration: Configuration) -> None:
    """Note the agreement, once."""
    if not consented(form, configuration):
        form.consent = {"version": consent_version(configuration), "given_at": clock.now().isoformat()}
