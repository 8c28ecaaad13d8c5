"""How much speaks for a stretch of characters being a person's name, weighed as a whole.

What stands before it, what stands behind it, how it looks and what else is told each bring a weight. No single
sign decides: a rare surname between two commas is believed, and an everyday word behind 候选人 is not.
"""

from __future__ import annotations

import re

from backend.domain.reading import lexicon
from backend.domain.reading.model import Role
from backend.domain.reading.name_ends import dotted_end, dotted_lead
from backend.domain.reading.name_shapes import (
    DOTTED,
    HAN,
    NEVER,
    RARELY,
    SMALL_WORDS,
    SOUNDED,
    TITLE,
    WORDLIKE,
    forbidden,
    given_alone,
    given_like,
    given_somewhere,
    is_word,
    pieces,
    sounded,
    sounded_throughout,
    surnames,
)
from backend.domain.reading.name_words import MATTERS, TALK
from backend.domain.reading.page import Hit, Page
from backend.domain.reading.placed_names import heads

ENOUGH = 4.5
LITTLE = 1.0
_EDGED = 1.5
_SPELT = 3.5
_BEHIND_A_NOUN = 2.5
_RUN = re.compile(rf"[{HAN}]{{2,}}")
_HAN = re.compile(rf"[{HAN}]")
_EDGE = re.compile(r"[^\u3400-\u9fff·a-z]")
#: Whoever is called something: a noun for a person right before the name.
_PERSON = re.compile(
    r"(?:候选人|应聘者|当事人|委托人|申请人|被查人|户主|居民|村民|社员|校友|本科生|专科生|毕业生|往届生|应届生|新生|学员|学生|研究生|博士生|硕士生|同学|室友|舍友|同桌|"
    r"负责人|项目经理|员工|职工|职员|护士|医生|医师|教师|老师|柜员|司机|工人|客户|顾客|战友|老乡|朋友|闺蜜|邻居|同事|亲戚|干部|民警|律师|会计|出纳|"
    r"[爸妈爹娘哥姐弟妹爷奶婆叔伯姑姨舅]|[公外舅]公|父亲|母亲|丈夫|妻子|爱人|老公|老婆|老伴|儿子|女儿|闺女|孙子|孙女|侄子|侄女|外甥|小孩|孩子)$"
)
#: A teacher of somebody's, the title of a play.
_NOT_MEANT = re.compile(r"(?:导师|班主任|辅导员|校长|系主任)[是叫]?$|<$")
_FORMAL = re.compile(
    r"(?:候选人|应聘者|当事人|委托人|申请人|被查人|户主|居民|村民|毕业生|往届生|应届生|员工|职工|职员|负责人|干部)$"
)
_DOING = re.compile(
    r"(?:[给帮替代查调核受请与和叫的由经到找]|我是|本人|还是|就是|仍是|查询|查阅|出具|提供|协助|核实|确认|录用|招了|级|届|专业|系)$"
)
#: What is said of people alone.
_SAID_OF_PEOPLE = re.compile(
    r"同志|女士|先生|小姐|同学(?!会|录)|本人|(?:托|委托|拜托|授权)我|\((?:男|女)|的(?:成绩|学历|学籍|学位|毕业|录取|档案|结婚|离婚|低保|招工|知青|名册)|[,\s]*(?:男|女)[,\s]|谨启|敬上|收[,\s]*1\d{10}"
)
#: 佘大勇学号0643041018: right before what a person's number is called.
_NUMBERED = re.compile(r"(?:的)?(?:学号|身份证号?)[是为:]?\d")
_SAID = re.compile(
    r"(?:[一二两三四五六七八九]人|夫[妇妻]|[均皆的]|办|托|要|想|申|委|档案|是|本|在|于|和|与|已|今|现|需|这|一次|我|确认|托|申请|补|调|开|出|查|姐|妹|哥|弟|来|去|能|把|让|没|不|还|也)"
)
#: 麴念慈,那个麴字: what is said of a character.
_OF_A_CHARACTER = r"{0}字|[第][一二三]个字|念{0}|{0}是姓|姓{0}|{0}的{0}|中间的?点"
#: Behind a verb that is a surname too (查自己), and what stands for a name nobody tells (李某).
_NO_GIVEN = frozenset("自己 父母 父亲 母亲 资格".split())
_COMPLEMENTS = frozenset("来去过着得")
#: 双人徐, 木子李: a surname told by its parts; 丘比特的丘: one told by a word.
_PARTS = rf"(?:^|[^{HAN}]|[是叫姓])(?![^,]?[我们你他她全这那一个本各])[{HAN}]{{{{2}}}}{{0}}"
_COMPOSED = rf"{_PARTS}(?![{HAN}])"
_LIKENED = rf"的{{0}}$|{_PARTS}的$"
_COMPANIONS = frozenset("student_id id_number phone enrollment_year graduation_year".split())


#: 收件人不要写我,写我舅公…: who gets the parcel.
_RECEIVES = re.compile(r"(?:收件|收货|收信|接收)[^。;\n]{0,24}$")


