"""The words that decide: go on, file it, I agree, I do not. Whatever the classifier takes them for."""

import re

from actions.dialogue.turn import Turn

_GOES_ON = re.compile(
    r"^\W*(?:好的?|那|嗯|行|在的?|你好|您好|可以)?[，, ]*(?:我)?(?:继续|接着)"
    r"|(?:继续|接着)(?:办|填|弄|搞|来|申请|吧|刚才|上次)"
    r"|(?:回来|回到|先)(?:弄|办|填|搞|把)(?:我)?(?:自己|刚才|这份|原来)"
    r"|^\W*(?:go on|continue|carry on|resume)\b|\blet'?s (?:go on|continue|carry on)\b",
    re.IGNORECASE,
)


def goes_on(turn: Turn) -> bool:
    """ "继续", "接着办吧": back to the form, neither a new wish nor the order to file."""
    return turn.choice is None and bool(_GOES_ON.search(turn.text)) and not _ORDERS.search(turn.text)


_TAKES_BACK = re.compile(
    r"(?:申请|单子|那个|这个|那份|这份|编号|刚才|刚交|刚提交)[^，。]{0,8}(?:撤回|撤销|撤掉|撤了|作废)"
    r"|(?:把|想|要|帮我|给我|麻烦|请|确定|就)[^，。]{0,6}(?:撤回|撤销|撤掉|撤了)"
    r"|^\W*(?:是的?|对的?|好的?|嗯+|算了|那|还是|干脆)*\W*(?:确定|要|就|先|都)?(?:撤回|撤销|撤掉|撤了|撤吧)"
    r"|\b(?:withdraw|cancel) (?:it|my|the|this|that)\b",
    re.IGNORECASE,
)
_KEEPS = re.compile(
    r"不撤|别撤|不用撤|没撤|撤不|能不能撤|可以撤|怎么撤|撤[回销]?[吗么]|[?？]|被撤|消息|照片|图片|图|系|专业|学位被|学校|处分|学籍(?![卡表证])"
)


_KEEPS_ON = re.compile(
    r"(?:^|[，,。；;！!\s])[^，,。；;！!]{0,4}(?<![不别没莫])(?<!不[想用要能])(?<!没必要)(?<!没法)(?:继续|接着)(?!不)[^，,。；;！!]{0,12}$|(?:莫|别|不要|不用|不是要|没说要|没要|不想)(?:给我|帮我)?(?:取消|撤|停|删)"
    r"|(?<![不别没莫])(?<!不[想用要])(?:继续|接着|照常|还是)要?(?:办|弄|填)|don'?t cancel",
    re.IGNORECASE,
)


def keeps_on(turn: Turn) -> bool:
    """ "莫取消哈，我就问一下，要继续办的": the form stays."""
    return turn.choice is None and bool(_KEEPS_ON.search(turn.text))


def takes_back(turn: Turn) -> bool:
    """ "把刚才那个申请撤了": the order to withdraw, not a question about it."""
    return turn.choice is None and bool(_TAKES_BACK.search(turn.text)) and not _KEEPS.search(turn.text)


_CONFIRMS = re.compile(
    r"(?!.*(?:不(?!错)|别|没(?!有?问题|错)|等|稍后|待会|晚点|回头|再)[^，。,]{0,3}(?:确认|确定|提交))[^？?]{0,12}?"
    r"(?:确认|确定(?!一下|是|要)|提交吧|\bconfirm(?:ed)?\b)(?!.*[?？吗])",
    re.IGNORECASE,
)
"""The order to file at the head of a message, whatever hurry or small talk follows."""


def orders(turn: Turn) -> bool:
    """Whether the message is the order to file, whatever the classifier takes it for."""
    if turn.choice is not None:
        return False
    at_last = _CONFIRMS_AT_LAST.search(turn.text) and not _NOT_YET.search(turn.text)
    return bool(_CONFIRMS.match(turn.text) or CONFIRMS_AT_ONCE.match(turn.text) or at_last)


