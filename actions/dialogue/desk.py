"""What the dialogue has at hand in a turn: the archive's configuration, its calls, the present moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.backend_client import BackendClient
from actions.dialogue.say import Say, say
from backend.domain.catalogue import Catalogue


@dataclass
class Desk:
    """One turn's surroundings."""

    archive: BackendClient
    catalogue: Catalogue
    service: Mapping[str, Any]
    openid: str
    """Sealed."""
    conversation: str
    now: datetime
    lang: str
    consent: Mapping[str, Any] | None = None
    """The consent in force when the turn began."""

    @property
    def consent_version(self) -> str:
        """Version of the privacy notice in force."""
        return str((self.service.get("privacy") or {}).get("consent_version") or "1")

    def document_name(self, code: str) -> str:
        """A document's name in the person's language."""
        return self.catalogue.document(code).name(self.lang) if self.catalogue.has(code) else code

    def configured(self, *path: str) -> Any:
        """A value of the service information, or None when the archive has not set it."""
        found: Any = self.service
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        if isinstance(found, Mapping) and "zh" in found:
            return found.get(self.lang) or found["zh"]
        return found

    def day(self, value: str | date | None) -> Say | str:
        """A date as people say it: 11月27日（周五）."""
        if not value:
            return ""
        parsed = value if isinstance(value, date) else date.fromisoformat(value[:10])
        return say("date.day", month=parsed.month, day=parsed.day, weekday=say(f"weekday.{parsed.isoweekday()}"))
