"""A form taken for somebody else's that turns out to be one's own, and what of it stays."""

import re

from actions.dialogue.for_whom import PUT_OFF
from actions.dialogue.kin import KIN, THEM
from actions.dialogue.state import Form
from actions.dialogue.turn import Turn


def turns_out(turn: Turn, form: Form) -> bool:
    """Whether a form taken for somebody else's turns out to be one's own.

    "我叫敬小蓉，02级的" in an organisation's, while none has been named; "我办我自己的吧" in one for another.
    """
    if form.track == "proxy":
        return bool(_MINE_NOW.search(turn.text)) and not _ALSO_THEIRS.search(turn.text)
    unnamed = not form.requester.get("organization") and "name" not in form.subject
    names = [detail for detail in turn.details if detail.entity == "name"]
    told = len(names) == 1 and turn.first("student_id", "enrollment_year", "graduation_year")
    own = _I_AM.search(turn.text) and not _OF_ANOTHER.search(turn.text)
    return form.track == "organization" and unnamed and bool(told) and bool(own)


_I_AM = re.compile(r"(?:我(?:叫|是|的名字)|本人|my name|i am|i'm)[^，,。]{0,3}〔", re.IGNORECASE)


_OF_ANOTHER = re.compile(r"核[实查对验]|查一下|查询|员工|职工|候选|这位|该同志|他|她|经办")


_ANOTHER = rf"(?:他|她|人家|别人|我(?:家)?{KIN})"
_MINE_NOW = re.compile(
    r"(?:^|[，,。；;！!\s]|其实|这|就)(?:就?是|办的是|要的是)我(?:自己|本人)的(?=(?:中文|英文)?(?:成绩|毕业|学历|学位|学籍|证明|档案|材料|东西|[，,。！!啊呀哈的]|$))"
    r"|不是(?:给|帮|替|代)(?:别人|他人|人家|孩子|娃儿?|我娃儿?|他|她)(?:办|弄|开|申请|要)?(?:的)?(?=[，,。！!吧了啊\s]|$)"
    r"|(?<!不)(?:办|开|申请|弄|查|要)的?(?:是)?我(?:自己|本人)的(?!代|委托|身份证|电话|手机|证件|名义)"
    r"|(?:(?<!不)(?:这|都|就|其实|应该|是)+|(?:^|[，,。\s]|算了|改成|还是))(?:给|帮|替)我(?:自己|本人)(?:办|开|申请|弄|查|要)"
    r"|(?<!不)是我(?:自己|本人)要?(?:办|开|申请)(?:的|[，,。！!]|$)|(?:不是|不算|不用)代办(?:的)?(?=[，,。！!吧了啊\s]|$)"
    rf"|(?<![让叫])(?<!让我){_ANOTHER}(?:说)?(?:他|她)?(?:会|要|可以)?(?:自己|亲自)(?:来|去|会)?(?:办|弄|申请|搞|开)(?![^，,。]{{0,3}}不[了成来])[^。]*(?:不管|不用管|我的|我自己)"
    rf"|(?:不|不用|先不|不再)(?:帮|替|给|代){_ANOTHER}(?:办|弄|开|申请|搞)了?[，,。\s]*(?:那|就|改|先|还是|给|帮|只|我)*(?:办|开|弄|要|申请)?我(?:自己|本人)?的"
    r"|\b(?:it'?s|this is|they'?re|they are) (?:actually )?for myself\b"
    r"|\bmy own (?:papers|documents|transcript|records?) instead\b",
    re.IGNORECASE,
)
"""Words by which somebody who acted for another says that the papers are their own ("不帮她办了，办我自己的")."""
_ALSO_THEIRS = re.compile(
    r"[她他](?:的|那份)[^，,。]{0,4}(?:也|都|一起)|(?:我|我自己)的也|顺便|另外|以后再?办我|再办我|先办(?:他|她)"
)


def become(turn: Turn, form: Form) -> None:
    """What was told of the one acted for goes; who wrote is now the one it is about. The papers stay, unless the
    other's are put off and one's own are named ("老公的先不办了，办我自己的，成绩单两份").

    Who speaks of nobody else ("是我自己的，不是替别人办") was misunderstood before, and told of themselves all along.
    """
    told = {key: value for key, value in form.requester.items() if key in _OF_ONESELF}
    misunderstood = "name" not in told and not re.search(_ANOTHER.replace("别人|", ""), turn.text)
    form.subject = form.subject | told if misunderstood else told
    form.requester, form.relation, form.carried = {}, None, None
    if _put_off(turn) and any(item.get("document_type") for item in turn.items):
        form.items = []


def _put_off(turn: Turn) -> bool:
    """Whether the other's request ends here, and what is named besides does not come on top of its papers."""
    ends = PUT_OFF.search(turn.text) or _NO_LONGER_FOR.search(turn.text)
    return bool(ends) and not any(edit["op"] == "add" for edit in turn.edits)


_NO_LONGER_FOR = re.compile(rf"不(?:再|用|想)?(?:帮|替|给|代)(?:我家?)?{THEM}(?:办|弄|开|申请|搞)了")
_OF_ONESELF = frozenset({"name", "phone", "landline", "id_number", "passport", "email"})
