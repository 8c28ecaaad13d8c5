"""What a message wants, from the classifier's opinion and from what the talk is about."""

import re
from dataclasses import dataclass, replace

from actions.dialogue import after_filing, deciding, meant, own_after_all, put_aside, spoken, tails, told_again
from actions.dialogue.anothers import asks_of_anothers
from actions.dialogue.answers import ANSWERS
from actions.dialogue.by_word import BY_WORD, WANTS_PAPERS
from actions.dialogue.filed_wish import asks_of_the_other, earlier_one_stands, of_a_filed_request
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn, usable_details

UNSURE = 0.25
"""Below this confidence the classifier's opinion alone moves nothing (see the calibration table of `make eval`)."""

FORM_WISHES = frozenset({"request_document", "proxy_request", "employer_verification"})
DATA_WISHES = frozenset({"provide_details", "correction", "affirm", "deny", "modify_request"})
_SMALL_TALK = frozenset({"chitchat", "thanks", "goodbye", "greet"})
_FROM_CHOICE = {
    "human": "talk_to_human",
    "menu": "restart",
    "progress": "check_progress",
    "consent.yes": "affirm",
    "consent.no": "deny",
    "consent.read": "privacy_question",
    "confirm.yes": "affirm",
    "confirm.change": "deny",
    "confirm.look": "affirm",
    "address.show": "provide_details",
    "erase.yes": "affirm",
    "erase.no": "deny",
    "restart.yes": "restart",
    "restart.no": "deny",
}
_FROM_MENU_KEY = {
    "MENU_REQUEST": "request_document",
    "MENU_PROGRESS": "check_progress",
    "MENU_MATERIALS": "ask_required_materials",
    "MENU_HOURS": "ask_opening_hours",
    "MENU_CONTACT": "ask_location_contact",
    "MENU_HUMAN": "talk_to_human",
    "MENU_HELP": "ask_bot_identity",
    "MENU_PRIVACY": "privacy_question",
    "MENU_DONATE": "donate_archives",
    "MENU_VISIT": "book_visit",
}


@dataclass(frozen=True)
class Wish:
    """The main wish and the further ones, settled."""

    main: str
    also: tuple[str, ...] = ()
    sure: bool = True

    def has(self, *names: str) -> bool:
        """Whether any of these is wished."""
        return self.main in names or any(name in names for name in self.also)

    @property
    def questions(self) -> list[str]:
        """Questions to be answered, in order, small talk left out when there is something else."""
        asked = [name for name in dict.fromkeys((self.main, *self.also)) if name in ANSWERS]
        serious = [name for name in asked if name not in _SMALL_TALK]
        return serious or asked[:1]


