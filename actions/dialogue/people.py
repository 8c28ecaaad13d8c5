"""Consent, one's own data, and the way to a person."""

from dataclasses import replace
from typing import Any

from actions.dialogue import spoken
from actions.dialogue.desk import Desk
from actions.dialogue.practical import hours_words, known_contact
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn


def consented(talk: Talk, desk: Desk) -> bool:
    """Whether the notice in force was agreed to, now or earlier."""
    form = talk.form
    if form is None:
        return False
    if form.consent is None:
        current = desk.consent
        if current and current.get("version") == desk.consent_version:
            form.consent = {"version": current["version"], "given_at": current["at"]}
    return form.consent is not None


async def agree(talk: Talk, desk: Desk) -> None:
    """Record the consent."""
    assert talk.form is not None
    await desk.archive.record_consent(desk.openid, desk.consent_version, True)
    talk.form.consent = {"version": desk.consent_version, "given_at": desk.now.isoformat()}


async def refuse(talk: Talk, desk: Desk) -> list[Say]:
    """Record the refusal, forget what was given, and say what is possible without."""
    await desk.archive.record_consent(desk.openid, desk.consent_version, False)
    if talk.form is not None and talk.form.items:
        # The papers tell nothing of the person: who thinks it over need not name them again.
        kept = {"track": talk.form.track, "relation": talk.form.relation, "items": talk.form.items}
        talk.question = {"kind": "reconsider", **kept}
    talk.form = None
    talk.earlier = talk.told_before = None
    talk.supplement = None
    talk.loose_attachments.clear()
    talk.waiting.clear()
    return [say("consent.refused", contact=known_contact(desk))]


def reading_first(turn: Turn) -> Turn:
    """ "我先看看你们那个说明", while consent is asked: the same as the tap on it."""
    asks = turn.expecting in ("consent", "confirm") and spoken.heard(turn, "reads_notice")
    return replace(turn, choice="consent.read") if asks and turn.choice is None and not turn.details else turn


def notice(desk: Desk) -> Say:
    """The privacy notice in a few lines."""
    return say("consent.notice")


async def hand_over(talk: Talk, desk: Desk, reason: str) -> list[Say]:
    """Ask for a person and say honestly what will happen."""
    answer: dict[str, Any] = await desk.archive.hand_over(desk.conversation, reason)
    talk.misses = 0
    talk.question = None
    if not answer.get("on_duty"):
        return [say("human.off_duty", hours=hours_words(desk, "desk"))]
    ahead = max(int(answer.get("position") or 1) - 1, 0)
    if ahead:
        return [say("human.queued", ahead=ahead, minutes=answer.get("waiting_minutes") or 5)]
    return [say("human.next")]


def ask_erase(talk: Talk) -> list[Say]:
    """Deleting needs one more word."""
    talk.question = {"kind": "erase"}
    return [say("erase.ask", choices=[choice("erase.yes"), choice("erase.no")], expecting="confirm")]


async def erase(talk: Talk, desk: Desk) -> list[Say]:
    """Delete what may be deleted and say what is kept."""
    outcome = await desk.archive.erase(desk.openid)
    talk.form = None
    talk.waiting.clear()
    talk.loose_attachments.clear()
    talk.supplement = None
    talk.last_filed = None
    talk.earlier = talk.told_before = None
    kept = outcome.get("kept") or []
    held = [str(one["code"]) for one in kept if one["reason"] == "legal_hold"]
    others = len(kept) - len(held)
    said = [say("erase.done_kept", count=others) if others else say("erase.done")]
    return [*said, say("erase.held", codes=held)] if held else said


async def own_data(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """What is stored about the person, in plain words."""
    data = await desk.archive.export(desk.openid)
    requests, messages = len(data.get("requests") or ()), data.get("messages") or 0
    return [say("privacy.own_data", requests=requests, messages=messages, link=data["page"])]