_NOT_YET = re.compile(
    r"别|先不|不要|不想|不确认|不提交|暂不|暂时不|(?:等|稍后|待会|晚点|回头)(?![^，,。；;]{0,8}(?:补|传|发|拍|寄))|[?？吗]|怎么|"
    r"\b(?:don'?t|do not|not|never|can'?t|cannot|how|what|when|why|before|should)\b",
    re.IGNORECASE,
)
"""Words that make the last clause of a message no order ("please don't confirm", "how do I confirm")."""
_ORDERS = re.compile(r"确认|提交|没问题|都对|confirm|file it|submit", re.IGNORECASE)


_AGREES_AT_LAST = re.compile(r"(?<!不)(?:同意|i agree)(?:了|的|吧)?\W*$", re.IGNORECASE)


_MUST_ONE = re.compile(
    r"(?:得|要|必须|非要|非得|一定要|不)同意(?:了)?才|同意(?:了|的话)?[吗么?？]|do i (?:have|need) to agree",
    re.IGNORECASE,
)
"""Asking whether one must agree is not yet agreeing."""


def agrees_plainly(text: str) -> bool:
    """ "同意，但是存多久" and "只是核对身份啊，那我同意" agree, whatever else they speak of."""
    if _MUST_ONE.search(text):
        return False
    if _AGREES.match(text) and not _REFUSES.search(text):
        return True
    return bool(_AGREES_AT_LAST.search(text)) and not _REFUSES.search(text) and not text.rstrip().endswith(("?", "？"))


def only_consents(turn: Turn) -> bool:
    """ "同意" answers the question of consent alone; filing is ordered by "确认" or another yes to the list."""
    if turn.choice:
        return turn.choice in ("consent.yes", "confirm.look")
    return bool(_AGREES.match(turn.text)) and not _ORDERS.search(turn.text)


_REFUSES = re.compile(
    r"不同意(?!(?:你|您)?们?(?:也|就|又|还)?(?:不干|能|行|咋|怎|的话))|不愿意|不授权"
    r"|don'?t agree|disagree|do not agree",
    re.IGNORECASE,
)


def refuses(turn: Turn) -> bool:
    """Whether a no is one to the use of the details, wherever it is said."""
    return turn.choice is None and bool(_REFUSES.search(turn.text))


_CONFIRMS_AT_LAST = re.compile(
    r"(?:^|[，,。！!；;：:\n])\s*(?:好的?|那|嗯+|都|全部?)*(?:对的?|没问题|没错|无误|是的?|就这样|就按这个|可以|行)?[，,。\s]*"
    r"(?:(?:please )?(?:确认|提交|confirm|submit(?: it)?(?: please)?)(?:提交|无误| and submit)?"
    r"|就?(?:这么|这样|照这个|按这个)(?:交|报|办|定))(?:了|吧|的|哈|嘛|一下)?[\s。.！!~～]*$",
    re.IGNORECASE,
)
"""The order to file at the end of a message, in a clause of its own."""
CONFIRMS_AT_ONCE = re.compile(
    r"^\W*(?:好的?|对的?|嗯+|是的?|行|都对|没错|没问题|ok)?\W*(?:确认(?:提交|无误)?|提交吧?|confirm(?:ed)?)(?:了|的|吧)?(?=[，,。.！!；;、~\s])(?!\s*[?？])",
    re.IGNORECASE,
)

_AGREES = re.compile(
    r"(?:嗯+|哦+|好的?|好嘛|行|要得|(?:中|得|成)(?=[，, ])|可以|那|我|当然|yes|ok(?:ay)?|sure|fine)?"
    r"[，,. ]*(?:同意|i agree|agree\b|agreed)",
    re.IGNORECASE,
)
"""An agreement at the head of a message that goes on about something else."""
