"""Clauses about somebody else: 我室友04级的, 另一位叫邬丽华的. What they tell is not the writer's own.

Whether a relative's year counts is for the dialogue to say: in a talk for one's mother it does, in one's own it does not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading.model import Role
from backend.domain.reading.page import Hit, Page

_PERSON = re.compile(
    r"同学|室友|舍友|同桌|哥们|闺蜜|同事|(?:我|咱|俺|好)(?:一个|个|的)?朋友|班长|学长|学姐|师兄|师姐|[堂表][哥弟姐妹]|细佬"
    r"|(?:我|咱|俺)(?:家|屋头|的|大|小|亲)?[哥弟姐妹妈爸爷奶](?![\u4e00-\u9fff]?的?(?:手机|电话))|弟弟|妹妹|哥哥|姐姐|儿子|女儿|闺女|丫头|老[大二三四五六](?=叫|后来|当|现在)|上铺|下铺|娃儿|娃娃|我娃|孩子"
    r"|同去的|一起去的|一同去的|他们俩|她们俩|[他她]俩|老伴|老太婆|老头子|爱人|老公|老婆|丈夫|妻子|男朋友|女朋友|导师|邻居|佢"
    r"|\bmy (?:old |ex-?|younger |elder |little |big )?(?:brother|sister|roommate|friend|classmate|son|daughter|husband|wife|colleague|cousin)"
)
#: Who acts for somebody speaks of nobody else.
_ACTING = re.compile(
    r"帮|替|代|给|为|受|授权|委托|被查|候选|员工|查(?:询|的)|配偶|结婚|离婚|收(?:件|货)?|寄|\b(?:for|on behalf)\b"
)
_SELF = re.compile(
    r"我(?:自己|本人)?(?:叫|是|姓|名|的(?:名|学号|姓名|电话|手机|身份证))|本人|自己|^\s*(?:姓名|学号|身份证|\d{6})|我(?:和|跟|与|同)[^,。;]{1,8}?(?:都|一样)?是|继续(?:吧|办|填|弄)?$|接着(?:办|填|弄|来)|说正事|言归正传|我俩|我们俩|我们(?:都|大家)*(?:是|那一?[届级年批]|班|系)|\b(?:i am|i'm|my name)\b"
)
#: 问了室友,是2001年入学的: who was asked, not who studied.
_ASKED = re.compile(
    r"(?:问|打听|请教|请|找|听)(?:了|过|问|到|到了|的)?(?:一下|下)?(?:我们?|几个|一个|个)?(?:的|家)?(?:老|大学|当年的?)?$"
)
#: 我自己也是你们学校的,2014级: in a talk for another, the writer's own studies.
_WRITER = re.compile(r"我(?:自己|本人)(?:也|倒)?是|我也是|\b(?:i myself|me too)\b")
_FIRST_PERSON = re.compile(r"[我俺咱]|\bi\b")
#: 上个月查过另一位叫邬丽华的,2006级,别搞混了: nobody's of this talk.
_STRANGER = re.compile(
    r"另(?:外)?一[位个](?:叫)?|还有(?:一)?[个位]叫|同名|重名|(?:另|那[位个]|别人|查过)[^。]{0,30}别(?:给?我们?)?[搞弄整]混"
)
#: 博士那段2014年的以后再办: not for this request.
_LATER = re.compile(
    r"(?:以后|下次|下回|改天|回头|将来|日后|过后)再(?:办|说|弄|开|申请|来|补|查)|(?:这次|今天|这回)(?:先)?不(?:办|用|要|查|弄)了?$"
)
#: 我们科主任还是你们学校87级的呢: somebody of the story, told to be of a year.
_IS_OF_A_YEAR = re.compile(
    r"(?:主任|领导|老板|经理|上司|总监|[院校处科局馆所厂队团]长|书记|总工|师傅|师父|前辈|大爷|阿姨|丈母娘|亲家|房东|(?:我们|我)[^,。;]{0,4}老师)"
    r"(?:还|也|竟然?|居然|就|原来|其实|以前|当年|恰好|正好|据说|听说|都)*(?:是|毕业于)"
)
_CLAUSE = re.compile(r"(?:[^,。;!?\n.]|\.(?!\s))+")
_STUDIES = frozenset({"degree_level", "enrollment_year", "graduation_year", "department", "major"})
_THEIRS = frozenset({"name", "degree_level", "enrollment_year", "graduation_year", "department", "major", "student_id"})
#: 我同学上次办了三份学位证明: what others got is no wish.
_GOT = re.compile(
    r"(?:上次|之前|去年|前年|以前|那次|也|都|已经)?[^,。;!?\n]{0,6}?(?:办了|办过|办好|开了|开过|要了|拿了|拿到)|\b(?:got|ordered|had)\b"
)

#: 班长去了加拿大,上次办学位证明办了三份: the story goes on without naming the person again.
_PAST = re.compile(r"上次|上回|去年|前年|之前|以前|当时|那次|那时|\blast (?:year|time|month|week)\b")
_SHARED = re.compile(r"\s*一个[一两二三四五六七八九十\d]+份")
_WISHES = re.compile(r"(?:要|需要|想要|申请|帮|麻烦|再)[^,。]{0,4}$|给我|请|\b(?:please|i need|i want)\b")


#: 我弟是15级的,14级是他女朋友: of two years the one that is said to be somebody's else.
_ANOTHERS_YEAR = re.compile(
    rf"[级届年]?(?:的|那个|那)?是(?:他|她|我)?(?:的)?(?:{_PERSON.pattern})(?:的)?(?=[,。;!\s]|$)"
)


def _anothers_years(page: Page) -> None:
    years = [hit for hit in page.hits if hit.entity in ("enrollment_year", "graduation_year")]
    if len(years) > 1:
        page.hits[:] = [
            replace(hit, role="stranger") if hit in years and _ANOTHERS_YEAR.match(page.low, hit.end) else hit
            for hit in page.hits
        ]


def mark(page: Page) -> None:
    """Give the details of such clauses the role `other`, or `stranger` where they are nobody's of this talk."""
    _anothers_years(page)
    for clause in _CLAUSE.finditer(page.low):
        if _LATER.search(clause.group()):
            page.hits[:] = [
                replace(hit, role="stranger") if hit.entity in _STUDIES and _within(hit.start, clause) else hit
                for hit in page.hits
            ]
    for start, end, role in _without_ones_own(page, _told_of_others(page)):
        page.hits[:] = [
            replace(hit, role=role) if _theirs(hit.entity, hit.role, role) and start <= hit.start < end else hit
            for hit in page.hits
        ]
    _side_by_side(page)


