"""Whether a message is about a request that is filed already, or about the open form."""

import re

from actions.dialogue import asked_back, deciding, pieces
from actions.dialogue.after_filing import adds_to_it
from actions.dialogue.meant import asks_state
from actions.dialogue.state import Talk
from actions.dialogue.things import cancelled_things
from actions.dialogue.turn import Turn, usable_details

_OTHER_ONE = re.compile(
    r"(?:昨天|前天|上周|上次|之前|先前|刚才|已经)[^，,。？?]{0,4}(?:那|交|申请|办)[^，,。？?]{0,10}(?:到哪|审|好了|寄|进度|批)[^，,。]{0,6}[吗没么？?]?"
)


def asks_of_the_other(turn: Turn, talk: Talk) -> bool:
    """ "昨天那个成绩单审了吗" beside an open form: of the request that is filed, no row of this one."""
    return turn.intent == "check_progress" and talk.last_filed is not None and bool(_OTHER_ONE.search(turn.text))


def of_a_filed_request(turn: Turn, talk: Talk, main: str, *, sure: bool) -> tuple[str, bool]:
    """Whether the message is about a request that is filed already, or about the open form."""
    if _asks_of_a_code(turn, talk, main):
        return "check_progress", True
    if main == "modify_request" and talk.form is not None and turn.first("request_code") is None:
        return "correction", sure
    if talk.form is None and main in _OF_THE_OLD_ONE and wants_a_new_one(turn):
        return "request_document", True
    if talk.form is None and main in _NO_OPINION | {"request_document"} and just_changed(talk) and echoes(turn):
        return "modify_request", True
    if talk.form is None and talk.last_filed is not None and main in _NO_OPINION and _asks_of_its_rows(turn):
        return "check_progress", True
    if talk.form is None and talk.last_filed is None and _orders_one(turn, main):
        return "request_document", True
    if talk.form is None and talk.last_filed is not None and main in _NO_OPINION and pieces.told(turn):
        return "modify_request", True
    open_to_it = main in _NO_OPINION or main == "cancel_request" or not sure or "cancel_request" in turn.also
    bare = talk.last_filed is not None and not any(item.get("document_type") for item in turn.items)
    ordered = any(item.get("copies") for item in turn.items)  # "学籍证明想撤回" orders none, whatever it is taken for
    bare = bare or (talk.last_filed is not None and not ordered)
    if talk.form is None and (open_to_it or bare) and deciding.takes_back(turn) and not cancelled_things(turn):
        return "cancel_request", True
    if talk.form is None and talk.last_filed is not None and off_the_list(turn):
        return "cancel_request", True
    if main == "restart" and talk.form is None and any(item.get("document_type") for item in turn.items):
        return "request_document", True  # "重新申请一个，中文学位证明一份"
    if main == "correction" and talk.form is None and talk.last_filed is not None:
        return "modify_request", sure
    return main, sure


_A_NEW_ONE = re.compile(
    r"(?<!不要)(?<!不是)(?<!不用)(?<!别)(?:新的?|另一?个|第二个)申请(?!人)"
    r"|(?:单独|另外|另|重新|再)(?:再|给我|帮我)*(?:办|开|申请|提交?|交|下|弄)(?:一)?(?:个|单)(?:新的?)?(?:申请|单)"
    r"|单独(?:再)?(?:办|开|申请)|\b(?:new|separate|another|second) (?:request|application|order)\b",
    re.IGNORECASE,
)


_OF_THE_OLD_ONE = frozenset({"modify_request", "correction", "cancel_request"})
_GIVES_BACK = re.compile(r"撤|取消|不(?:要|办|用)|作废|withdraw|cancel", re.IGNORECASE)


def wants_a_new_one(turn: Turn) -> bool:
    """ "再另外办一个新的申请：学位证明一份": a request of its own, no row of the one filed before."""
    if adds_to_it(turn):
        return False
    new = bool(_A_NEW_ONE.search(turn.text)) and not _GIVES_BACK.search(turn.text)
    also_wants = bool(_WANTS_INSTEAD.search(turn.text))
    return (new or also_wants) and any(item.get("document_type") for item in turn.items)


_WANTS_INSTEAD = re.compile(
    r"(?:另外|改|还是|不如|干脆|我就|那就|那(?![个份]))[^，,。]{0,4}(?:要|办|开|申请|来|复印)[^，,。]{0,3}[一二两三四五六\d]\s*份"
)
""" "报到证不弄了。我另外要一份录取名册": one thing is dropped, another is ordered."""


