"""The words that decide: go on, file it, I agree, I do not. Whatever the classifier takes them for."""

import re

from actions.dialogue.kin import THEM
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


_ALL = re.compile(
    r"\W*(?:好的?|嗯|行)?\W*(?:没有?(?:什么)?(?:别的|其他的?|其它的?|更多)(?:要[改加说]的?)?[了啦]?|就(?:这些|这样|这么多)[了吧]?)"
    r"(?:[，,。\s]*(?:就(?:这些|这样|这么多)|没有?(?:别的|其他的?)?)[了吧啦]?)*\W*|\W*(?:that'?s all|nothing else)\W*",
    re.IGNORECASE,
)


def says_all(turn: Turn) -> bool:
    """ "没别的了，就这些": nothing is to be added; the list stands, and waits for its word."""
    return turn.choice is None and bool(_ALL.fullmatch(turn.text))


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
    r"(?:^|[，,。；;！!\s])[^，,。；;！!]{0,4}(?<![不别没莫])(?<!不[想用要能])(?<!没必要)(?<!没法)(?:继续|接着)(?!不)[^，,。；;！!]{0,12}$|(?:莫|别|不要|不用|不是要|没说要|没要|不想|不是|没有?)(?:给我|帮我)?(?:要|说|想|全|都|全部|整个)*(?:取消|撤(?!回)|停|删|不[要办](?!了吗))"
    r"|(?<![不别没莫])(?<!不[想用要])(?:继续|接着|照常|还是)要?(?:办|弄|填)|don'?t cancel"
    r"|(?:回到|说回|说正|言归正|回来[说办弄填])[^，,。；;]{0,8}(?=[，,。；;！!]|$)",
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
    at_last = _CONFIRMS_AT_LAST.search(turn.text) and not _NOT_YET.search(_COURTESY.sub("", turn.text))
    return bool(_CONFIRMS.match(turn.text) or CONFIRMS_AT_ONCE.match(turn.text) or at_last)


_COURTESY = re.compile(
    r"(?:别|不要|莫)(?:太|再|跟我)?(?:往心里去|放在?心上|介意|见怪|生气|在意|担心|见外|客气|计较|嫌弃?|笑话?|当真|多心|上火|急|着急|怪)|不好意思|不要紧|不怎么"
)
""" "刚才火气大，别往心里去。确认吧": asked of the listener, and nothing of the list."""
_NOT_YET = re.compile(
    r"别|先不|不要|不想|不确认|不提交|暂不|暂时不|(?:等|稍后|待会|晚点|回头)(?![^，,。；;]{0,8}(?:补|传|发|拍|寄))|[?？吗]|怎么|"
    r"\b(?:don'?t|do not|not|never|can'?t|cannot|how|what|when|why|before|should)\b",
    re.IGNORECASE,
)
"""Words that make the last clause of a message no order ("please don't confirm", "how do I confirm")."""
_ORDERS = re.compile(r"确认|提交|没问题|都对|confirm|file it|submit", re.IGNORECASE)


_MUST_ONE = re.compile(
    r"(?:得|要|必须|非要|非得|一定要|不)同意(?:了)?才|同意了?才|同意书|同意[^，,。；;！!\s]{0,12}(?:[吗么?？]|什么意思)|怎么同意|同意怎么"
    r"|(?:what|how|why|should|must|do|if|before|when|can|may)\b[^.,!]{0,20}"
    r"\bi (?:have to |need to |must )?(?:agree|consent)",
    re.IGNORECASE,
)
"""Asking whether one must agree is not yet agreeing."""


def agrees_plainly(text: str, *, for_another: bool = False) -> bool:
    """ "同意，但是存多久", "说正事。同意，我叫…" and "只是核对身份啊，那我同意" agree, whatever else they speak of.

    `for_another`: whose papers they are is somebody else ("本人同意" then tells what that person agreed to).
    """
    if _MUST_ONE.search(text) or _REFUSES.search(_without_denials(text)):
        return False
    if for_another and _THE_SUBJECT_AGREES.search(text):
        return False
    return bool(_AGREES.match(text) or _AGREES_IN_A_CLAUSE.search(text))


def asks_of_consent(text: str) -> bool:
    """ "同意了才能办是吧": what consent is for is asked, none is given yet."""
    return bool(_MUST_ONE.search(text))


def others_agree(text: str) -> bool:
    """ "她本人同意的", "我妈也同意": what somebody else agreed to is told, and no word of one's own."""
    return bool(_OTHERS_AGREE.search(text)) and not agrees_plainly(text, for_another=True)


