"""What a message means although it was taken for something else: a few words settle it."""

import re

from actions.dialogue import after_filing, deciding, spoken, told_again
from actions.dialogue.say import Say, say
from actions.dialogue.state import Form, Talk
from actions.dialogue.things import cancelled_things
from actions.dialogue.turn import Turn, usable_details

Meant = tuple[str, tuple[str, ...]]

_NOT_HELD = frozenset({"ask_document_not_held", "ask_personnel_file_transfer"})
_SMALL = frozenset({"out_of_scope", "chitchat", "greet", "goodbye"})
_FIRST_PERSON = re.compile(
    r"(?<!给)(?<!帮)我(?:是|叫|当年|那时|们?\w{0,3}[级届])|本人|俺是|\bi(?:'m| am| was)\b|\bmy name\b", re.IGNORECASE
)
_STATE = frozenset({"check_progress", "urge_progress"})


def otherwise(turn: Turn, talk: Talk, main: str, also: tuple[str, ...]) -> Meant:
    """The wish and the further ones, where the words say otherwise than the classifier."""
    if turn.choice is not None or turn.kind != "text":
        return main, also
    if main == "restart" and talk.form is not None:
        return _restart_or_less(turn), also
    if main == "delete_my_data" and talk.form is not None and told_again.wanted(turn):
        return "go_on", also  # "清单再发一遍，刚手滑删了"
    filed = after_filing.otherwise(turn, talk, main, also) if talk.last_filed is not None else None
    return filed or _by_its_words(turn, talk, main, also)


def _by_its_words(turn: Turn, talk: Talk, main: str, also: tuple[str, ...]) -> Meant:
    if _denies_what_is_elsewhere(turn):
        if main in _NOT_HELD | {"employer_verification", "out_of_scope", "correction", "deny"}:
            return "request_document", tuple(name for name in also if name not in _NOT_HELD)
        return main, tuple(name for name in also if name not in _NOT_HELD)
    if main == "deny" and talk.form is not None and _no_refusal(turn, talk.form):
        return "go_on", also
    if main in ("cancel_request", "deny") and cancelled_things(turn):
        instead = "modify_request" if talk.form is None else "correction"
        return instead, tuple(name for name in also if name not in ("cancel_request", "request_document"))
    if talk.form is not None and main in ("book_visit", "cancel_request") and visit_off(turn):
        return "go_on", tuple(name for name in also if name not in ("book_visit", "cancel_request", "modify_request"))
    if talk.form is not None and papers_follow(turn) and not deciding.orders(turn):
        said_so = ("upload_attachment_question", "ask_required_materials", "employer_verification", "proxy_request")
        beside = tuple(name for name in also if name not in said_so)
        return ("provide_details" if main in (*said_so, "ask_delivery", "out_of_scope") else main), beside
    if talk.form is None and talk.last_filed is not None and papers_follow(turn) and _MAY_FOLLOW.search(turn.text):
        return "go_on", ()
    if main == "donate_archives" and brings_papers(turn):
        return "ask_opening_hours", tuple(name for name in also if name not in ("donate_archives", "ask_opening_hours"))
    small = main in _SMALL and _FIRST_PERSON.search(turn.text) and not _ASKS.search(turn.text)
    if talk.form is None and (main in _STATE or small) and _only_introduces(turn, talk):
        return "provide_details", tuple(name for name in also if name not in _STATE)
    return main, also


_PARTS = ("address", "phone", "name", "student_id", "id_number", "email", "year")


def _restart_or_less(turn: Turn) -> str:
    """ "地址你再念一遍" asks to hear again, "电话重新写一下" puts one detail right: neither begins anew."""
    if spoken.heard(turn, "starts_over"):
        return "restart"
    if told_again.wanted(turn):
        return "go_on"
    return "correction" if any(spoken.heard(turn, part) for part in _PARTS) else "restart"


_NOTHING_WRONG = re.compile(
    r"没(?:有|得)?(?:其[他它余]|别的|啥|什么|哪里|任何|再)*(?:问题|毛病|差错|要改|不对|意见|错)(?:的|了|地方)*"
    r"|\b(?:nothing|no) (?:else|other|more|further)?\s*(?:is )?(?:wrong|problems?|changes?|issues?)\b",
    re.IGNORECASE,
)
""" "没有其他问题了": no word against the list, and not yet the order to file it."""


def _no_refusal(turn: Turn, form: Form) -> bool:
    """ "没有其他问题了", "没什么不同意": neither a refusal, nor consent or an order in plain words."""
    return deciding.denies_refusing(turn) or (form.checking and bool(_NOTHING_WRONG.search(turn.text)))


def _denies_what_is_elsewhere(turn: Turn) -> bool:
    """ "不是人事档案袋，是当年那张学籍卡": the paper that is named instead is asked for."""
    denied = any(one.denied and one.value == "personnel_file" for one in turn.details if one.entity == "document_type")
    named = {item.get("document_type") for item in turn.items} - {None, "personnel_file", "other"}
    return denied and bool(named)


