"""Whose name or identity number a detail is: the writer's own, the one's it is about, the spouse's, the child's."""

import re
from dataclasses import replace
from typing import Any

from actions.dialogue import spoken
from actions.dialogue.kin import KIN, SPOUSE, THEM
from actions.dialogue.state import Form
from actions.dialogue.turn import Detail, Turn
from backend.domain.reading.redaction import PLACEHOLDERS


def of(detail: Detail, turn: Turn, form: Form) -> Detail:
    """The detail with its role as the words around it and the open form tell it."""
    if detail.entity == "name" and (relative := _relative(detail, turn, form)):
        return replace(detail, role=relative)
    if detail.role == "other":  # "我室友04级的": not of one whose papers an own form asks for
        strange = form.track == "self" or (form.track == "citizen" and detail.entity == "name")
        detail = replace(detail, role="stranger" if strange else "subject")
    if detail.role == "stranger":
        return detail
    if detail.entity == "name" and _hands_over(detail, turn, form):
        return replace(detail, role="stranger")
    if detail.role == "requester" and form.track in ("proxy", "organization") and detail.entity in _OF_STUDY:
        return replace(detail, role="stranger")  # "我自己也是你们学校的，2014级"
    if detail.entity in _STUDIES and form.track in ("proxy", "organization") and detail.entity in form.subject:
        if _tells_of_oneself(turn, detail):
            return replace(detail, role="stranger")  # "我叫卜长庚，1977级": known already of the one who is meant
    if detail.entity == "name" and spoken.puts_right(turn) and (meant := _name_put_right(detail, turn, form)):
        return replace(detail, role=meant)
    if detail.entity == "name" and form.track in ("proxy", "organization"):
        known = "name" in form.subject and "name" not in form.requester
        if known and _MYSELF.search(words_around(turn, detail)[0]):
            return replace(detail, role="requester")  # "本人〔姓名〕，是她丈夫": whose papers they are is known
        told = _whose(turn, detail) or _whose_studies(turn, detail, form) or _beside_the_writer(turn, detail)
        told = told or _as_their_kin(turn, detail, form)
        return replace(detail, role=told or detail.role)
    if detail.entity in ("id_number", "passport") and form.track == "proxy":
        own = "requester" if _OWN_CARD.search(words_around(turn, detail)[0]) else None
        return replace(detail, role=own or _role_of_name_before(turn, detail) or detail.role)
    return detail


def _relative(detail: Detail, turn: Turn, form: Form) -> str | None:
    """The spouse, the child or the recipient, where the words and the form say that it is their name."""
    before = words_around(turn, detail)[0]
    if _of_spouse(turn, form) or (form.track == "citizen" and _SPOUSE_CALLED.search(before)):
        return "spouse"
    if form.track == "citizen" and _CHILD.search(before):
        return "child"
    if _SENT_TO_KIN.search(before) and _another_is_known(turn, detail, form):
        return "recipient"
    return "recipient" if turn.intent == "correction" and _recipient_put_right(detail, form) else None


_SENT_TO_KIN = re.compile(
    rf"(?:寄|邮|快递|送|发|转交|转)(?:去|到|给|往|送)*(?:在[^，,。；;〔]{{1,8}}的)?(?:[我俺]的?|我们家?的?)?{KIN}(?:那里?|那儿|家|手上)?"
    r"(?:[，,]?(?:她|他)?(?:名字)?(?:叫|是|[:：]))?\s*$"
)
"""Who the papers are posted to ("顺丰寄给我姐〔姓名〕")."""


def _another_is_known(turn: Turn, detail: Detail, form: Form) -> bool:
    """Whether somebody else's name has been told, the person's own before all."""
    return "name" in form.subject or any(one.start < detail.start for one in names_in(turn))


def _recipient_put_right(detail: Detail, form: Form) -> bool:
    """ "我妈名字写错了，是陈秀岚": a relative of the recipient's family name."""
    known = form.delivery.get("recipient")
    if detail.role != "other" or not isinstance(known, dict):
        return False
    return str(known.get("masked"))[:1] == str(detail.masked)[:1]


def _name_put_right(detail: Detail, turn: Turn, form: Form) -> str | None:
    """ "打错字，是丁健业": of the names given, the one that looks like it behind its stars."""
    known = {"subject": form.subject, "requester": form.requester, "spouse": {"name": form.details.get("spouse")}}
    alike = [
        role
        for role, part in known.items()
        if isinstance(part.get("name"), dict) and part["name"].get("masked") == detail.masked
    ]
    alike = alike or [role for role, part in known.items() if _of_one_family(part.get("name"), detail)]
    if alike == ["subject"]:  # also while the writer's own name is asked for: "写错字了，是祁婉婷"
        return None if "requester" in (detail.role, _whose(turn, detail)) else "named"
    return alike[0] if len(alike) == 1 else None


