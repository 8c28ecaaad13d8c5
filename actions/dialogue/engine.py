"""One turn of the talk, from message to answer.

Order of things: what is not text; the open question; what is told for a filed request that waits; wishes that work
at every moment (a person, start over, withdraw, progress, data); details for the form; questions; and then the form
goes on where it was.
"""

from dataclasses import replace
from inspect import isawaitable

from actions.dialogue import (
    again,
    agreeing,
    answers,
    asked_back,
    changing,
    corrections,
    deciding,
    filed,
    filed_paper,
    filed_wish,
    filing,
    filling,
    meant,
    media,
    misses,
    opening,
    papers_explained,
    people,
    pieces,
    questions,
    resuming,
    row_edits,
    spoken,
    starting_over,
    supplement,
    tails,
    things,
    told_again,
    told_before,
    words,
    wrong_pictures,
)
from actions.dialogue import wish as wishes
from actions.dialogue.anothers import asks_of_anothers
from actions.dialogue.desk import Desk
from actions.dialogue.going_on import go_on
from actions.dialogue.say import Say, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn, usable_details, without_papers
from actions.dialogue.wish import Wish


async def converse(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Answer a message; `talk` is changed in place."""
    came_back = resuming.came_back(talk, desk)
    if turn.kind == "image":
        asked_for = await supplement.picture(turn, talk, desk) or await media.follows(turn, talk, desk)
        return asked_for or [*media.picture(turn, talk), *await _after_picture(talk, desk)]
    if turn.kind == "desk":
        return [*resuming.overheard(turn, talk, desk), *await go_on(talk, desk)]
    if turn.kind not in ("text", "event"):
        return [*media.other(turn), *await go_on(talk, desk, digressed=True)]
    removed: list[Say] = []
    if wrong_pictures.meant(turn, talk):
        removed, turn = await wrong_pictures.take_away(turn, talk, desk), without_papers(turn)
        if not usable_details(turn):
            return [*removed, *await go_on(talk, desk, digressed=True)]
    turn = pieces.set_apart(media.captioned(people.reading_first(turn), talk), talk)
    turn = things.without_cancelled_ways(wishes.confirmed(opening.figure_meant(turn, talk), talk))
    turn, explained = _only_spoken_of(turn, talk, desk)
    if explained:
        return [*explained, *await go_on(talk, desk, digressed=True)]
    again_filed = await told_again.of_filed(turn, talk, desk)
    if again_filed is not None:
        return again_filed
    wish = wishes.settle(turn, talk)
    opens = talk.form is None
    before = came_back if talk.form is not None or came_back else []
    agreed = people.consented(talk, desk)
    before = [*removed, *before, *await agreeing.take(turn, talk, desk)]
    settled = await questions.settle(turn, talk, desk)
    if settled is not None:
        return [*settled, *await go_on(talk, desk)]
    supplied = await supplement.take(turn, talk, desk, wish)
    if supplied is not None:
        return supplied
    wish = await opening.first_of_all(turn, talk, desk, wish)
    said = await _at_every_moment(turn, talk, desk, wish)
    if said is None:
        said = await _form_turn(turn, talk, desk, wish, came_back=bool(came_back and before), agreed=agreed)
    if opens:
        told_before.remember(turn, talk, wish.main, desk.now)
    return again.in_other_words([*before, *said], talk)


def _only_spoken_of(turn: Turn, talk: Talk, desk: Desk) -> tuple[Turn, list[Say]]:
    """The message without papers that were filed before, and what is said of these, or of what a paper is."""
    turn, stays = filed_paper.set_apart(turn, talk, desk)
    papers = [] if stays or usable_details(turn) else papers_explained.asked(turn, desk)
    return turn, papers_explained.explain(papers, talk, desk) if papers else stays


async def _at_every_moment(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> list[Say] | None:
    """Wishes that work at every moment; None when the message is none of them."""
    if not wish.sure:
        return None
    if wish.main == "talk_to_human":
        return await people.hand_over(talk, desk, "asked")
    if wish.main == "restart":
        return starting_over.start_over(turn, talk, desk)
    if wish.main == "cancel_request":
        return await _cancel(turn, talk, desk)
    if wish.main == "delete_my_data":
        return people.ask_erase(talk)
    own = not turn.first("request_code") and not asks_of_anothers(turn)
    if wish.main in ("check_progress", "urge_progress") and talk.form is not None and own:
        if not await desk.archive.requests(desk.openid, 1):
            return [say("progress.filling"), *await _answers(turn, talk, desk, wish), *await go_on(talk, desk)]
    if wish.main == "check_progress":
        extra = [*await filed.urge(turn, talk, desk)] if wish.has("urge_progress") else await filed.progress(turn, desk)
        said = [*extra, *await _answers(turn, talk, desk, wish), *await go_on(talk, desk, digressed=True)]
        return [*said, *supplement.reminder(talk)]
    if wish.main == "urge_progress":
        return [
            *await filed.urge(turn, talk, desk),
            *await _answers(turn, talk, desk, wish),
            *await go_on(talk, desk, digressed=True),
        ]
    if wish.main == "modify_request":
        return [*await changing.modify(turn, talk, desk), *await _answers(turn, talk, desk, wish)]
    if wish.main == wishes.HOLD:
        return filing.no_hurry(talk, consented=people.consented(talk, desk))
    return None


async def _cancel(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Take back a row, the open form, or a filed request: the nearest that fits."""
    form = talk.form
    if form is None or turn.first("request_code"):
        return await changing.take_rows_away(turn, talk, desk) or await filed.withdraw(turn, talk, desk)
    left = row_edits.without(form.items, turn, desk.catalogue)
    if left:
        form.items, form.checking = left, False
        beside = filling.apply(replace(turn, items=(), edits=()), form, desk.catalogue, take_rows=False)
        trouble = corrections.problems(beside.problems, talk)  # "那个不要了。电话…，自取": the rest counts, too
        return [say("row.removed"), *(trouble or await go_on(talk, desk))]
    if row_edits.speaks_of_others(form.items, turn):
        if talk.last_filed is not None and deciding.takes_back(turn):
            return await changing.take_rows_away(turn, talk, desk) or await filed.withdraw(turn, talk, desk)
        return [say("row.removed"), *await go_on(talk, desk)]  # gone already: "对，只去掉学位证明"
    if row_edits.names_some(form.items, turn):
        return [say("rows.as_noted", rows=words.rows(form.items, desk)), *await go_on(talk, desk)]
    talk.form = None
    talk.question = None
    if talk.waiting:
        return [say("form.dropped_next"), *await go_on(talk, desk)]
    stands = await filed.progress(turn, desk) if filed_wish.earlier_one_stands(turn, talk) else []
    return [say("form.dropped"), *stands]


async def _form_turn(turn: Turn, talk: Talk, desk: Desk, wish: Wish, *, came_back: bool, agreed: bool) -> list[Say]:
    """Details, questions, and the way on. `agreed`: whether consent was given before this message."""
    said = meant.first_words(turn, talk, wish.main)
    opened = opening.open_form(turn, talk, desk, wish)
    said += opened.says
    if opened.done:
        return said
    changed = False
    form = talk.form
    if form is not None:
        choices_taken = opening.take_choice(turn, form)
        before, wanted = form.checking, list(form.asking)
        filled = filling.apply(turn, form, desk.catalogue, take_rows=opened.take_rows)
        news = filled.changed and not (before and filled.only_repeats and deciding.orders(turn))
        changed = again.take_over(turn, talk) or news or choices_taken or opened.fresh
        changed = opening.papers_meant(turn, form) or changed
        again.part_ways(form, filled)
        changed = await tails.correct(turn, form, filled, desk) or changed
        changed = await pieces.mend(turn, form, filled, desk) or changed
        changed = things.drop_things(turn, form) or changed
        repeated = await told_again.tell(turn, talk, desk, nothing_else=not changed and not wish.questions)
        if repeated is not None:
            return [*said, *repeated.says, *(await go_on(talk, desk, digressed=True) if repeated.goes_on else [])]
        said += await agreeing.take(turn, talk, desk)
        corrections.settle_owed(form, filled)
        trouble = corrections.problems(filled.problems, talk) or corrections.unread(turn, form, filled)
        if trouble:
            answered = await _answers(turn, talk, desk, wish)
            return [*said, *answered, *corrections.acknowledged(filled, form, desk), *trouble]
        if asked_back.of_rows(turn, form) and not deciding.orders(turn):
            return [*said, *await _as_noted(turn, talk, desk, wish)]
        decided = await _consent_or_confirm(turn, talk, desk, wish, was_checking=before, changed=changed, agreed=agreed)
        if decided is not None:
            return [*said, *decided]
    said += await _answers(turn, talk, desk, wish)
    if changed:
        talk.misses = 0
        way_on = await go_on(talk, desk)
        if form is not None:
            said += corrections.told(filled, form, desk, wanted, way_on, was_checking=before)
        return [*said, *way_on]
    if said:
        talk.misses = 0
        return [*said, *await go_on(talk, desk, digressed=True)]
    if wish.main == "go_on" or deciding.goes_on(turn):
        return await go_on(talk, desk)
    shrugged = spoken.shrug(turn, form, desk) if form is not None else None
    if shrugged is not None:
        return shrugged or await go_on(talk, desk)
    for_request = await supplement.free_words(turn, talk, desk, wish)
    return for_request or await misses.nothing_found(turn, talk, desk, wish, came_back=came_back)


async def _as_noted(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> list[Say]:
    """The papers as they stand, for who asks back about them; unless what comes next names them anyway."""
    assert talk.form is not None
    noted = await _answers(turn, talk, desk, wish)
    way_on = await go_on(talk, desk, digressed=True)
    if not noted and not corrections.names_papers(way_on):
        noted = [say("rows.as_noted", rows=words.rows(talk.form.items, desk))]
    return [*noted, *way_on]


async def _consent_or_confirm(
    turn: Turn, talk: Talk, desk: Desk, wish: Wish, *, was_checking: bool, changed: bool, agreed: bool
) -> list[Say] | None:
    """A yes or no to the two questions that decide: may the data be used, is the list right."""
    form = talk.form
    assert form is not None
    consent_asked = bool(form.asked.get("consent")) and not agreed
    if wish.main == "go_on" or (was_checking and deciding.goes_on(turn) and not changed):
        return None
    # "英文两份中文一份对吧，那就确认": the list in other words, and the order to file.
    ordered = was_checking and not changed and deciding.orders(turn)
    if (agreeing.agrees(turn, wish, consent_asked) or ordered) and (consent_asked or was_checking):
        looks_first = not agreed and deciding.only_consents(turn)
        if not people.consented(talk, desk):
            await people.agree(talk, desk)
        if was_checking and not changed and not looks_first and not (consent_asked and turn.expecting == "consent"):
            filed_now = [*await filing.file(talk, desk), *await _answers(turn, talk, desk, wish)]
            return [*filed_now, *await go_on(talk, desk), *supplement.reminder(talk)]
        return [*await _answers(turn, talk, desk, wish), *await go_on(talk, desk)]
    asks_why = wish.has("privacy_question") and not form.has_identity
    if wish.main == "deny" and not changed and not (consent_asked and asks_why):
        if (consent_asked and turn.expecting == "consent") or (not agreed and deciding.refuses(turn)):
            return await people.refuse(talk, desk)
        if was_checking:
            form.checking = False
            return [say("check.what_wrong")]
    return None


async def _answers(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> list[Say]:
    said: list[Say] = []
    if not wish.sure and not wish.also:
        return said
    opening.remember_paper(turn, talk, desk.now)
    for name in wish.questions:
        if name == "privacy_question" and turn.choice == "consent.read":
            said.append(people.notice(desk))
            continue
        answer = answers.ANSWERS[name](turn, talk, desk)
        said += await answer if isawaitable(answer) else answer
    return said


async def _after_picture(talk: Talk, desk: Desk) -> list[Say]:
    """A picture asks what it shows; the form goes on once that is told."""
    return [] if talk.question is not None else await go_on(talk, desk, digressed=True)
