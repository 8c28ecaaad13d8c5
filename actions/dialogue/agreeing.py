"""A yes: to the use of one's details, and to the list."""

from actions.dialogue import people, spoken
from actions.dialogue.deciding import agrees_plainly, asks_of_consent, only_consents, others_agree
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn
from actions.dialogue.wish import Wish


def agrees(turn: Turn, wish: Wish, consent_asked: bool) -> bool:
    """A plain yes; to the question of consent also one with a question of its own ("同意，但是存多久")."""
    if consent_asked and turn.choice is None and spoken.heard(turn, "any") and not only_consents(turn):
        return False  # "都行" is no agreement in plain words
    if consent_asked and turn.choice is None and (others_agree(turn.text) or asks_of_consent(turn.text)):
        return False
    return wish.main == "affirm" or (consent_asked and turn.expecting == "consent" and wish.has("affirm"))


async def take(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """ "同意" in plain words holds whatever stands beside it: details, a mistake among them, another answer.

    Before it was asked for it counts too; what it is given for is then said at once.
    """
    form = talk.form
    if form is None or turn.kind != "text" or turn.choice is not None or people.consented(talk, desk):
        return []
    if not agrees_plainly(turn.text, for_another=form.track in ("proxy", "organization")):
        return []
    asked = form.unseen or form.asked.get("consent")
    await people.agree(talk, desk)
    return [] if asked else [say("consent.early")]