def _of_one_family(known: Any, detail: Detail) -> bool:
    """ "写错了，是刘桂芝": as long as the name that stands, and of its family name ("刘*枝")."""
    masked, told = str(known.get("masked")) if isinstance(known, dict) else "", str(detail.masked)
    return len(masked) == len(told) and masked[:1] == told[:1]


def _hands_over(detail: Detail, turn: Turn, form: Form) -> bool:
    """ "阮征休假，经办人变更为谷雨": the handler known so far, named where another becomes it."""
    known = form.requester.get("name")
    handled = isinstance(known, dict) and known.get("masked") == detail.masked
    subject = form.subject.get("name")
    alike = isinstance(subject, dict) and subject.get("masked") == detail.masked
    return handled and not alike and any(one.role == "requester" and one is not detail for one in names_in(turn))


def _tells_of_oneself(turn: Turn, detail: Detail) -> bool:
    """Whether the only name of the message is the writer's own and stands before this detail."""
    names = names_in(turn)
    return len(names) == 1 and names[0].start < detail.start and _whose(turn, names[0]) == "requester"


_OWN_CARD = re.compile(
    r"(?:我的|我自己的|代办人的?|经办人的?|\bmy (?:own )?)\s*(?:身份证|证件|护照|id\b|passport)[^，,。；;〔]{0,8}$",
    re.IGNORECASE,
)
"""A card called the writer's own in a talk about another's papers."""
_SPOUSE_CALLED = re.compile(rf"(?:{SPOUSE}|前夫|前妻|对方)(?:的)?(?:名字|姓名)?(?:叫|是|为|[:：])?$")
_FIRST_PERSON = re.compile(
    r"(?:(?<![发给跟对])(?<!告诉)[我俺咱](?:自己)?(?:的名字)?(?:叫|是|[:：])"
    r"|(?:^|[，,。；;！!\s])(?:我|俺|鄙人|在下)(?:[，,、]|(?=[ \t]*$))|鄙人"
    r"|我(?:自己|本人)|(?:经办|承办)(?:律师|同志)|(?<!他)(?<!她)自己叫"
    r"|(?:经办人?|代办人?|联系人)(?![^〔]*[他她])|我妈妈?让我"
    r"|(?:人|方)(?:还|就|仍)?是我(?:本人|自己)?[,，:：]?|[还就]是我(?:本人|自己)?[,，]|[我俺](?:这[边头里儿]|方)(?:的?(?:名字|姓名))?(?:是|叫|[:：])?|(?:经手|来办|跑腿|办事|操办)的(?:人)?(?:就)?(?:是(?:我|本人)?)?[,，:：]?|姓(?!名).{1,2}[,，\s]"
    r"|我(?:就)?是(?:他|她|[伊佢]|他们|孩子|老人家?|本人)的?(?:亲|大|小|二|老|[表堂]|外)?"
    rf"(?:{KIN}|儿媳妇?|孙[子女])"
    r"[，, ]*(?:我|名字?|姓名)?(?:名?叫|是)?"
    r"|经办人(?:换|改|变更)[^。；;〔]{0,12}叫|i am|i'm|my name is|this is)(?:[^，,。〔\n]{0,4}|[:：]?\s+)$",
    re.IGNORECASE,
)
_THE_OTHER = re.compile(
    r"(?:员工|职工|干部|当事人|被(?:核?查|核实|查询|核验|调查)(?:人员?|的人|者|的?(?:老师|同志|员工|教师))|被核(?:人|的?老师|者)|(?:查|核|核实|核查|核验|查询|调查|要查|要核)的(?:这?个?(?:人|员工|老师|同志|职工|教师|学生))?|应聘(?:人|者)|候选人|拟聘人|拟录用人员?|学生|委托人|客户|他|她|本人|同学|室友"
    rf"|我{KIN})[^，,。；;〔]{{0,6}}$"
)
_CHILD = re.compile(r"(?:娃儿?|娃娃|孩子|小孩|儿子|女儿|闺女|子女|独子|独女|child|son|daughter)[^，,。；;〔]{0,5}$")


def words_around(turn: Turn, detail: Detail) -> tuple[str, str]:
    """What stands before and after a sealed detail in the redacted message; empty when it cannot be found there."""
    placeholder = PLACEHOLDERS.get(detail.entity)
    if placeholder is None:
        return "", ""
    alike = sorted({one.start for one in turn.details if PLACEHOLDERS.get(one.entity) == placeholder})
    pieces, place = turn.text.split(placeholder), alike.index(detail.start)
    if place >= len(pieces) - 1:
        return "", ""
    return placeholder.join(pieces[: place + 1]), placeholder.join(pieces[place + 1 :])


def names_in(turn: Turn) -> list[Detail]:
    """The names of a message, in their order."""
    return sorted((one for one in turn.details if one.entity == "name"), key=lambda one: one.start)