def _asks_of_its_rows(turn: Turn) -> bool:
    """ "一张纸上中文英文都有吧？" after filing: what was filed is told, and nothing of it changes."""
    named = any(item.get("document_type") for item in turn.items)
    bare = not named and not usable_details(turn)
    return bare and (asked_back.fears(turn) or (bool(turn.items or turn.edits) and asked_back.asks_back(turn)))


def earlier_one_stands(turn: Turn, talk: Talk) -> bool:
    """ "前天办过了，不用再登记，就按那份来": what is filed is enough, the open form is not wanted."""
    told = _DONE_BEFORE.search(turn.text) or _BY_THAT_ONE.search(turn.text)
    bare = talk.last_filed is not None and turn.choice is None and not usable_details(turn)
    return bare and bool(told) and bool(_NOT_AGAIN.search(turn.text))


_DONE_BEFORE = re.compile(
    r"(?:办|交|申请|登记|提交|弄|报)过(?:了|一[次份回]|的)?|\balready (?:filed|applied|ordered)\b", re.I
)
_BY_THAT_ONE = re.compile(r"按[^，,。；;]{0,8}(?:那|上)(?:一)?[份个次](?:来|办|算|走|就)")
_NOT_AGAIN = re.compile(
    r"(?:不用|不必|别|不要|无需|用不着|不)(?:再|重复|重新)+(?:登记|办|交|申请|填|提交|弄)"
    r"|no need to (?:file|apply|order)[^.?!]{0,12}again",
    re.IGNORECASE,
)
_ANGRY = frozenset({"urge_progress", "complaint"})
""" "招工表！就一张招工表！跑了半年了！": where nothing is filed, anger urges nothing; the paper is what is wanted."""


def _orders_one(turn: Turn, main: str) -> bool:
    """ "看来上次没交成。那重新办，中文成绩单一份": papers with their figures are an order."""
    ordered = any(item.get("document_type") and item.get("copies") for item in turn.items)
    return ordered and (main in ("check_progress", "restart") or (main in _ANGRY and not asks_state(turn)))


def just_changed(talk: Talk) -> str | None:
    """The code of the request whose change was the last thing said."""
    says = talk.last["says"] if talk.last else ()
    return next((str(one["with"]["code"]) for one in says if one["say"] in _CHANGED), None)


_CHANGED = frozenset({"modify.done", "modify.as_done"})
_SAID_AGAIN = re.compile(
    r"^\W*(?:yes|yeah|yep|ok(?:ay)?|right|correct|exactly|对|是|嗯|好|没错|行|就(?:是|要|这))", re.IGNORECASE
)


def echoes(turn: Turn) -> bool:
    """ "Yes, 2 copies": what was just done, said once more; it names no paper and nobody."""
    named = any(item.get("document_type") for item in turn.items)
    bare = bool(turn.items or turn.edits) and not named and not usable_details(turn)
    return bare and turn.choice is None and bool(_SAID_AGAIN.search(turn.text))


_OFF_THE_LIST = re.compile(
    r"(?:从|在)[^，,。]{0,6}(?:单子|申请|清单|订单|那单)[里上]?[^，,。]{0,6}(?:拿掉|去掉|删|划掉|取消)|(?:只|就)(?:去掉|拿掉|删掉|划掉)"
    r"|^\W*(?:是的?|对的?|嗯|好的?)[，,\s]*(?:去掉|拿掉|删掉|划掉)"
)


def off_the_list(turn: Turn) -> bool:
    """ "毕业证明那份用不着，帮我从单子里拿掉": a row of a filed request is to go."""
    return bool(_OFF_THE_LIST.search(turn.text))


_NO_OPINION = frozenset(
    {
        "affirm",
        "goodbye",
        "deny",
        "out_of_scope",
        "chitchat",
        "provide_details",
        "correction",
        "modify_request",
        "thanks",
    }
)
"""What "是的，确定撤回" is taken for when nothing is open."""


def _asks_of_a_code(turn: Turn, talk: Talk, main: str) -> bool:
    """Whether a message with a request's code and no wish of its own asks how that request is going."""
    bare = main in ("correction", "provide_details", "out_of_scope", "affirm")
    if talk.form is not None:
        bare = (bare or main in ("deny", "chitchat", "privacy_question")) and not usable_details(turn)
    return bare and _names_request(turn)


def _names_request(turn: Turn) -> bool:
    """Whether the message names a request by its code and little else."""
    return any(detail.entity == "request_code" for detail in turn.details) and not turn.items
