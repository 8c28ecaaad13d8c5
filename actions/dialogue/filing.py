"""The list to check, filing, and what follows it."""

from datetime import datetime, timedelta
from typing import Any

from actions.backend_client import Refused
from actions.dialogue import again, asking, body, practical, refused, words
from actions.dialogue import filed as filed_ones
from actions.dialogue.desk import Desk
from actions.dialogue.say import Choice, Say, choice, joined, say
from actions.dialogue.state import Form, Talk
from backend.domain import masking
from backend.domain.abroad import is_abroad


async def check(form: Form, desk: Desk, *, consented: bool) -> list[Say]:
    """Show what was understood. Before consent the person's details stay closed: papers and way alone are shown, and
    one word gives the consent together with the order to file (see docs/decisions/0060)."""
    form.checking = True
    form.asking = []
    form.unseen = not consented
    await _gather(form, desk)
    lines = [
        *words.marked_rows(form.items, desk),
        *(words.person(form, desk) if consented else words.study(form)),
        *words.requester(form, closed=not consented),
        *words.delivery(form, closed=not consented),
        *words.more(form, closed=not consented),
    ]
    notices = await _notices(form, desk)
    if form.track in asking.PROOFS and not form.attachments:
        lines.append(say(f"check.proofs_{form.track}"))
    if helpful := asking.may_add(form, desk):
        lines.append(say("check.may_add", wants=joined(helpful, "list.comma")))
    if consented:
        offers = _choices(consented)
        if form.delivery.get("method") == "express" and isinstance(form.delivery.get("address"), dict):
            offers.append(choice("address.show"))
        return [*notices, say("check.list", lines=lines, choices=offers, expecting="confirm")]
    lines += words.sealed(form)
    return [*notices, say("check.list_consent", lines=lines, choices=_choices(consented), expecting="confirm")]


async def _gather(form: Form, desk: Desk) -> None:
    """What was sent by the draft's page meanwhile belongs to the list as well."""
    known = {one["id"] for one in form.attachments}
    sent = await desk.archive.sent_by_page(desk.conversation)
    form.attachments += [{"id": one["id"], "kind": one["kind"]} for one in sent if one["id"] not in known]


def still(form: Form, *, consented: bool) -> list[Say]:
    """The list stands above, unchanged: after a question it is not told all over again."""
    key = "check.still" if consented else "check.still_consent"
    return [say(key, choices=_choices(consented), expecting="confirm")]


def no_hurry(talk: Talk, *, consented: bool) -> list[Say]:
    """Somebody wants a moment: nothing is filed meanwhile, and nothing is lost."""
    if talk.form is None or not talk.form.checking:
        return [say("wait.no_hurry")]
    return [say("check.no_hurry", choices=_choices(consented), expecting="confirm")]


def _choices(consented: bool) -> list[Choice]:
    if consented:
        return [choice("confirm.yes"), choice("confirm.change")]
    return [choice("confirm.yes"), choice("confirm.look"), choice("consent.read"), choice("confirm.change")]


async def _notices(form: Form, desk: Desk) -> list[Say]:
    """What the person should know before confirming: the same request again, papers made elsewhere."""
    notices: list[Say] = []
    for row in form.items:
        notice = _made_elsewhere(row["document_type"], form, desk)
        if notice and notice not in notices:
            notices.append(notice)
    address = form.delivery.get("address")
    if address and form.delivery.get("method") == "express" and is_abroad(words.shown(address)):
        notices.append(practical.abroad(desk))
    for earlier in await filed_ones.unfinished(desk):
        if _same(earlier, form, desk):
            notices.append(
                say(
                    "check.duplicate",
                    code=earlier["code"],
                    status=earlier["public_status"],
                    day=desk.day(earlier["created_at"]),
                )
            )
            break
    return notices


def _made_elsewhere(document: str, form: Form, desk: Desk) -> Say | None:
    subject = form.subject
    if not desk.catalogue.has(document):
        return None
    routing = desk.catalogue.route(
        document,
        subject.get("degree_level"),
        subject.get("enrollment_year"),
        subject.get("graduation_year"),
        today=desk.now.date(),
    )
    if routing.here:
        return None
    office = routing.department.name.get(desk.lang)
    return say("check.elsewhere", document=desk.document_name(document), office=office)


def _same(earlier: dict[str, Any], form: Form, desk: Desk) -> bool:
    """The same papers for the same person not long ago, and still being worked on."""
    window = timedelta(days=int(desk.configured("retention", "duplicate_window_days") or 0))
    if desk.now - datetime.fromisoformat(earlier["created_at"]) > window:
        return False
    kinds = {(row["document_type"], row["language"]) for row in form.items}
    same_papers = {(item["document_type"], item["language"]) for item in earlier["items"]} == kinds
    name = str((earlier.get("subject") or {}).get("name") or "")
    same_person = masking.mask("name", name) == words.shown(form.subject.get("name") or "")
    return same_papers and same_person and earlier.get("track") == form.track


async def file(talk: Talk, desk: Desk) -> list[Say]:
    """File the open form; then the next waiting one begins."""
    form = talk.form
    assert form is not None
    form.consent = form.consent or {"version": desk.consent_version, "given_at": desk.now.isoformat()}
    try:
        filed = await desk.archive.file(form.id, body.of(form, desk) | {"draft_files": True})
    except Refused as refusal:
        return refused.take_back(refusal, form, desk)
    again.remember(form, talk)
    talk.form = None
    talk.last_filed = {"code": filed["code"], "at": desk.now.isoformat()}
    promised = "filed.due" if filed.get("due_on") else "filed.undated"
    if filed.get("due_on") and filed.get("provisional"):
        promised = "filed.due_provisional"
    way = form.delivery.get("method") or "express"
    said = [say(promised, code=filed["code"], day=desk.day(filed.get("due_on")), ready=say(f"filed.ready.{way}"))]
    if form.unseen:
        said.append(say("filed.registered", lines=_registered(form, desk)))
    there = {one["id"] for one in filed["attachments"]}
    gone = sum(one["id"] not in there for one in form.attachments)
    if gone:
        said.append(say("filed.files_gone", count=gone))
    elif form.track in asking.PROOFS and not there:
        said.append(say(f"filed.proofs_{form.track}"))
    return said


def _registered(form: Form, desk: Desk) -> list[Say]:
    """What was registered, masked, for those who confirmed before it could be shown."""
    return [*words.person(form, desk), *words.requester(form), *words.delivery(form)]