def settle(turn: Turn, talk: Talk) -> Wish:
    """The wish of this turn."""
    tapped = _tapped(turn) or _at_once(turn, talk)
    if tapped:
        return Wish(tapped)
    nothing_more = talk.form is not None and talk.form.checking and turn.intent == "deny" and deciding.says_all(turn)
    if nothing_more or (talk.form is not None and told_again.asks(turn)):
        return Wish("go_on")
    taken_for = _beside_questions(turn, talk)
    main, also = meant.otherwise(turn, talk, *taken_for)
    sure = turn.confidence >= UNSURE or (main, also) != taken_for or after_filing.asks_code(turn, talk, main)
    if main == "talk_to_human" and _HELLO.fullmatch(turn.text.strip()):
        main, sure = "greet", True
    has_data = bool(usable_details(turn) or turn.items or turn.edits)
    if talk.form is not None and main == "cancel_request" and not turn.edits:
        # "没有就算了，继续刚才的成绩单", "那个我回头再整理，先把证明办了"
        if deciding.keeps_on(turn) or (_FIRST_THIS.search(turn.text) and not _GIVES_UP.search(turn.text)):
            main, sure = ("provide_details" if usable_details(turn) else "go_on"), True
        else:
            sure = sure and (turn.confidence >= _CERTAIN or bool(_DROPS.search(turn.text)))
    if talk.form is not None and has_data and not asks_of_the_other(turn, talk) and (not sure or _is_data(turn, main)):
        main = "provide_details" if main not in ("request_document", "correction", "modify_request") else main
        sure = True
    elif talk.form is None and not sure:
        main, sure = _unsure(turn, main)
    if talk.form is not None and main in _BESIDE_DETAILS and _tells_who(turn):
        main, also = "provide_details", tuple(name for name in also if name not in _BESIDE_DETAILS)
    if talk.form is not None and talk.form.checking and deciding.orders(turn) and not has_data:
        asked = spoken.heard(turn, "question") or (main in BY_WORD and BY_WORD[main].search(turn.text))
        also = tuple(name for name in (main, *also) if name in ANSWERS and (asked or name != main))
        main, sure = "affirm", True
    if talk.form is not None and not has_data:
        main, also, sure = _about_the_form(turn, main, also, sure=sure)
    if turn.expecting == "consent" and main != "affirm" and deciding.agrees_plainly(turn.text):
        main, also, sure = "affirm", (main, *also) if main in ANSWERS else also, True
    also = tuple(name for name in also if name not in BY_WORD or BY_WORD[name].search(turn.text))
    main, sure = of_a_filed_request(turn, talk, main, sure=sure)
    return Wish(main, also, sure)


def _at_once(turn: Turn, talk: Talk) -> str | None:
    """What is wished by its words alone, whatever else the message holds."""
    if spoken.heard(turn, "own_data"):
        return "own_data"
    if talk.form is not None and turn.intent in _ENDS_ONE and own_after_all.turns_out(turn, talk.form):
        return "provide_details" if usable_details(turn) or turn.items else "go_on"
    if talk.form is not None and earlier_one_stands(turn, talk):
        return "cancel_request"
    if talk.form is not None and put_aside.meant(turn, talk.form):
        return "request_document"
    own = talk.form is None or talk.form.track in ("self", "citizen")
    return "check_progress" if own and asks_of_anothers(turn) else None


_ENDS_ONE = frozenset({"cancel_request", "restart", "deny", "modify_request"})
"""What "不帮她办了，办我自己的" is taken for: another's request ends, one's own goes on."""


def _is_data(turn: Turn, main: str) -> bool:
    """What details make of a wish: small talk beside them is none, nor is a taking back that names nothing unwanted."""
    taken_back = main == "cancel_request" and bool(usable_details(turn)) and not _DROPS.search(turn.text)
    taken_back = taken_back or (main == "cancel_request" and bool(_FIRST_THIS.search(turn.text)))
    figures = bool(turn.edits) and main not in _OWN_WAY and not spoken.heard(turn, "question")
    unsaid = main in BY_WORD and not BY_WORD[main].search(turn.text)
    number = main == "delete_my_data" and turn.first("phone", "email") and not _OF_DATA.search(turn.text)
    return main in _DATA_LIKE or taken_back or figures or unsaid or bool(number)


_OF_DATA = re.compile(r"删|数据|信息|资料|隐私|记录|账[号户]|data|delete|account", re.IGNORECASE)
""" "那个号月底注销，留…": a number that goes out of use is none of these."""


#: 照片的事回头再说,先把成绩单办了: something else is put off, this goes on.
_FIRST_THIS = re.compile(
    r"先(?:把|办|弄|开|帮我)(?![^,，。]{0,8}(?:撤|取消|停|删))[^,，。]{0,12}(?:办|弄|开|填|成绩|证明|学籍)"
)
_OWN_WAY = frozenset(
    {"cancel_request", "restart", "talk_to_human", "delete_my_data", "check_progress", "urge_progress", "proxy_request"}
)
"""Wishes that stay what they are although the message also changes a row ("英文成绩单少一份" is no complaint)."""
_DROPS = re.compile(
    r"取消|撤|不(?:再)?(?:办|要|需|用|开|申请|想)|算了|作废|删|退|别|停|[去拿划减]掉"
    r"|cancel|withdraw|drop|don'?t|no longer|remove",
    re.IGNORECASE,
)


