"""A message in which nothing was found: greeted, met calmly, asked back, and a person offered before long."""

from actions.dialogue import answers, deciding, opening, questions, spoken
from actions.dialogue.desk import Desk
from actions.dialogue.going_on import go_on
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn
from actions.dialogue.wish import Wish

_MISSES_BEFORE_A_PERSON = 2
_PATIENCE = 2


def _patient(form: Form) -> bool:
    """A yes or no that answers nothing is let pass twice: people say "好的" between two messages."""
    form.asked["patience"] = form.asked.get("patience", 0) + 1
    return form.asked["patience"] <= _PATIENCE


async def nothing_found(turn: Turn, talk: Talk, desk: Desk, wish: Wish, *, came_back: bool) -> list[Say]:
    """Neither data nor a wish that can be served: greet, answer calmly, or ask back."""
    if wish.main == "greet" and wish.sure:
        if talk.form is None:
            return [opening.greeting(desk)]
        return [*([] if came_back else [say("greet.again")]), *await go_on(talk, desk, digressed=True)]
    if wish.main in ("affirm", "deny") and talk.form is None:
        return [say("nothing_open.filed", code=talk.last_filed["code"]) if talk.last_filed else say("nothing_open")]
    if talk.form is not None and (deciding.orders(turn) or (wish.main == "affirm" and spoken.heard(turn, "confirms"))):
        way_on = await go_on(talk, desk)
        whole = talk.form.checking or any(one["say"] == "owed.address" for one in way_on)
        return way_on if whole else [say("not_yet"), *way_on]
    if talk.form is not None and wish.main in ("affirm", "deny", "correction") and _patient(talk.form):
        return await go_on(talk, desk)
    if spoken.heard(turn, "abuse"):
        return [say("abuse", choices=[choice("human")]), *await go_on(talk, desk, digressed=True)]
    if talk.form is None and spoken.heard(turn, "what_now"):
        return answers.what_now(talk, desk)
    talk.misses += 1
    if talk.misses >= _MISSES_BEFORE_A_PERSON:
        talk.misses = 0
        return [questions.offer_human(talk)]
    if wish.main == "out_of_scope" and wish.sure:
        return [say("out_of_scope"), *await go_on(talk, desk, digressed=True)]
    if talk.form is not None and (wish.main == "provide_details" or turn.items):
        talk.misses -= 1
        return [say("noted.words"), *await go_on(talk, desk, digressed=True)]
    if talk.form is not None:
        return [say("miss.form"), *await go_on(talk, desk, digressed=True)]
    return [say("miss")]
