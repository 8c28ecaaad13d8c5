"""What a message means when a request was filed a while ago, where its words say otherwise than the classifier."""

import re

from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn, usable_details

Meant = tuple[str, tuple[str, ...]]


def otherwise(turn: Turn, talk: Talk, main: str, also: tuple[str, ...]) -> Meant | None:
    """The wish and the further ones; None when nothing of this kind is said."""
    if asks_code(turn, talk, main):
        return "check_progress", tuple(name for name in also if name not in ("check_progress", *_NO_STATE))
    if talk.form is not None:
        return None
    if main == "modify_request" and _LEAVES_IT.search(turn.text) and not _news(turn):
        return "goodbye", ()
    if main not in _ENDING and _only_found(turn):
        return "cancel_request", ()
    puts_right = main in _NEW and (_only_of_the_seal(turn, talk) or _changes_the_filed_one(turn))
    if puts_right or (main not in _ENDING and _another_detail(turn, talk)):
        return "modify_request", tuple(name for name in also if name not in ("modify_request", "request_document"))
    return None


_THE_FILED_ONE = re.compile(
    r"(?:刚|刚刚|刚才|已经|昨天|前天|之前|上次|前面|上面)[^，,。]{0,3}(?:提交|交|申请|办|下单|报)(?:上去)?(?:了)?的"
    r"|(?:那|这)个申请(?:的|里的|里)?[^，,。]{0,6}(?:改|加|减)|(?:提交|交|报)(?:上去|了)的?(?:那|这)"
)
_CHANGED = re.compile(
    r"改成|改为|换成|变成|加到|减到|改(?=\s*[一二两三四五六七八九\d])|不够|多了|\b(?:change|make)\b", re.IGNORECASE
)
""" "刚交的那个学历证明，一份不够，改成三份": what was filed changes, nothing is ordered anew."""


def asks_code(turn: Turn, talk: Talk, main: str) -> bool:
    """ "编号再发我一次": the code of what was filed is asked for, and nothing else is to happen."""
    named = any(item.get("document_type") for item in turn.items)
    ending = main in _ENDING and not (main == "talk_to_human" and not _CALLS.search(turn.text))
    return talk.last_filed is not None and not ending and not named and bool(_ASKS_CODE.search(turn.text))


_ADDS_TO_IT = re.compile(
    r"(?:加|添|补|并|放|算)(?:在|到|进|入|上)[^，,。]{0,8}(?:申请|单子|那单|订单)"
    r"|\b(?:add|put|include)\b[^.?!]{0,60}? (?:to|in|into|with) (?:the|that|my|this)(?: [a-z]+){0,3}?"
    r" (?:request|order|application)\b",
    re.IGNORECASE,
)
_CALLS = re.compile(r"人工|客服|真人|老师|接线|值班|\b(?:human|person|staff|agent)\b", re.IGNORECASE)


def adds_to_it(turn: Turn) -> bool:
    """ "再要一份毕业证明，就加在刚才那个申请里": a paper for the request that stands filed."""
    return any(item.get("document_type") for item in turn.items) and bool(_ADDS_TO_IT.search(turn.text))


def _changes_the_filed_one(turn: Turn) -> bool:
    """ "刚交的那个改成三份", "再要一份毕业证明，就加在刚才那个申请里": the request that stands filed is meant."""
    if adds_to_it(turn):
        return True
    return bool(turn.edits) and bool(_CHANGED.search(turn.text)) and bool(_THE_FILED_ONE.search(turn.text))


def _another_detail(turn: Turn, talk: Talk) -> bool:
    """ "刚交的那个，我号码下周停机，电话换成…": a detail of what was filed changes, whatever days it speaks of."""
    told = {one.entity for one in turn.details if not one.denied and not one.problem} & _DETAILS
    papers = any(item.get("document_type") for item in turn.items)
    changed = bool(told) and not papers and bool(_CHANGED.search(turn.text))
    return talk.last_filed is not None and talk.question is None and changed and not _ASKED.search(turn.text)


_DETAILS = frozenset({"phone", "landline", "address", "email", "delivery_method"})
_ASKED = re.compile(r"[?？]|[吗么]\W*$|能不能|可不可以|怎么")
_NEW = frozenset({"request_document", "provide_details", "correction", "out_of_scope", "deny", "affirm"})
_NO_STATE = frozenset({"upload_attachment_question", "out_of_scope", "chitchat", "ask_required_materials"})
_ENDING = frozenset({"cancel_request", "delete_my_data", "talk_to_human"})
_ASKS_CODE = re.compile(
    r"(?:再|重新)(?:给我|帮我|跟我)?(?:发|说|报|念|告诉)[^，,。]{0,6}(?<!快递)(?<!运单)(?:编号|申请号)"
    r"|(?<!快递)(?<!运单)(?:编号|申请号)(?:呢|[^。]{0,8}(?:多少|来着|存一?下|记一?下)|[^，,。]{0,6}(?:发|说|报|念|告诉|给)|[^。]{0,12}(?:再|重新)[^，,。]{0,3}(?:发|说|报|念|给|看))"
    r"|(?:几|两|三|一共|所有|全部)[^，,。]{0,4}申请[^。]{0,6}(?:都在|在不在|在吗|还在|都交)"
    r"|(?:发|说|报|告诉|给)(?:我)?(?:一?下|一遍)?(?:我的)?(?:申请)?编号"
    r"|(?:忘|没记|没存|没截|弄丢|找不到)[^，,。]{0,6}(?:编号|申请号)|(?:编号|申请号)[^，,。]{0,4}(?:是?多少|忘|没记|没存|丢|找不到)"
    r"|\b(?:re-?send|send|tell|give|what(?:'s| is| was)|lost|forgot)\b[^.?]{0,16}"
    r"\b(?:request|reference|application) (?:code|number|no)\b",
    re.IGNORECASE,
)
"""Asking for the code of one's request again."""


_LEAVES_IT = re.compile(
    r"(?:都|先|就)?(?:不(?:用|需要|想|再)?改了?|不变|不动)(?:了|啦|吧)?(?=[,，。!！\s]|$)|等(?:通知|消息|你们)"
    r"|\bno changes?\b",
    re.IGNORECASE,
)
""" "两个都不改，等通知": nothing of what was filed is to change."""


def _news(turn: Turn) -> bool:
    return bool(usable_details(turn) or turn.items or turn.edits or turn.first("request_code"))


_FOUND = re.compile(
    r"(?:找|翻|寻)(?:到|着|见|出来)了?(?:[,，。!！\s哈啊呀哦]|$)"
    r"|(?:has|have|'ve) (?:turned up|been found|found)|found (?:it|my)",
    re.IGNORECASE,
)


def _only_found(turn: Turn) -> bool:
    """ "跟你们说一声，结婚证翻到了" after filing: no order of it; whether the request is still needed is asked."""
    named = any(item.get("document_type") for item in turn.items)
    counted = any(item.get("copies") for item in turn.items)
    return named and not counted and bool(_FOUND.search(turn.text))


def _only_of_the_seal(turn: Turn, talk: Talk) -> bool:
    """ "密封一下" when a request was just filed: how it is to be made, no paper of its own."""
    keys = ("document_type", "language", "copies")
    bare = bool(turn.items) and not any(item.get(key) for item in turn.items for key in keys)
    return bare and talk.question is None and not usable_details(turn)