def _side_by_side(page: Page) -> None:
    """我06级,她10级: of two who are told of in one breath, each has the studies of the own clause."""
    told = [
        one
        for one in _ONE_OF_TWO.finditer(page.low)
        if any(_dates(hit) and hit.start == one.end() for hit in page.hits)
    ]
    if len({bool(one.group("me")) for one in told}) < len(("me", "them")):
        return
    for one in told:
        clause = _TO_THE_NEXT.match(page.low, one.end())
        role: Role = "requester" if one.group("me") else "other"
        page.hits[:] = [
            replace(hit, role=role)
            if clause and hit.entity in _STUDIES and hit.role in ("subject", "other") and _within(hit.start, clause)
            else hit
            for hit in page.hits
        ]


_TO_THE_NEXT = re.compile(r"[^,。;!?\n我他她]*")
_ONE_OF_TWO = re.compile(
    r"(?<![的是替帮代给])(?:(?P<me>我)|他|她)(?:是|呢|比我[早晚大小][^,。]{0,3})?(?=[\d零一二三四五六七八九])"
)


def _dates(hit: Hit) -> bool:
    return hit.entity in ("enrollment_year", "graduation_year") and not hit.denied


def _within(position: int, clause: re.Match[str]) -> bool:
    return clause.start() <= position < clause.end()


