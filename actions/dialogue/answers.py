"""Answers to questions; each ends where the open form goes on."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from actions.dialogue import filed, people, practical, spoken
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn
from backend.domain.catalogue_types import NotHeld

Answer = Callable[[Turn, Talk, Desk], list[Say] | Awaitable[list[Say]]]

_TOPIC_DEFAULT = "personnel_file"


def not_held(turn: Turn, talk: Talk, desk: Desk, *, instead: bool = True) -> list[Say]:
    """Whose it is, how to get it, and (`instead`) what the archive can do in its place."""
    code = topic_of(turn, talk, desk)
    topic = desk.catalogue.topic(code)
    lines: list[Say] = [say("not_held.again")] if _told_just_now(talk, code, desk) else _explained(topic, desk)
    talk.told = {"topic": code, "at": desk.now.isoformat()}
    if instead and topic.alternative and desk.catalogue.has(topic.alternative) and talk.form is None:
        named = [item for item in turn.items if item.get("document_type") == topic.alternative]
        row = named[0] if named else {"document_type": topic.alternative}
        offered = {key: row.get(key) for key in ("document_type", "language", "copies", "sealed")}
        talk.question = {"kind": "apply_now", "items": [offered]}
        lines.append(say("not_held.alternative", document=desk.document_name(topic.alternative)))
    return [say("answer.lines", lines=lines)]


def _explained(topic: NotHeld, desk: Desk) -> list[Say]:
    owner = desk.catalogue.departments.get(topic.owner) if topic.owner and not topic.steps else None
    whose = [say("not_held.owner", office=owner.name.get(desk.lang))] if owner else []
    return [say(topic.explanation), *whose, *(say(step) for step in topic.steps)]


def _told_just_now(talk: Talk, topic: str, desk: Desk) -> bool:
    """Whether the same was explained a moment ago: nobody needs to read it twice in a row."""
    if not talk.told or talk.told["topic"] != topic:
        return False
    return desk.now - datetime.fromisoformat(talk.told["at"]) < _MOMENT


_MOMENT = timedelta(minutes=10)


def what_now(talk: Talk, desk: Desk) -> list[Say]:
    """ "那怎么办": the next step after what was just explained, else a person."""
    talk.question = {"kind": "human"}
    lately = talk.told is not None and _told_just_now(talk, talk.told["topic"], desk)
    filed_away = lately and (talk.told or {})["topic"] == _TOPIC_DEFAULT
    return [say("not_held.what_now" if filed_away else "human.what_now", choices=[choice("human")])]


def topic_of(turn: Turn, talk: Talk, desk: Desk) -> str:
    """The topic that the message names, or that was just explained; the personnel file when there is none."""
    text = turn.text.lower()
    for lang in ("zh", "en"):
        for name, code in desk.catalogue.not_held_names(lang):
            if name.lower() in text:
                return code
    for item in turn.items:
        if item.get("document_type") and desk.catalogue.has(item["document_type"]):
            document = desk.catalogue.document(item["document_type"])
            if document.not_held:
                return document.not_held
    if spoken.heard(turn, "lost_certificate") and desk.catalogue.has_topic("lost_certificate"):
        return "lost_certificate"
    spoken_of = str((talk.told or {}).get("topic"))
    lately = desk.catalogue.has_topic(spoken_of) and _told_just_now(talk, spoken_of, desk)
    return spoken_of if lately and not turn.items else _TOPIC_DEFAULT


def personnel_transfer(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """The personnel file's moving is done elsewhere; an enquiry can be registered."""
    said = not_held(turn, talk, desk, instead=talk.form is not None)
    if talk.form is None:
        talk.question = {
            "kind": "apply_now",
            "items": [{"document_type": "personnel_file", "language": "zh", "copies": 1, "sealed": False}],
        }
        said.append(say("not_held.register_enquiry"))
    return said


def visit(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Visits: when and where, and that staff confirm a time."""
    talk.question = {"kind": "human"} if talk.form is None else None
    return [
        say(
            "visit.answer",
            hours=practical.hours_words(desk),
            contact=practical.known_contact(desk),
            choices=[choice("human")],
        )
    ]


def donation(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Donations are welcome; what to tell about the thing, and who receives it."""
    talk.question = {"kind": "human"} if talk.form is None else None
    return [say("donation.answer", contact=practical.known_contact(desk), choices=[choice("human")])]


async def upload(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """How pictures and files are sent, and whether any arrived; files that WeChat cannot carry go by a page."""
    count = len(talk.loose_attachments) + (len(talk.form.attachments) if talk.form else 0)
    waiting = [] if talk.form else await desk.archive.requests(desk.openid, status=["awaiting_requester"])
    if waiting:
        links = [(one["code"], await desk.archive.upload_link(desk.conversation, one["code"])) for one in waiting[:3]]
        lines = [say("upload.link_of", code=code, link=link) for code, link in links]
        return [say("upload.answer_waiting", lines=lines)]
    link = await desk.archive.upload_link(desk.conversation)
    return [say("upload.answer_received", count=count, link=link) if count else say("upload.answer", link=link)]


def privacy(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """What is kept, for how long, and how to have it deleted."""
    days = desk.configured("retention", "conversation_days")
    return [say("privacy.answer", days=days) if days else say("privacy.answer_undated")]


def identity(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Who is speaking: the archive's assistant, with people behind it."""
    return [say("bot.identity", institution=desk.configured("institution", "name") or say("bot.institution"))]


async def complaint(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Take it seriously and offer a person; who goes on complaining hears shortly what helps now.

    Nobody is put into the queue unasked: who only lets off steam may go on with the assistant the next moment.
    """
    talk.question = {"kind": "human"} if talk.form is None else None
    if _said_last(talk, "complaint.answer") or _said_last(talk, "complaint.again"):
        return [say("complaint.again", choices=[choice("human")])]
    return [say("complaint.answer", contact=practical.known_contact(desk), choices=[choice("human")])]


def _said_last(talk: Talk, key: str) -> bool:
    return talk.last is not None and any(one["say"] == key for one in talk.last["says"])


async def processing_time(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """How long it takes; who has just filed a request and names no paper means that one."""
    named = any(item.get("document_type") for item in turn.items)
    if talk.form is None and talk.last_filed and not named:
        return await filed.progress(turn, desk)
    return practical.processing_time(turn, talk, desk)


def _plain(key: str) -> Answer:
    return lambda turn, talk, desk: [say(key)]


ANSWERS: dict[str, Answer] = {
    "ask_fee": practical.fee,
    "ask_processing_time": processing_time,
    "ask_opening_hours": practical.opening_hours,
    "ask_location_contact": practical.place,
    "ask_delivery": practical.delivery,
    "ask_required_materials": practical.materials,
    "ask_document_not_held": not_held,
    "ask_personnel_file_transfer": personnel_transfer,
    "book_visit": visit,
    "donate_archives": donation,
    "upload_attachment_question": upload,
    "privacy_question": privacy,
    "own_data": people.own_data,
    "ask_bot_identity": identity,
    "complaint": complaint,
    "chitchat": lambda turn, talk, desk: [say("chitchat.form" if talk.form else "chitchat")],
    "thanks": _plain("thanks"),
    "goodbye": _plain("goodbye"),
}
"""What is answered at any moment without changing the form."""