def _whose(turn: Turn, detail: Detail) -> str | None:
    """Whose name it is by the words right before: the writer's own ("我叫"), or the one's it is about ("他叫")."""
    before, _ = words_around(turn, detail)
    if _THEY_ARE_CALLED.search(before):
        return "named"
    if _FIRST_PERSON.search(before) or NEW_HANDLER.search(before):
        return "requester"
    if _MYSELF.search(before) and _NAMED.search(before):
        return "requester"  # "女儿〔姓名〕，2019年毕业。本人〔姓名〕，父亲": after another was named
    if _I_HANDLE.search(turn.text) and len(names_in(turn)) == 1 and not _THE_OTHER.search(before):
        return "requester"
    return "named" if _THE_OTHER.search(before) or _A_PERSON.search(before) else None


_THEY_ARE_CALLED = re.compile(
    rf"(?<!我是)(?<!我是[他她])(?<!我是[他她]的){THEM}(?:本人)?(?:也|是|复)?姓[^，,。；;〔我]{{1,3}}[，,\s]*(?:名字?|大名|全名)?(?:叫|是)?\s*$"
)
""" "外公姓鲜于，叫〔姓名〕": the family name first, of the one who is spoken of."""
NEW_HANDLER = re.compile(
    r"(?:经办|承办|代办|联系|对接|经手)(?:的)?人?(?:员|同志)?[^，,。；;〔]{0,4}(?:换成|改成|换为|改为|变更为|换了)"
    r"[^，,。；;〔]{0,10}$"
)
""" "经办人换成我同事〔姓名〕": a colleague of the writer's, and no one who is asked about."""
_A_PERSON = re.compile(
    r"(?<!经办|承办|代办|经手|联系|对接|代理|办事|监护|受托|委托|收件|收货|收信|寄件|申请|办理|负责)(?:人|生|者|对象|[位个]老师)\s*[:：是叫]?\s*$"
)
"""A word for somebody who is neither the one who handles it nor the one who receives it ("考生", "被继承人")."""
_I_HANDLE = re.compile(r"我(?:就)?是(?:这次的?|本次的?)?(?:经办|承办|代办|联系)人|(?:经办|承办|代办|联系)人(?:就)?是我")
_MYSELF = re.compile(r"(?:^|[，,。；;！!\s])本人(?:叫|是)?\s*$")
_NAMED = re.compile(rf"{PLACEHOLDERS['name']}")
_STUDIES = frozenset({"student_id", "degree_level", "enrollment_year", "graduation_year"})
_OF_STUDY = _STUDIES | {"department", "major"}


def _whose_studies(turn: Turn, detail: Detail, form: Form) -> str | None:
    """A name that comes with a level, a year or a student number is the one's whose papers they are."""
    rivals = [one for one in names_in(turn) if one is not detail and one.start != detail.start]
    alone = detail.role == "subject" and all((_whose(turn, one) or one.role) == "requester" for one in rivals)
    told = any(one.entity in _STUDIES and not one.denied for one in turn.details)
    return "named" if alone and told and "name" not in form.subject else None


def _beside_the_writer(turn: Turn, detail: Detail) -> str | None:
    """Of two names that come together, one of them the writer's, the other is whose papers they are."""
    others = [one for one in names_in(turn) if one.start != detail.start and not one.denied]
    writer = len(others) == 1 and (others[0].role == "requester" or _whose(turn, others[0]) == "requester")
    return "named" if writer and detail.role == "subject" else None


def _as_their_kin(turn: Turn, detail: Detail, form: Form) -> str | None:
    """ "我是她女儿，小名丫丫，大名〔姓名〕": who has just said what they are to the one that is known."""
    known = form.track == "proxy" and "name" in form.subject and "name" not in form.requester
    before = words_around(turn, detail)[0]
    said = known and len(names_in(turn)) == 1 and detail.role == "subject" and _KIN_OF_THEIRS.search(before)
    return "requester" if said and not _CALLED_SO.search(before) else None


_KIN_OF_THEIRS = re.compile(rf"我(?:就|才)?是(?:他|她|伊|佢|老人家?|本人)的?(?:亲|大|小|二|堂|表)?(?:{KIN})")
_CALLED_SO = re.compile(r"(?:他|她|伊|佢|本人)的?(?:名字|姓名|大名)?(?:叫|是|[:：])\s*$")


def _role_of_name_before(turn: Turn, detail: Detail) -> str | None:
    """Of two identity numbers each belongs to the person named last before it; one alone is the subject's."""
    if sum(one.entity in ("id_number", "passport") for one in turn.details) < 2:
        return None
    earlier = [one for one in names_in(turn) if one.start < detail.start]
    return "requester" if earlier and _whose(turn, earlier[-1]) == "requester" else None


_SPOUSE = re.compile(rf"(?:{SPOUSE}|对方|husband|wife|spouse)")


def _of_spouse(turn: Turn, form: Form) -> bool:
    """A name put right in a message about the spouse ("爱人名字写错了，是...") is the spouse's."""
    return "spouse" in form.details and turn.intent == "correction" and bool(_SPOUSE.search(turn.text))