def _unsure(turn: Turn, main: str) -> tuple[str, bool]:
    """What opens a form although the classifier has no opinion: a paper, or the unit that writes."""
    if turn.items or WANTS_PAPERS.search(turn.text):
        return "request_document", True
    return ("provide_details", True) if "organization" in usable_details(turn) else (main, False)


def confirmed(turn: Turn, talk: Talk) -> Turn:
    """ "确认，另外取件要带学位证吗": what the question beside the order to file speaks of is no part of the list."""
    form = talk.form
    if (
        form is None
        or not form.checking
        or not deciding.CONFIRMS_AT_ONCE.match(turn.text)
        or not spoken.heard(turn, "question")
    ):
        return turn
    told = set(usable_details(turn)) - {"delivery_method", "date", "needed_by"}
    figures = any(item.get("copies") or item.get("language") for item in turn.items)
    return turn if told or figures or turn.edits else replace(turn, items=(), details=())


_CERTAIN = 0.75
"""A form is only given up at a word of giving up, or when the classifier is sure: what was filled in is lost."""
HOLD = "hold"
"""The wish of somebody who wants a moment before going on ("先别提交，我再想想")."""
_GIVES_UP = re.compile(
    r"取消|撤|(?<!办)不办|(?<!要)不要|(?<!弄)不弄|(?<!搞)不搞|不申请|算了|作废|删|cancel|withdraw|drop|forget it",
    re.IGNORECASE,
)


_IDLE = frozenset(
    "affirm deny provide_details correction cancel_request out_of_scope chitchat thanks greet goodbye".split()
)
"""What a classifier makes of such words; a wish of another kind beside them is the wish."""


def _wants_a_moment(turn: Turn, main: str, also: tuple[str, ...]) -> bool:
    asks = any(name in ANSWERS and name not in _SMALL_TALK for name in (main, *also))
    otherwise = (
        asks
        or tails.ends(turn.text) is not None
        or main not in _IDLE
        or spoken.heard(turn, "wrong")
        or _GIVES_UP.search(turn.text)
    )
    return turn.choice is None and not otherwise and spoken.heard(turn, "hesitates") and not deciding.orders(turn)


def _about_the_form(turn: Turn, main: str, also: tuple[str, ...], *, sure: bool) -> tuple[str, tuple[str, ...], bool]:
    """What a message without details says of the open form: wait a moment, away with it, on with it."""
    if _wants_a_moment(turn, main, also):
        return HOLD, (), True
    if main == "deny" and "cancel_request" in also:
        return "cancel_request", also, sure
    if deciding.goes_on(turn) and not (sure and main in _ENDING):
        return "affirm" if turn.expecting == "consent" else "go_on", also, True
    return main, also, sure


def _beside_questions(turn: Turn, talk: Talk) -> tuple[str, tuple[str, ...]]:
    """The classifier's wishes, with what a question about papers or delivery orders at the same time."""
    main, also = turn.intent, tuple(name for name in turn.also if name != turn.intent)
    if main == "talk_to_human" and _NO_HUMAN.search(turn.text):
        main = "provide_details" if usable_details(turn) or turn.items else "go_on"
    if talk.form is None:
        if turn.items and main == "donate_archives" and not BY_WORD[main].search(turn.text):
            main = "request_document"  # "复印一份裱起来当礼物": nothing is given to the archive
        if main in _MANNERS and any(item.get("document_type") and item.get("copies") for item in turn.items):
            main = "request_document"  # "哈喽！成绩单！英文！一份！": a paper and how many are more than a greeting
        ordered = main in _ASKED_WITH and turn.confidence >= UNSURE and _orders(turn, beside=main == "out_of_scope")
        return main, (*also, "request_document") if ordered else also
    says_way = main == "ask_delivery" and bool(usable_details(turn)) and not spoken.heard(turn, "question")
    return "provide_details" if says_way else main, also