def papers_follow(turn: Turn) -> bool:
    """ "公函、授权书，盖好章下周发来": papers are promised, nothing is asked."""
    asks = spoken.heard(turn, "question") and not _MAY_FOLLOW.search(turn.text)
    return spoken.heard(turn, "papers_later") and not asks


_MAY_FOLLOW = re.compile(
    r"(?:补|发|传|拍|交|送|给)[^，,。？?]{0,6}[，,]?(?:可不可以|行不行|(?:行|可以|成|好|来得及|没(?:有)?(?:问题|关系|事)|不?要紧)(?:不|吗|么|吧))\W*$"
    r"|(?:能|可以|可不可以|能不能)[^，,。？?]{0,8}(?:后|再|以后|之后|随后)补[^，,。？?]{0,4}$"
)
"""Asking leave to send papers later ("到了再补行吗")."""
_PAPERS = r"(?:材料|公函|介绍信|授权书|委托书|证件|原件|复印件|申请表|身份证|手续)"
_BRINGS = re.compile(
    rf"{_PAPERS}[^，,。]{{0,6}}(?:送|拿|带|交)(?:过去|过来|去|来|到)|(?:送|拿|带|交)[^，,。]{{0,4}}{_PAPERS}(?:过去|过来|去|来|到)?"
)
_GIFT = re.compile(r"捐|赠|征集|借展|收藏|移交|老照片|校史|纪念|送给|交给")


def brings_papers(turn: Turn) -> bool:
    """ "周末把材料送过去，有人收吗": one's own papers brought by hand, and nothing given away."""
    return bool(_BRINGS.search(turn.text)) and not _GIFT.search(turn.text)


def first_words(turn: Turn, talk: Talk, main: str) -> list[Say]:
    """What is said to a message whatever else it holds."""
    said = [say("answer.as_recorded")] if spoken.heard(turn, "tamper") else []
    if main == "go_on" and visit_off(turn):
        said.append(say("visit.off"))
    if talk.form is not None and papers_follow(turn):
        said.append(say("papers.later"))
    elif main == "go_on" and talk.last_filed is not None and papers_follow(turn):
        said.append(say("papers.later_filed", code=talk.last_filed["code"]))
    if main == "ask_opening_hours" and brings_papers(turn):
        said.append(say("papers.by_hand"))
    if talk.form is not None and talk.form.checking and _NOT_TO_BE_FILED.search(turn.text):
        said.append(say("wait.not_filed"))
    return said


_NOT_TO_BE_FILED = re.compile(
    r"先(?:别|不要?|莫)(?:急着|忙着?|给我|帮我)?(?:提交|交(?![费钱])|递交)"
    r"|(?:don'?t|do not) (?:submit|file)(?: it)? yet",
    re.IGNORECASE,
)
_VISIT_OFF = re.compile(
    r"(?:不|先不|暂不|不想|不用)(?:预)?约(?:了|啦|吧|$)|取消预约|预约[^,，。]{0,4}(?:取消|算了|不用|不要)"
    r"|(?:参观|来馆|到馆|看展)[^,，。]{0,6}(?:算了|取消|不去|不来)|(?:^|[，,。])(?:我)?(?:不[来去](?:看|参观)?了|[来去]不[了成])"
    r"|\b(?:cancel|drop|forget) (?:the |my )?(?:visit|appointment)\b",
    re.IGNORECASE,
)


def visit_off(turn: Turn) -> bool:
    """ "算了不约了，来不了": the visit is dropped, whatever is being filled in goes on."""
    return bool(_VISIT_OFF.search(turn.text)) and not _ASKS.search(turn.text)


_ASKS = re.compile(r"[?？吗]|怎么|能不能|可以不")
_STATE_WORDS = re.compile(
    r"到哪|进度|办到|怎么样了|好了[没吗]|好没|审|查一?下|催|多久|什么时候|几时|何时|寄[了出]|赶|加急|抓紧|尽快|急[用需着]|快[点些]"
    r"|status|progress|hurry|urgent|asap|when",
    re.IGNORECASE,
)
_WHO = frozenset({"name", "enrollment_year", "graduation_year", "degree_level", "department", "major", "student_id"})


def _only_introduces(turn: Turn, talk: Talk) -> bool:
    """ "我是七八级的老学生，打字慢，你别急": tells who writes, and asks for no state of anything."""
    told = _WHO & set(usable_details(turn))
    return bool(told) and talk.last_filed is None and not turn.first("request_code") and not asks_state(turn)


def asks_state(turn: Turn) -> bool:
    """Whether a word of how far something is stands in the message, or one of hurry."""
    return bool(_STATE_WORDS.search(turn.text))