def find(page: Page) -> None:
    """Add the names for which enough speaks, where nobody is named yet."""
    if any(hit.entity == "name" and not hit.denied and hit.role == "subject" for hit in page.hits):
        return
    found = [
        (weight(page, start, end), end - start, start, end)
        for run in _RUN.finditer(page.low)
        for start in range(run.start(), run.end() - 1)
        for end in range(start + 2, min(run.end(), start + 4) + 1)
        if page.free(start, end)
    ]
    found += [
        (weight(page, *one.span()), len(one.group()), *one.span())
        for one in pieces().finditer(page.low)
        if page.free(*one.span())
    ]
    found += [(ENOUGH, end - start, start, end) for start, end in _dotted(page)]
    best = max(found, default=None)
    if best is not None and best[0] >= ENOUGH:
        start, end = best[2:]
        role: Role = "recipient" if _RECEIVES.search(page.low, 0, start) else "subject"
        page.add(Hit("name", page.written(start, end), start, end, None, role))


def _dotted(page: Page) -> list[tuple[int, int]]:
    """Names with a dot and the characters of such names (阿依古丽·买买提), less the verb before them."""
    found = []
    for match in DOTTED.finditer(page.low):
        start, end = match.start() + dotted_lead(match.group()), dotted_end(page, match)
        first, _, last = page.low[start:end].partition("·")
        own = sum(char in SOUNDED for char in first + last) * 2 >= len(first + last) or first in surnames()[0]
        if own and len(first) > 1 and len(last) > 1 and page.free(start, end):
            found.append((start, end))
    return found


def spoken_against(page: Page, start: int, end: int) -> bool:
    """Whether what stands alone is no name for its looks (平分, 叶小姐) or for its place (查起来)."""
    han = all("\u3400" <= char <= "\u9fff" for char in page.low[start:end])
    return han and end - start <= 4 and weight(page, start, end) < LITTLE


def weight(page: Page, start: int, end: int) -> float:
    """The sum of what speaks for and against a name at a place."""
    word = page.low[start:end]
    shape = _shape(word)
    before, after = _before(page, start), _after(page, start, end)
    if shape is None and after and after >= _EDGED and _of_somebody(page, start) and _given_behind(word):
        shape = 1.0  # 毕业生洗玉娇: whatever the surname
    if shape is None or before is None or after is None:
        return 0.0
    told = float(any(hit.entity in _COMPANIONS for hit in page.hits)) + float(heads(page, end))
    rest = page.low[:start] + "某" + page.low[end:]
    spelt = 2.5 if any(re.search(_OF_A_CHARACTER.format(c), rest) for c in word) or _composed(word, rest) else 0.0
    return shape + before + after + told + spelt


def _shape(word: str) -> float | None:
    compound, single, common = surnames()
    if word[:2] in TALK | MATTERS or set("某第字号") & set(word):
        return None
    if sounded_throughout(word) or sounded(word):
        return 3.0 if pieces().fullmatch(word) else 2.0
    if word in lexicon.words("names_too"):
        return 0.5
    head = 2 if word[:2] in compound else 1 if word[0] in single else 0
    head = 1 if head == len(word) and word[0] in single else head  # 钟离: 钟 and a given name
    given = word[head:]
    if not head or not 1 <= len(given) <= 2 or NEVER & set(given) or TITLE.search(word[1:]):
        return None
    if given in _NO_GIVEN or given in lexicon.words("majors"):
        return None
    total = 2.0 if head == 2 else 0.0 if word[0] in WORDLIKE else 0.5 if word[0] in common else 1.0
    total += 0.5 if len(word) > 2 else -1.0
    total -= sum(char in RARELY for char in given)
    total += 1.0 if given_like("x" + given) else -0.5 if head == 2 or given_somewhere(given) else -1.5
    return total - (2.0 if forbidden(word) else 0.0) - (1.5 if is_word(word) else 0.0)


def _composed(word: str, rest: str) -> bool:
    """Whether the surname is spelt out by its parts somewhere else: 双人徐, 木子李."""
    return re.search(_COMPOSED.format(word[0]), rest) is not None


def _of_somebody(page: Page, start: int) -> bool:
    return _FORMAL.search(page.low[:start]) is not None


def _given_behind(word: str) -> bool:
    return given_alone(word) and not forbidden(word) and word[0] not in NEVER | RARELY | SMALL_WORDS | set("在被各")


def _before(page: Page, start: int) -> float | None:
    before = page.low[max(0, start - 4) : start]
    if _NOT_MEANT.search(before):
        return None
    if not before or _EDGE.search(before[-1]):
        return 2.0
    if page.taken[start - 1]:
        return None if page.low[start] in SMALL_WORDS else 1.0  # 评阅书和决议
    if page.low[start] in page.low[:start] and re.search(_LIKENED.format(page.low[start]), page.low[:start]):
        return _SPELT  # 丘比特的丘丘念真, 弓长张的张伟
    person = _PERSON.search(before)
    if person:
        return _BEHIND_A_NOUN if len(person.group()) > 1 else 2.0
    return 0.5 if _DOING.search(before) else None


def _after(page: Page, start: int, end: int) -> float | None:
    if page.low.startswith("的", end) and page.low[end + 1 : end + 2] in [*page.low[start:end]]:
        if not _HAN.match(page.low, end + 2):
            return None  # 李子园的李: what explains a character
    if _SAID_OF_PEOPLE.match(page.low, end):
        return 2.0
    if end == len(page.low) or _EDGE.match(page.low, end):
        return _EDGED
    if (page.low[end] in _COMPLEMENTS and end - start == len("查起")) or (
        page.low[end - 1] == "之" and page.taken[end]
    ):
        return None  # 查起来; 原列之招工表
    if page.taken[end] or _NUMBERED.match(page.low, end):
        return 1.0
    return 0.5 if _SAID.match(page.low, end) else None
