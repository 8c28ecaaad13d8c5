"""Where the form goes on after whatever was said: its next question, or its list to check."""

from actions.dialogue import again, asking, corrections, filing, people, waiting, words
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, say
from actions.dialogue.state import Form, Talk


async def go_on(talk: Talk, desk: Desk, *, digressed: bool = False) -> list[Say]:
    """The form's next question, its list to check, or nothing when none is open."""
    put_aside = waiting.take_up(talk, desk)
    form = talk.form
    if form is None or talk.question is not None:
        return []
    back = [say("waiting.back", rows=words.rows(form.items, desk) or say("rows.none"))] if put_aside else []
    return [*back, *await _next(form, talk, desk, digressed=digressed)]


async def _next(form: Form, talk: Talk, desk: Desk, *, digressed: bool) -> list[Say]:
    agreed = people.consented(talk, desk)
    step = asking.next_step(form, desk, consented=agreed, digressed=digressed)
    unmade = corrections.unmade(form, desk)
    if step.group is None and form.owed:
        return [*unmade, *corrections.ask_owed(form)]
    if step.group is None and digressed and form.checking:
        return [*unmade, *filing.still(form, consented=agreed)]
    if step.group is None:
        return [*unmade, *await filing.check(form, desk, consented=agreed)]
    hint = again.hint(step.group, talk)
    return [*unmade, *hint, asking.ask(step, form, desk)]
