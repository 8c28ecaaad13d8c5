"""What a message is for a request that waits: does it tell something, is it all, is there more."""

import re

from actions.dialogue import changing, spoken
from actions.dialogue.turn import Turn, usable_details
from actions.dialogue.wish import FORM_WISHES, Wish

_SHORTEST = 4

_DONE = re.compile(
    r"\W*(?:我|都|已经?|全部?|照片|图片|材料|资料|东西|嗯|好的?|那|就|可以)*"
    r"(?:(?:发|传|补|交|拍|弄|上传|提交|发送)?(?:完|好|齐|全|过去)(?:了|啦)|(?:都|全|已经?)?(?:发|传|补|交|上传|提交)(?:了|吧)"
    r"|没有?(?:别的|其他的?|其它的?|更多)?了|没(?:别|其他|其它)的了?|(?:这些|这样|这么多|这几张|这张)(?:了|吧|就行|就可以)*"
    r"|that'?s (?:all|it|everything)|(?:i'?m |all )?(?:done|sent|finished)|(?:no|nothing) more|everything is sent)"
    r"(?:啦|哦|吧|哈|的)*\W*(?:谢谢\w*|辛苦\w*|老师|thanks?|thank you)?\W*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\W*(?:我|嗯|好的?|先|再)*(?:还有|还没|没(?:有)?(?:发|传|拍)完|等|稍等|马上|接着|继续|再发|后面"
    r"|there(?:'s| is) more|more|wait)"
    r"(?:[一两几些点个张下会儿我没发拍传找要还有完继续接着再来马上呢的吧了，,。!！\s]"
    r"|照片|图片|材料|其他|别的|coming|to come)*",
    re.IGNORECASE,
)
_NO = re.compile(r"\W*(?:不是|不对|不用|no\b|not\b)", re.IGNORECASE)
_CUE = re.compile(r"补充|补交|补一下|补上|补发|补的|补给|supplement|additional|in addition", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"\W*(?:我|来|想|要|是|现在|怎么|把)*补(?:充|交|一下|上|发)?(?:一下|一些|点)?(?:材料|资料|信息|说明|东西|内容)?(?:的|了|吧)?\W*"
)
_ORDERS = re.compile(r"要|申请|办理|想办|开一?[份个张]|来一?份|\b(?:need|want|apply|order|would like)\b", re.IGNORECASE)
_OTHERWISE = frozenset(
    "talk_to_human restart cancel_request delete_my_data check_progress urge_progress greet thanks goodbye".split()
)
"""Wishes of their own, whatever waits."""


def gives(turn: Turn, wish: Wish) -> bool:
    """Whether a message tells something and wants nothing of its own: no paper, no progress, no answer."""
    if spoken.heard(turn, "question") or spoken.heard(turn, "as_before") or _new_wish(turn, wish):
        return False
    if wish.sure and wish.main in _OTHERWISE:
        return False
    if _CUE.search(turn.text):
        return True
    if wish.sure and wish.main not in FORM_WISHES and set(wish.questions) - {"chitchat"}:
        return False
    if wish.main == "modify_request":
        return changing.about_the_person(turn)
    return bool(usable_details(turn) or turn.items or turn.edits)


def _new_wish(turn: Turn, wish: Wish) -> bool:
    """Whether another request is meant."""
    named = [item for item in turn.items if item.get("document_type")]
    if named and (any(item.get("copies") for item in named) or _ORDERS.search(turn.text)):
        return True
    if _CUE.search(turn.text):
        return False
    if not (wish.sure and wish.has(*FORM_WISHES)):
        return False  # "毕业证编号是..." tells a number, whatever paper stands beside it
    if named or wish.main in ("proxy_request", "employer_verification"):
        return True
    if turn.items and not any(item.get("copies") for item in turn.items):
        return False  # "要英文的" answers a question
    return bool(_ORDERS.search(turn.text)) or not usable_details(turn)


def free(turn: Turn, wish: Wish) -> bool:
    """Words of no other meaning, while they are waited for."""
    unclear = not wish.sure or wish.main in ("out_of_scope", "provide_details", "correction")
    heard = spoken.heard(turn, "question") or spoken.heard(turn, "abuse") or _new_wish(turn, wish)
    return unclear and not heard and len(turn.text.strip()) >= 2


def orders_paper(turn: Turn) -> bool:
    """Whether a paper is ordered."""
    return bool(_ORDERS.search(turn.text)) and any(item.get("document_type") for item in turn.items)


def strange(turn: Turn, wish: Wish) -> bool:
    """Words that nothing could be made of, and that may be meant for a request for all that."""
    heard = any(spoken.heard(turn, kind) for kind in ("question", "abuse", "what_now"))
    small = wish.sure and wish.main in ("affirm", "deny", "greet", "thanks", "goodbye", "chitchat")
    return turn.kind == "text" and not turn.choice and not heard and not small and len(turn.text.strip()) >= _SHORTEST


def is_all(turn: Turn) -> bool:
    """ "发完了", "没有了", "就这些": nothing more is coming."""
    return bool(_DONE.fullmatch(turn.text)) and not spoken.heard(turn, "question")


def has_more(turn: Turn) -> bool:
    """ "还有", "等一下": more is coming."""
    return bool(_MORE.fullmatch(turn.text))


def adds(turn: Turn) -> bool:
    """ "补充：我是化学系的": said to go with what was asked for before."""
    return bool(_CUE.search(turn.text))


def for_another(turn: Turn, wish: Wish) -> bool:
    """ "不是，我想再办一份毕业证明": it is for a new request."""
    return bool(_NO.match(turn.text)) and _new_wish(turn, wish)


def announces(turn: Turn) -> bool:
    """ "我要补充材料" tells nothing yet."""
    return bool(_ANNOUNCED.fullmatch(turn.text))