_OTHERS_AGREE = re.compile(
    rf"(?:{THEM}|家里人?|本人|领导|单位|公司|员工"
    r"|当事人|候选人)(?:们|那边|自己|本人|都|也|已经?|是|说|她|他|肯定|当然)*同意"
    r"|\b(?:he|she|they|wife|husband|mother|father|son|daughter|friend|candidate|employee)"
    r" (?:has |have |also |already )*"
    r"(?:agrees?|agreed|consents?|consented)\b",
    re.IGNORECASE,
)
_THE_SUBJECT_AGREES = re.compile(r"本人(?:已经?|也|是|都)?同意")


def only_consents(turn: Turn) -> bool:
    """ "同意" answers the question of consent alone; filing is ordered by "确认" or another yes to the list."""
    if turn.choice:
        return turn.choice in ("consent.yes", "confirm.look")
    return bool(_AGREES.match(turn.text)) and not _ORDERS.search(turn.text)


_REFUSES = re.compile(
    r"不\s*同意(?!(?:你|您)?们?(?:也|就|又|还)?(?:不干|能|行|咋|怎|的话))|不愿意|不授权"
    r"|don'?t agree|disagree|do not agree",
    re.IGNORECASE,
)


def refuses(turn: Turn) -> bool:
    """Whether a no is one to the use of the details, wherever it is said."""
    return turn.choice is None and bool(_REFUSES.search(_without_denials(turn.text)))


_NO_REFUSAL = re.compile(
    r"(?:没有?|哪(?:里|儿)?(?:有|会|能|敢)|(?<!是)不是|并?不会|怎么会|怎么可能|岂(?:有|会)|有(?:什么|啥)|从(?:来)?没|没说过?)"
    r"(?:什么|啥子?|任何|说|我|人|你|他)*(?:好|可)?不\s*(?:同意|愿意|授权)(?![^，,。；;]{0,4}[吗么?？])"
    r"|(?:don'?t|do not|never|didn'?t|not) (?:really )?(?:disagree|object)",
    re.IGNORECASE,
)
"""A no that is denied ("没有不同意的", "哪有不同意的道理") refuses nothing."""


def _without_denials(text: str) -> str:
    return _NO_REFUSAL.sub("", text)


def denies_refusing(turn: Turn) -> bool:
    """ "没什么不同意": whatever the classifier takes it for, it is not the no to the use of the details."""
    return turn.choice is None and bool(_NO_REFUSAL.search(turn.text)) and not refuses(turn)


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

_YES = (
    r"(?:嗯+|哦+|好(?:的|吧|嘛|啊)?|行(?:吧|啊|呗|哦)?|要得|(?:中|得|成)(?=[，, ])|可以(?:的|吧)?|没问题|那|我|俺|咱"
    r"|本人|就|都|也|当然|完全|老师"
    r"|yes|ok(?:ay)?|sure|fine)"
)
_TO_SOMETHING_ELSE = (
    r"书|与否|不同意|[^，,。；;！!\s]{0,3}(?:的话|之前|以?前|以?后|再说)|[才再]|就(?!行|好|是|按|办|提)|[什哪谁]"
    r"|取消|撤|删|退|注销"
)
_I_AGREE = r"\bi (?:do |hereby |fully |also )*(?:agree|consent)\b"
_AGREE = (
    rf"(?:同意(?!{_TO_SOMETHING_ELSE})|{_I_AGREE}|\bi give (?:you )?(?:my )?consent\b|\bagreed?\b(?! to what)"
    r"|\bconsent(?:ed)?\b(?! (?:form|letter)))"
)
_AGREES = re.compile(rf"{_YES}{{0,3}}[，,. ]*(?:{_YES}{{0,2}})?{_AGREE}", re.IGNORECASE)
"""An agreement at the head of a message that goes on about something else."""
_TO_THIS = (
    r"(?:(?:你们|贵馆|档案馆|馆里|学校)?(?:使用|收集|处理|用|核对|保存|授权)"
    r"(?:我|我们)?(?:提供|填写|发来)?的?(?:这些|上述|以上|个人)?(?:信息|资料|数据)"
    r"|(?:这样|以上|上述|上面|该)(?:的)?(?:使用|用|办|处理|说明|内容|条款|约定|声明)?)?"
)
_AGREES_IN_A_CLAUSE = re.compile(
    rf"(?:^|[，,。.；;！!：:、~\s])(?:{_YES}[，, ]*){{0,3}}(?:同意(?:了|的|啊|哈|吧|噻|嘛|呀|哦)?)+{_TO_THIS}"
    r"(?:了|的|啊|哈|吧|噻)?(?=$|[，,。.；;！!、~\s])"
    rf"|(?:^|[.,;!] ?|\band |\bso |\bok(?:ay)? ){_I_AGREE}(?! with\b)(?![^.,;!]*\?)",
    re.IGNORECASE,
)
"""An agreement in a clause of its own, wherever it stands."""
