"""Opening a form: for whom, which papers, one after the other."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from actions.dialogue import (
    again,
    answers,
    asked_back,
    for_whom,
    own_after_all,
    own_words,
    put_aside,
    spoken,
    told_before,
    waiting,
    words,
)
from actions.dialogue.asking import OFFERED
from actions.dialogue.desk import Desk
from actions.dialogue.rows import track_of
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Form, Row, Talk, row_of
from actions.dialogue.turn import Turn, usable_details
from actions.dialogue.wish import DATA_WISHES, FORM_WISHES, Wish


@dataclass
class Opened:
    """What came of opening: things to say, whether rows may be taken, whether the turn is over."""

    says: list[Say] = field(default_factory=list)
    take_rows: bool = False
    done: bool = False
    fresh: bool = False


def greeting(desk: Desk) -> Say:
    """Welcome, and what can be done here."""
    offers = [choice(f"doc.{code}", desk.document_name(code)) for code in OFFERED if desk.catalogue.has(code)]
    return say("greet", choices=[*offers, choice("progress"), choice("human")])


def row_names(form: Form, desk: Desk) -> Any:
    """The form's rows in one line, or that none is named yet."""
    return words.rows(form.items, desk) or say("rows.none")


def open_form(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> Opened:
    """Open a form when the message wants a paper; a second one for another person waits its turn."""
    wants = wish.sure and wish.has(*FORM_WISHES)
    if wants and _only_not_held(turn, desk) and talk.form is None:
        return Opened(says=answers.not_held(turn, talk, desk), done=True)
    if talk.form is None:
        return _without_form(turn, talk, desk, wish, wants=wants)
    if talk.waiting and for_whom.PUT_OFF.search(turn.text):
        talk.waiting.clear()
    if first := put_aside.wanted(turn, talk.form):
        return Opened(says=waiting.own_first(first, talk, desk), fresh=True)
    turned = waiting.theirs_now(turn, talk, desk)
    if turned:
        return Opened(says=turned, take_rows=wants, fresh=True)
    take_rows = wants or wish.main in DATA_WISHES or (bool(turn.items) and _speaks_of_rows(turn, wish))
    take_rows = take_rows and not asked_back.of_rows(turn, talk.form)
    track = for_whom.track(turn, wish, desk, talk.form)
    if own_after_all.turns_out(turn, talk.form):
        return Opened(take_rows=take_rows, fresh=_back_to_oneself(turn, talk.form, desk))
    if talk.form.track == "proxy":
        talk.form.relation = talk.form.relation or for_whom.relation(turn)
    if track == talk.form.track or track in ("self", "citizen"):
        return Opened(take_rows=take_rows)
    if track == "organization" and "name" not in talk.form.subject:
        return Opened(take_rows=take_rows, fresh=for_whom.turns_out_anothers(turn, talk.form, track))
    theirs = wants or for_whom.THEIR_PAPER.search(turn.text)
    if theirs and talk.form.items and any(item.get("document_type") for item in turn.items):
        return Opened(says=waiting.second(turn, talk, desk, track))
    if for_whom.only_asks_about_another(turn, talk.form, track):
        return Opened(says=[say("proxy.answer")], take_rows=take_rows)
    return Opened(take_rows=take_rows, fresh=for_whom.turns_out_anothers(turn, talk.form, track))


_COULD_BE_HURRIED = re.compile(
    r"(?:能|可以|可不可以|能不能|怎么|想|要)[^，,。]{0,4}(?:加急|急办|快[点些]|插队)|\b(?:rush|expedite|urgent)"
)
""" "成绩单能加急不，周五就要交": nobody has filed anything yet."""


async def first_of_all(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> Wish:
    """Who names papers and has no request that could be changed asks for them ("成绩单改成电子的，一份")."""
    named = any(item.get("document_type") for item in turn.items)
    hurried = wish.main == "urge_progress" and _COULD_BE_HURRIED.search(turn.text)
    changes = wish.main == "modify_request" or hurried
    if not changes or talk.form is not None or not named or turn.first("request_code"):
        return wish
    also = (*wish.also, "ask_processing_time") if hurried else wish.also
    return wish if await desk.archive.requests(desk.openid, 1) else Wish("request_document", also)


def _without_form(turn: Turn, talk: Talk, desk: Desk, wish: Wish, *, wants: bool) -> Opened:
    """Begin one when papers are wished for or facts are told; how acting for another goes may only be asked."""
    if _only_asks_how(turn, talk, wish):
        if _MANDATE.search(turn.text):
            return Opened(says=[say("proxy.mandate")], done=True)
        return Opened(says=[] if "ask_required_materials" in wish.questions else [say("proxy.answer")])
    as_before = talk.earlier is not None and spoken.heard(turn, "as_before")
    return _begin(turn, talk, desk, wish) if wants or _data_without_form(turn, wish) or as_before else Opened()


def _only_asks_how(turn: Turn, talk: Talk, wish: Wish) -> bool:
    """ "委托书有模板吗" after filing: a question about acting for another, which begins no second request."""
    asks = wish.has("proxy_request") and (bool(wish.questions) or bool(_ASKS.search(turn.text)))
    told = set(usable_details(turn)) - {"delivery_method", "relation"}
    how = talk.earlier is not None or _MANDATE.search(turn.text) is not None
    return asks and how and not turn.items and not told


_MANDATE = re.compile(
    r"(?:委托书|委托函|授权书)[^。！!]{0,10}(?:模[板版]|格式|样[本式例]|范[本文]|怎么|咋|如何|写|打印|手写|什么)|\bmandate\b.{0,30}(?:form|template|write|look)",
    re.IGNORECASE,
)
"""How the mandate itself is written."""


_ASKS = re.compile(r"[吗么呢?？]|怎么|什么|啥|如何|要不要|能不能|可不可以|\b(?:how|what|can|may|do i)\b", re.IGNORECASE)


def _back_to_oneself(turn: Turn, form: Form, desk: Desk) -> bool:
    if form.track == "proxy":
        own_after_all.become(turn, form)
    form.track = track_of([*form.items, *turn.items], desk.catalogue)
    form.asked.pop("consent", None)
    return True


def _speaks_of_rows(turn: Turn, wish: Wish) -> bool:
    """Whether rows are told although the message as a whole was taken for something else."""
    changed = bool(turn.edits) and bool(_CHANGES.search(turn.text))
    changed = changed or (any(item.get("sealed") for item in turn.items) and bool(_MUST_BE_SEALED.search(turn.text)))
    return changed or not wish.sure or not wish.questions or turn.expecting == "copies"


_CHANGES = re.compile(r"改成|改为|换成|加到|减到|\b(?:make (?:that|it)|change (?:that|it)|instead of)\b", re.IGNORECASE)
"""Words that change a row, whatever question follows ("make that 3 copies. How much is it?")."""


_MUST_BE_SEALED = re.compile(
    r"(?:必须|务必|一定要|需要|得|我(?:这个|的|那份|这份)?要)(?:是)?密封(?![^，,。]{0,3}[吗么?？])"
    r"|(?:mine|it|they|these) (?:has to|have to|needs? to|must) be sealed|\b(?:must|needs? to) be sealed(?!\?)",
    re.IGNORECASE,
)
"""Sealing told as needed, whatever is asked beside it ("does it come sealed? Mine has to be sealed")."""


def _data_without_form(turn: Turn, wish: Wish) -> bool:
    """Facts without a named wish open a form too; what is wanted is asked then."""
    return wish.main in ("provide_details", "correction") and bool(usable_details(turn) or turn.items)


def _begin(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> Opened:
    track = for_whom.track(turn, wish, desk)
    talk.form = Form(
        started_at=desk.now.isoformat(),
        track=track,
        first_words=turn.text[:500],
        attachments=list(talk.loose_attachments),
    )
    talk.loose_attachments.clear()
    relation = turn.first("relation")
    talk.form.relation = for_whom.relation(turn) if track == "proxy" else None
    if talk.earlier and not turn.items and spoken.heard(turn, "as_before"):
        talk.form.items = [dict(row) for row in talk.earlier["items"]]
    talk.form.items = talk.form.items or _spoken_of(turn, talk, desk.now)
    says: list[Say] = []
    own, others = _split_by_person(turn)
    if own and others:
        talk.form.track = "self"
        talk.form.relation = None
        talk.form.items = own
        talk.waiting.append({"track": "proxy", "relation": relation.value if relation else None, "items": others})
        says.append(say("waiting.noted", own=words.rows(own, desk), other=words.rows(others, desk)))
        return Opened(says=says, take_rows=False, fresh=True)
    if track == "organization":
        says.append(say("organization.intro"))
    elif track == "proxy" and "ask_required_materials" not in wish.questions:
        says.append(say("proxy.intro"))
    told_before.take(turn, talk, desk)
    if again.carry(turn, talk, desk.now):
        way_said = turn.first("delivery_method", "address", "email") is not None
        says.append(say("again.carried" if way_said else "again.carried_but_way"))
        talk.form.asked["as_before"] = 1
    if again.carry_handler(talk, desk.now):
        says.append(say("again.carried_handler"))
    return Opened(says=says, take_rows=True, fresh=True)


def remember_paper(turn: Turn, talk: Talk, now: datetime) -> None:
    """Keep which paper a question is about ("英文成绩单收费不"): what is ordered next may not name it again."""
    named = [{key: item.get(key) for key in ("document_type", "language")} for item in turn.items]
    if talk.form is None and named and named[0]["document_type"] and all(one == named[0] for one in named):
        talk.spoken_of = named[0] | {"at": now.isoformat()}


def _spoken_of(turn: Turn, talk: Talk, now: datetime) -> list[Row]:
    """ "帮我开一份英文的" right after a question about transcripts: a row for it."""
    about = talk.spoken_of
    bare = bool(turn.items) and not any(item.get("document_type") for item in turn.items)
    if about is None or not bare or now - datetime.fromisoformat(about["at"]) > _LATELY:
        return []
    otherwise = any(item.get("language") for item in turn.items)
    version = None if otherwise else about.get("language")
    return [row_of({"document_type": about["document_type"], "language": version})]


_LATELY = timedelta(minutes=30)


_VERIFIED = ("graduation_proof", "degree_proof", "transcript", "enrollment_proof")


def papers_meant(turn: Turn, form: Form) -> bool:
    """Rows for what is named instead of a paper ("核实一个人的学历", "补学籍材料"); tells whether any were added."""
    if form.items:
        return False
    who = turn.first("name", "student_id", "id_number")  # "本科2020年毕业" beside a name asks for no paper
    named = turn.expecting == "document_type" and turn.kind == "text" and who is None
    asked = form.track == "organization" or named
    known = (*_VERIFIED, "student_registration_form") if asked else ("student_registration_form",)
    said = _NOT_THAT.sub("", turn.text)
    meant = [code for code in known if spoken.heard_in(said, f"means_{code}")]
    told = {"language": None, "copies": 1, "sealed": None} | form.figures
    guessed = {} if named and len(turn.text) < _LONG else {"usual": ["document_type"]}
    if not meant and form.asked.get("items") and (words_for_it := own_words.described(turn, form)):
        meant, guessed, form.note = ["other"], {"usual": ["document_type"]}, words_for_it
    form.items = [{"document_type": code, **told, **guessed} for code in meant]
    form.figures = {} if meant else form.figures
    return bool(meant)


_LONG = 8
"""Characters: so many describe what is wanted ("就是证明我在你们那儿念过书的") and do not name it."""
_NOT_THAT = re.compile(r"(?:不是|没|不用|不要|并非)[^，,。；;！!？?]*|\bnot [^,.;!?]*", re.IGNORECASE)
""" "毕业了的，不是在读": what is said not to be the case names no paper."""


def _only_not_held(turn: Turn, desk: Desk) -> bool:
    kinds = [item["document_type"] for item in turn.items if item.get("document_type")]
    return bool(kinds) and all(desk.catalogue.has(kind) and not desk.catalogue.document(kind).held for kind in kinds)


def _split_by_person(turn: Turn) -> tuple[list[Row], list[Row]]:
    """Rows for oneself and rows for the relative named after them in the same message."""
    relation = turn.first("relation")
    if relation is None:
        return [], []
    named = [item for item in turn.items if item.get("document_type")]
    own = [row_of(item) for item in named if int(item.get("start") or 0) < relation.start]
    others = [row_of(item) for item in named if int(item.get("start") or 0) >= relation.start]
    return own, others


def figure_meant(turn: Turn, talk: Talk) -> Turn:
    """A bare "2" while nobody has said how many yet is the number of copies, not the second of the things to tap."""
    form = talk.form
    if form is None or turn.choice is None or not _FIGURE.fullmatch(turn.text.strip()):
        return turn
    if not any("copies" in row.get("usual", ()) for row in form.items) or turn.expecting != "consent":
        return turn
    item = {"document_type": None, "language": None, "copies": int(turn.text), "sealed": None}
    return replace(turn, choice=None, items=(item,), intent="provide_details", confidence=1.0)


_FIGURE = re.compile(r"[1-9]")


def take_choice(turn: Turn, form: Form) -> bool:
    """What a tap fills in; tells whether it did."""
    kind, _, value = (turn.choice or "").partition(".")
    if kind == "doc":
        form.items.append({"document_type": value, "language": None, "copies": None, "sealed": None})
    elif kind == "lang":
        for row in form.items:
            row["language"] = row["language"] or value
    elif kind == "level":
        form.subject["degree_level"] = value
    elif kind == "relation":
        form.relation = value
    elif kind == "way":
        form.delivery["method"] = value
    else:
        return False
    form.checking = False
    return True
