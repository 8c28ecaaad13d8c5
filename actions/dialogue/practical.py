"""Practical facts from the configuration: hours, places, fees, times, ways of delivery. What is not set is said so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, joined, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn
from backend.domain.catalogue import DocumentType

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOSURE_HORIZON_DAYS = 60


def local(value: Any, lang: str) -> Any:
    """A bilingual value in the person's language."""
    if isinstance(value, Mapping) and "zh" in value:
        return value.get(lang) or value["zh"]
    return value


def documents_meant(turn: Turn, talk: Talk, desk: Desk) -> list[DocumentType]:
    """The papers a question is about: those named, else those of the open form."""
    codes = [str(item["document_type"]) for item in turn.items if item.get("document_type")]
    codes += [str(detail.value) for detail in turn.details if detail.entity == "document_type" and not detail.denied]
    if not codes and talk.form:
        codes = [row["document_type"] for row in talk.form.items]
    return [desk.catalogue.document(code) for code in dict.fromkeys(codes) if desk.catalogue.has(code)][:4]


def fee(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Fees, postage, invoices."""
    documents = documents_meant(turn, talk, desk)
    lines: list[Say] = []
    unknown = [document for document in documents if document.fee is None]
    for document in documents:
        if document.fee is not None:
            key = "fee.free" if document.fee.amount == 0 else f"fee.per_{document.fee.per}"
            lines.append(say(key, document=document.name(desk.lang), amount=f"{document.fee.amount:g}"))
    if unknown:
        names = joined([say("list.item", item=document.name(desk.lang)) for document in unknown], "list.comma")
        lines.append(say("fee.unknown_for", documents=names))
    if not documents:
        lines.append(say("fee.unknown"))
    postage = desk.configured("delivery", "express", "postage")
    lines.append(say(f"fee.postage_{postage}" if postage in ("receiver", "archive") else "fee.postage_unknown"))
    return [say("answer.lines", lines=lines)]


def processing_time(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """How long it takes, in working days."""
    documents = documents_meant(turn, talk, desk)
    default = desk.configured("deadlines", "default_working_days")
    lines: list[Say] = []
    for document in documents:
        days = document.working_days or default
        key = "time.document" if days else "time.document_unknown"
        lines.append(say(key, document=document.name(desk.lang), days=days))
    if not lines:
        lines.append(say("time.default", days=default) if default else say("time.unknown"))
    lines.append(say("time.how_counted"))
    rush = desk.configured("rush")
    lines.append(say({True: "time.rush_yes", False: "time.rush_no"}.get(rush, "time.rush_unknown")))
    return [say("answer.lines", lines=lines)]


def opening_hours(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """When the reading room is open, and closures near at hand."""
    lines = [hours_words(desk)]
    open_days = {day for span in desk.configured("hours", "counter") or [] for day in span["days"]}
    if open_days and not open_days & {"sat", "sun"}:
        lines.append(say("hours.weekend_closed"))
    for closure in desk.configured("closures") or []:
        first, last = date.fromisoformat(str(closure["from"])), date.fromisoformat(str(closure["to"]))
        today = desk.now.date()
        if last >= today and (first - today).days <= _CLOSURE_HORIZON_DAYS:
            lines.append(
                say(
                    "hours.closure",
                    name=local(closure["name"], desk.lang),
                    first=desk.day(first),
                    last=desk.day(last),
                    note=local(closure.get("note"), desk.lang) or "",
                )
            )
    if desk.configured("hours", "counter"):
        lines.append(say("hours.holidays"))
    return [say("answer.lines", lines=lines)]


def hours_words(desk: Desk, which: str = "counter") -> Say:
    """The opening hours in words, or that they are not configured."""
    spans = desk.configured("hours", which) or desk.configured("hours", "counter")
    if not spans:
        return say("hours.unknown")
    by_days: dict[tuple[str, ...], list[Say]] = {}
    for span in spans:
        by_days.setdefault(tuple(span["days"]), []).append(say("hours.span", start=span["from"], end=span["to"]))
    lines = [say("hours.line", days=_days(days), spans=joined(parts, "list.comma")) for days, parts in by_days.items()]
    return say("hours.known", hours=joined(lines, "list.plain"))


def _days(days: tuple[str, ...]) -> Say | str:
    numbers = [_WEEK.index(day) + 1 for day in days]
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return say("hours.days", first=say(f"weekday.{numbers[0]}"), last=say(f"weekday.{numbers[-1]}"))
    return joined([say(f"weekday.{number}") for number in numbers], "list.comma")


def place(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Where the archive is and how to reach it."""
    lines: list[Say] = []
    for spot in desk.configured("places") or []:
        lines.append(say("place.line", name=local(spot["name"], desk.lang), address=local(spot["address"], desk.lang)))
        for extra in ("directions", "parking"):
            if spot.get(extra):
                lines.append(say(f"place.{extra}", text=local(spot[extra], desk.lang)))
    if not lines:
        lines.append(say("place.unknown"))
    lines.append(contact(desk))
    return [say("answer.lines", lines=lines)]


def contact(desk: Desk) -> Say:
    """Telephone and e-mail as far as they are configured."""
    phone, email = desk.configured("contact", "phone"), desk.configured("contact", "email")
    if phone and email:
        return say("contact.both", phone=phone, email=email)
    if phone:
        return say("contact.phone", phone=phone)
    return say("contact.email", email=email) if email else say("contact.none")


def known_contact(desk: Desk) -> Say | str:
    """The same, or nothing where nothing is configured."""
    configured = desk.configured("contact", "phone") or desk.configured("contact", "email")
    return contact(desk) if configured else ""


def delivery(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Ways of delivery, sending abroad, collecting by others."""
    ways = desk.configured("delivery") or {}
    names = [say("list.item", item=local(way["name"], desk.lang)) for way in ways.values() if way.get("enabled")]
    lines = [say("delivery.ways", ways=joined(names, "list.comma")) if names else say("delivery.unknown")]
    lines += [abroad(desk), say("delivery.collect")]
    return [say("answer.lines", lines=lines)]


def abroad(desk: Desk) -> Say:
    """Whether papers are posted abroad, which is never promised unless the archive has said so."""
    keys = {True: "delivery.abroad_yes", False: "delivery.abroad_no"}
    return say(keys.get(desk.configured("abroad"), "delivery.abroad_unsettled"))


def materials(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Which papers and facts are needed, all at once."""
    documents = documents_meant(turn, talk, desk)
    track = talk.form.track if talk.form else _track_of(turn, documents)
    kinds: dict[str, bool] = {}
    for document in documents or [desk.catalogue.document("transcript")]:
        for rule in document.attachments.get(track) or document.attachments.get("self") or ():
            kinds[rule.kind] = kinds.get(rule.kind, False) or rule.required
    label = {code: name.get(desk.lang) for code, name in desk.catalogue.attachment_kinds.items()}
    needed = [say("list.item", item=label[kind]) for kind, required in kinds.items() if required]
    helpful = [say("list.item", item=label[kind]) for kind, required in kinds.items() if not required]
    lines = [say(f"materials.facts_{track}")]
    if needed:
        lines.append(say("materials.papers", papers=joined(needed, "list.comma")))
    if helpful:
        lines.append(say("materials.helpful", papers=joined(helpful, "list.comma")))
    lines.append(say("materials.later"))
    return [say("answer.lines", lines=lines)]


def _track_of(turn: Turn, documents: list[DocumentType]) -> str:
    if "employer_verification" in turn.wishes:
        return "organization"
    if "proxy_request" in turn.wishes or turn.first("relation"):
        return "proxy"
    if documents and all(document.group == "livelihood" for document in documents):
        return "citizen"
    return "self"
