"""Whether the writer tells of papers of their own: then who is only spoken of in the story is not acted for."""

from __future__ import annotations

import re

from backend.domain.reading.page import Hit, Page

_YEARS = frozenset({"enrollment_year", "graduation_year"})
#: 我2000级, 我是05年入学的; not 我也是, 我自己是: so speaks who has told of another before.
_I_STUDIED = re.compile(r"(?:^|[,。;!?\s])(?:反正|其实|对了|因为|那时)?(?:我|本人)(?:是|于|在|当年|那年|当时)*$")
#: 查我们结婚登记的档案: a record of two, and one of them writes.
_OURS = re.compile(
    r"(?:查|要|开|调|找|补)[^,。;!?]{0,3}我(?:们|俩|们俩|们自己)的?(?:结婚|婚姻|离婚)[^,。;!?]{0,3}(?:登记|档案|材料|记录)"
)
_MY_PAPER = re.compile(
    r"我(?:自己|本人)?的(?:中文|英文)?(?:毕业|学位|成绩|学历|学籍|录取)|(?:^|[,。;!?\s])我(?:才|就|也)?[^,。;他她我]{0,6}(?:上|考|读|念)[上了的]?(?:大学|本科|研究生)|"
    r"\bmy (?:own |english |academic |official |university |chinese ){0,2}(?:transcripts?|diploma|degree|certificate|proof|records?)\b"
)
#: What is told of somebody whose papers they may be: studies, or a paper.
_OF_A_RECORD = re.compile(
    r"成绩|证明|学历|学位|学籍|档案|名册|登记[表卡]|录取|毕业|你们|贵校|[级届]|考[上进]"
    r"|\b(?:transcript|diploma|certificate|degree|record|your university|your school|graduat)"
)
#: 我室友去年在你们这儿办过: what is done is no wish; 把我的毕业证当废纸卖了: and that is none of theirs.
_GOT = re.compile(r"(?:上次|上回|上个?月|去年|前年|之前|以前|刚)[^,。;]{0,10}(?:办|开|弄|申请)[过了的](?!代)")
_MINE = re.compile(r"我(?:自己|本人)?的[^,。;他她]{0,12}")
_CLAUSE = re.compile(r"[^,。;!?]*")
_FEMALE = re.compile(r"[妈娘母婆姐妹女妻媳嫂姑姨闺奶]|太太")
_MALE = re.compile(r"[爸爹父公弟哥儿舅叔伯爷夫]|先生")


def told(page: Page) -> bool:
    """Whether the writer's own studies, or a paper called the writer's own, are told in so many words."""
    if _OURS.search(page.low) or _MY_PAPER.search(page.low):
        return True
    return any(_studied(page, hit, _I_STUDIED) for hit in page.hits)


def got_theirs(page: Page, end: int) -> bool:
    """Whether of the one who was named up to `end` it is told that the papers were got some time ago."""
    clause = _CLAUSE.match(page.low, end)
    return clause is not None and bool(_GOT.search(clause.group()))


def only_spoken_of(page: Page, word: str, end: int) -> bool:
    """Whether of the one called by `word`, which ends at `end`, neither studies nor a paper are told."""
    clause = _CLAUSE.match(page.low, end)
    if clause is None:
        return False
    if got_theirs(page, end):
        return True
    if _OF_A_RECORD.search(_MINE.sub("", clause.group())):
        return False
    pronoun = "她" if _FEMALE.search(word) else "他" if _MALE.search(word) else "[他她]"
    theirs = re.compile(rf"{pronoun}(?:是|于|在|当年|那年)*$")
    paper = re.compile(
        rf"{pronoun}(?:的|[^,。;]{{0,8}}(?:要|需|想|得)[^,。;]{{0,8}})[^,。;]{{0,4}}(?:成绩|证明|学历|学位|学籍|档案|名册)"
    )
    return not paper.search(page.low, end) and not any(_studied(page, hit, theirs) for hit in page.hits)


def _studied(page: Page, hit: Hit, subject: re.Pattern[str]) -> bool:
    """Whether a year of study is told right behind a subject; 我1998年也在你们学校: beside somebody else's."""
    also = page.low[hit.end : hit.end + 3].find("也") >= 0
    return hit.entity in _YEARS and not hit.denied and not also and bool(subject.search(page.low[: hit.start]))


#: 一份给我妈裱起来: what somebody does with the copy that is given away.
_KEPT_BY_THEM = re.compile(r"看|瞧|瞅|裱|挂|保管|收着|收藏|留[着个作念纪]|做个?纪念|当纪念|一[个份]惊喜")
_GIVING_AWAY = re.compile(r"(?:[份张的版]|是|要|,我?)给我?$")
#: 给娃落户要我的学历证明: what is to be done for a child that has no studies of its own.
_GROWING_UP = re.compile(
    r"(?:要)?(?:办(?:理)?|搞|弄)?(?:个)?(?:上学|入学|读书|(?:落户|上户)[^,。]{0,6}(?:要|用)我的|转学|报名|积分|升学|择校|幼儿园|小学)"
)


#: 这份不用封,我爸妈想留着看: who wants to look at a copy, or to keep it, asks for none.
_WISH_TO_KEEP = re.compile(
    r"(?:他们|她们|他|她|俩|两个|自己|那边|在家|都|也|说|非|就|老|还)*(?:想要?|要|说|打算|准备|愿意|好)?(?:拿去|拿来|拿|带回家)?"
    r"(?:留着|留个?纪念|留作|收着|收藏|保管|存着|珍藏|裱起?|挂起?|挂在|摆在|看一?看|瞧一?瞧|(?:想|要)看(?=$|[,。;!\s]))"
    r"(?!不)(?![^,。;!?]{0,8}(?:成绩|证|档案|名册|学籍|表|卡))[^,。;!?他她佢]{0,6}(?=$|[,。;!?\s])"
)
_THEIRS = re.compile(r"[他她佢](?:们|自己|老人家?)*(?:的|当年|那时|以前|年轻)")
_ACTING = re.compile(r"[帮替代](?:我|我们|俺|咱)?(?:的|家)?$")


def given(kind: str | None, before: str, after: str) -> bool:
    """一份给我妈裱起来, 给娃上学用: who gets a copy, or has no studies yet, is not acted for."""
    if _WISH_TO_KEEP.match(after) and not _ACTING.search(before) and not _THEIRS.search(after):
        return True
    grows_up = kind == "child" and before.endswith(("给", "为")) and _GROWING_UP.match(after)
    return bool(grows_up or (_GIVING_AWAY.search(before) and _KEPT_BY_THEM.match(after)))
