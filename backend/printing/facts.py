"""What the papers say about a request, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from backend.catalogue.service import Configuration
from backend.domain import requirements
from backend.domain.masking import mask
from backend.kit import clock
from backend.models.requests import Request
from backend.requests import service as requests
from backend.requests import words

_BETWEEN = {"zh": "；", "en": "; "}
_PERSON = (
    *("name", "former_name", "organization", "student_id", "id_number", "department", "major", "degree_level"),
    *("enrollment_year", "graduation_year", "phone"),
)

Kind = Literal["enclosed", "partly", "not_found", "referred", "rejected", "supplement", "extended"]
"""What a letter says: how the request ended, or what is asked or told on the way there."""


class Facts:
    """One request, ready to be put on paper in one language."""

    def __init__(self, request: Request, configuration: Configuration, lang: str) -> None:
        self.request, self.configuration, self.lang = request, configuration, lang

    def say(self, key: str, **values: Any) -> str:
        """A text."""
        return self.configuration.texts.render({"say": key, "with": values}, self.lang)

    def day(self, value: date) -> str:
        """11月27日(周五)."""
        return self.configuration.texts.render(words.day(value), self.lang)

    def moment(self, value: datetime) -> str:
        """A day with its time, on the archive's clock."""
        local = value.astimezone(clock.SHANGHAI)
        date = self.say("print.letter.date", year=local.year, month=local.month, day=local.day)
        return f"{date} {local:%H:%M}"

    def lines(self) -> list[str]:
        """Every row in one line."""
        return requests.rows_in_words(self.request, self.configuration, self.lang).split(_BETWEEN[self.lang])

    def rows(self) -> list[tuple[str, str, int, str]]:
        """Document, language, copies, remark of every row."""
        found = []
        for item in self.request.items:
            name = words.document_name(item.document_type, self.configuration.catalogue, self.lang)
            sealed = self.say("print.letter.sealed") if item.sealed else ""
            remark = " ".join(part for part in (sealed, item.note or "") if part)
            found.append((name, self.say(f"requests.language.{item.language}"), item.copies, remark))
        return found

    def person(self, part: Mapping[str, Any] | None, *, calls: bool) -> list[tuple[str, str]]:
        """What is known of a person; the identity number masked, for paper lies about."""
        found = []
        for name in _PERSON:
            value = (part or {}).get(name)
            if value in (None, "") or (name == "phone" and not calls):
                continue
            text = mask("id_number", str(value)) if name == "id_number" else str(value)
            found.append((self.say(f"print.field.{name}"), self._level(text) if name == "degree_level" else text))
        return found

    def _level(self, code: str) -> str:
        return self.say(f"degree.{code}") if self.configuration.texts.has(f"degree.{code}") else code

    def leads(self) -> list[tuple[str, str]]:
        """What the catalogue asked for besides, under its labels."""
        labels: dict[str, str] = {}
        for item in self.request.items:
            document = next(
                (one for one in self.configuration.catalogue.documents if one.code == item.document_type), None
            )
            for rule in document.fields if document else ():
                labels |= dict.fromkeys((rule.field, *rule.also), rule.label.get(self.lang))
        details = self.request.details or {}
        return [(labels.get(key, key), str(value)) for key, value in details.items() if value not in (None, "")]

    def way(self) -> str:
        """How the papers leave the house."""
        method = self.request.delivery_method
        for one in self.configuration.service.delivery:
            if one.method == method:
                return one.name.get(self.lang)
        return method or ""

    def at(self, *paths: str) -> str:
        """The first value there is under some paths of the request."""
        whole = {
            "subject": self.request.subject,
            "requester": self.request.requester or {},
            "delivery": self.request.delivery or {},
        }
        return next((str(found) for path in paths if (found := requirements.value_at(whole, path))), "")

    @property
    def institution(self) -> str:
        """The house's name."""
        return self.configuration.service.institution.get(self.lang)

    def contact(self) -> list[str]:
        """Where the house is reached, as far as that is configured."""
        service = self.configuration.service
        postal = service.postal_address.get(self.lang) if service.postal_address else ""
        place = next((one.address.get(self.lang) for one in service.places if one.address), "")
        return [part for part in (postal or place, service.phone or "", service.email or "") if part]
