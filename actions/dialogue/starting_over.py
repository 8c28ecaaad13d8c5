"""Starting over: what was filled in is dropped only at a plain word for it, else the person is asked first."""

from actions.dialogue import opening, spoken
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn


def start_over(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Forget what was begun and begin again; asked back where the words leave a doubt and something would be lost."""
    begun = talk.form is not None or bool(talk.waiting) or talk.supplement is not None
    if begun and turn.kind == "text" and turn.choice is None and not spoken.heard(turn, "starts_over"):
        talk.question = {"kind": "start_over"}
        if talk.form is not None:
            talk.form.checking = False  # a "确认" now is no order to file
        return [say("restart.ask", choices=[choice("restart.yes"), choice("restart.no")])]
    return dropped(talk, desk)


def dropped(talk: Talk, desk: Desk) -> list[Say]:
    """Forget it all and greet."""
    begun = talk.form is not None or bool(talk.waiting) or talk.supplement is not None
    talk.form = talk.question = talk.supplement = talk.told_before = None
    talk.waiting.clear()
    talk.misses = 0
    return [say("restart.dropped") if begun else say("restart"), opening.greeting(desk)]