def stories(page: Page) -> list[tuple[int, int]]:
    """Clauses that tell what papers somebody else got."""
    found = []
    about = False
    for clause in _CLAUSE.finditer(page.low):
        text = clause.group()
        person = _PERSON.search(text)
        if person and not _ACTING.search(text):
            about = True
        elif person or _FIRST_PERSON.search(text) or _WISHES.search(text):
            about = False
        got = _GOT.search(text, person.end() if person else 0)
        if about and ((got and (person or _PAST.search(text))) or _SHARED.match(text)):
            found.append(clause.span())
    return found


def _theirs(entity: str, before: str, role: Role) -> bool:
    """A name is the writer's own only by a cue of its own."""
    return entity in _THEIRS and before == "subject" and not (entity == "name" and role == "requester")


#: 学姐学长好: who is spoken to.
_GREETED = re.compile(r"^(?:各位|亲爱的)?(?:(?:老师|学姐|学长|师兄|师姐|学弟|学妹|师弟|师妹|同学)们?)+(?:们|你|您)?好")


def _speaks_of_another(text: str, following: str) -> bool:
    text = _GREETED.sub("", text)
    person = _PERSON.search(text)
    asked = person is not None and _ASKED.search(text[: person.start()]) and not re.search("[他她佢]", text + following)
    return person is not None and not asked and not _ACTING.search(text)


_NAMED_ONESELF = re.compile(r"(?:我(?:就)?[是叫]|本人|我的名字[是叫]?|姓名[:是]?)\s*$")


def _without_ones_own(page: Page, told: list[tuple[int, int, Role]]) -> list[tuple[int, int, Role]]:
    """我是任行,我爸起的名。2000级,学号...: a number of the person's is the writer's, who was named, where nobody else is."""
    names = [hit for hit in page.hits if hit.entity == "name" and not hit.denied]
    numbers = [hit for hit in page.hits if hit.entity in ("student_id", "id_number")]
    if len(names) != 1 or len(numbers) != 1 or not _NAMED_ONESELF.search(page.low[: names[0].start]):
        return told
    sentence = page.low.rfind("。", 0, numbers[0].start)
    theirs = _PERSON.search(page.low[max(0, names[0].start - 8) : names[0].start]) or re.search(
        "[他她]", page.low[sentence:]
    )
    return told if theirs else [one for one in told if not names[0].end <= sentence < one[0] <= numbers[0].start]


def _before_them(text: str) -> int:
    """廖诗颖 4502... 老公叫农志坚: how much of a clause without commas stands before the word for another."""
    person = _PERSON.search(text)
    before = text[: person.start()].rfind(" ") + 1 if person else 0
    return before if person and _NUMBER_BEFORE.search(text[:before]) else 0


_NUMBER_BEFORE = re.compile(r"\d{6,}[\dx]* ")


def _told_of_others(page: Page) -> list[tuple[int, int, Role]]:
    found: list[tuple[int, int, Role]] = []
    stranger = bool(_STRANGER.search(page.low))
    about = writer = False
    for clause in _CLAUSE.finditer(page.low):
        text = clause.group()
        writer = bool(_WRITER.search(text)) or (writer and not _SELF.search(text))
        if _SELF.search(text):
            about = False
        elif _speaks_of_another(text, page.low[clause.end() : clause.end() + 12]):
            about = True
        elif _FIRST_PERSON.search(text):
            about = False
        if about or stranger or _IS_OF_A_YEAR.search(text):
            start = clause.start() + _before_them(text)
            found.append((start, clause.end(), "stranger" if stranger else "other"))
        elif writer and not _PERSON.search(text):
            found.append((clause.start(), clause.end(), "requester"))
    return found
