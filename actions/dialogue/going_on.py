"""Where the form goes on after whatever was said: its next question, or its list to check."""

from actions.dialogue import again, asking, corrections, filing, opening, people
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say
from actions.dialogue.state import Talk


async def go_on(talk: Talk, desk: Desk, *, digressed: bool = False) -> list[Say]:
    """The form's next question, its list to check, or nothing when none is open."""
    opening.take_up_waiting(talk, desk)
    form = talk.form
    if form is None or talk.question is not None:
        return []
    agreed = people.consented(talk, desk)
    step = asking.next_step(form, desk, consented=agreed, digressed=digressed)
    if step.group is None and form.owed:
        return corrections.ask_owed(form)
    if step.group is None and digressed and form.checking:
        return filing.still(form, consented=agreed)
    if step.group is None:
        return await filing.check(form, desk, consented=agreed)
    hint = again.hint(step.group, talk)
    return [*hint, asking.ask(step, form, desk)]
