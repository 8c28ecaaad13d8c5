"""An open form is taken up again: after a long silence, or after staff spoke with the person themselves."""

from actions.dialogue import corrections, filling, opening
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, joined, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn

_IDLE_HOURS = 6.0


def overheard(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """After staff: the form takes what the person told them where it was empty, and where they put something right."""
    if talk.form is None:
        return [say("nothing_open")]
    named = corrections.labels(filling.overhear(turn, talk.form, desk.catalogue))
    return [say("resume.overheard", what=joined(named, "list.comma")) if named else say("resume.after_staff")]


def came_back(talk: Talk, desk: Desk) -> list[Say]:
    """Say what became of the draft after a long silence: still there, or expired."""
    hours = talk.idle_hours(desk.now)
    if talk.form is None or hours < _IDLE_HOURS:
        return []
    keep_days = desk.configured("retention", "draft_days") or 30
    if hours > keep_days * 24:
        talk.form = None
        talk.question = None
        talk.waiting.clear()  # a form put aside is as old, and holds as much of the person
        return [say("resume.expired", days=keep_days)]
    talk.form.checking = False
    return [say("resume.note", rows=opening.row_names(talk.form, desk))]