_NO_HUMAN = re.compile(
    r"(?:不用|不要|不必|别|莫|不想|不需要|没说要)(?:给我|帮我)?(?:转|找|叫|接)?(?:人工|真人|客服|接线)"
    r"|(?:不|甭|别|懒得|不想|不用|不必)(?:再)?等(?:了|啦|老师|人工|客服|他们)|你(?:来|接着|继续|直接|先)+(?:给|帮)?我?(?:办|弄|填|登记)"
)
"""Who wants no person ("也不用转人工", "老师忙就不等了，你接着给我办") goes on with the assistant."""
_DATA_LIKE = frozenset({"chitchat", "greet", "thanks", "provide_details", "affirm", "ask_bot_identity"})


_MANNERS = frozenset({"greet", "chitchat", "ask_bot_identity"})
_ASKED_WITH = frozenset(
    "ask_fee ask_processing_time ask_required_materials ask_delivery complaint out_of_scope ask_document_not_held"
    " ask_bot_identity ask_personnel_file_transfer".split()
)
_WANTS = re.compile(
    r"(?:要|需要|想|申请|办|来|复印|调|开)[^，。？?]{0,12}[\d一二两三四五六七八九十２-９]\s*份"
    r"|i (?:need|want|would like)",
    re.IGNORECASE,
)


def _orders(turn: Turn, *, beside: bool) -> bool:
    """ "成绩单要英文的两份，多少钱": rows with figures are an order as well as a question.

    `beside`: the rest is nothing the archive does ("英文成绩单一份，顺便把分数改了"), so a row told whole stands alone.
    """
    told = [item for item in turn.items if item.get("document_type") and item.get("copies")]
    exact = any(item.get("language") and (beside or item["copies"] > 1) for item in told)
    return bool(told) and (exact or bool(_WANTS.search(turn.text)))


_ENDING = ("cancel_request", "restart", "delete_my_data")
_HELLO = re.compile(
    r"\W*(?:嗯|这个|那个|就是|您好|你好|请问|那)*\W*"
    r"(?:老师|有老师|有人)?(?:还)?在(?:吗|么|嘛|不在|不)\W*(?:老师)?\W*"
)
"""Knocking at the door: a greeting, not yet the wish for a person."""
_BESIDE_DETAILS = frozenset({"check_progress", "urge_progress", "talk_to_human"})
"""Wishes that a message full of identity details is sometimes taken for."""
_ASKS_STATE = re.compile(r"到哪|进度|办到|怎么样了|好了没|好没|审|查一?下|催|status|progress", re.IGNORECASE)
_CALLS = re.compile(r"人工|客服|真人|老师|接线|值班|\b(?:human|person|staff|agent|somebody)\b", re.IGNORECASE)


def _tells_who(turn: Turn) -> bool:
    """Whether the message gives identity details and names no request: it answers the form."""
    given = {detail.entity for detail in turn.details}
    facts = {"address", "email", "delivery_method", "enrollment_year", "graduation_year", "degree_level"}
    contact = bool(given & facts) and not spoken.heard(turn, "question") and not _ASKS_STATE.search(turn.text)
    identity = bool(given & {"name", "student_id", "id_number", "passport"})
    told = (identity or contact) and "request_code" not in given
    return told and not (turn.intent == "talk_to_human" and _CALLS.search(turn.text))


def _tapped(turn: Turn) -> str | None:
    if turn.kind == "event" and turn.event:
        return _FROM_MENU_KEY.get(str(turn.event.get("key")), "greet")
    if turn.choice is None:
        return None
    if turn.choice.startswith("doc."):
        return "request_document"
    if turn.choice.split(".")[0] in ("lang", "level", "relation", "way", "year"):
        return "provide_details"
    return _FROM_CHOICE.get(turn.choice)
