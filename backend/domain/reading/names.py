"""People's names: introduced, called, bare among other details, Chinese, minority, foreign, former.

A name is believed for its cue (我叫, 姓名:, 收件人, 我爸) or, without one, for looking like nothing else: a
surname and common given-name characters standing alone beside other details. Role follows from the cue.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from backend.domain.reading import lexicon
from backend.domain.reading.model import Role
from backend.domain.reading.name_cues import CUES, ENGLISH_STOP, TALK, Cue
from backend.domain.reading.page import Hit, Page

_HAN = "\u3400-\u9fff"
_DOTTED = re.compile(rf"[{_HAN}]{{1,8}}(?:[·.][{_HAN}]{{1,10}}){{1,4}}")
_LATIN = re.compile(r"[A-Z][A-Za-z'\-]*\.?(?:[ ,]{1,2}[A-Z][A-Za-z'\-]*\.?){1,3}|[A-Z][a-z]{2,15}")
_LOOSE_LATIN = re.compile(r"[A-Za-z][A-Za-z'\-]+(?: [A-Za-z][A-Za-z'\-.]*){1,3}")
_FULL = rf"[{_HAN}]"

#: Never part of a given name.
_NEVER = frozenset(
    "的了是我你您他她它们吗呢吧嘛哦啊呀噻哈嗯个份这那哪么怎给把被让请办寄取叫姓没吃喝跑谁啥咋号证单册级届够于"
)
#: Rarely part of a given name: given up when the name ends well without it.
_RARELY = frozenset(
    "要想在和与及就也还能可会去来从到对为以有用不已本想男女说问看查读考学毕住申开做拿收现原曾今前后专系院班需帮代替电手邮身生年月日时我一二三四五六七八九十两已将都均各等就这"
)

_AFTER = re.compile(
    r"$|[\s,.。;;、:()\-/|\"'<>!??~+&*=#@]|[0-9a-z]|的|是|在|于|从|学号|学籍|身份|证件|电话|手机|联系|邮箱|毕业|本科|专科|硕士|博士|研究|大专|函授|成教|自考|"
    r"想|要|需要|女|男|我|他|她|您|你|老师|同学|同志|先生|女士|小姐|收|寄|和|跟|与|及|以及|曾用|原名|以前|原来|现在|现名|读|学的|学院|就读|考|来|去|今年|"
    r"[零一二三四五六七八九两]{2}[级届年]|专业|帮|代|替|办|查|申请|入学|户口|户籍|出生|住|家|配偶|老公|老婆|爱人|不|没|已|了|吧|呢|啊|哈|嘛|哦|噻|呀|这|那|两个字|三个字|"
    r"毕页|结婚|离婚|登记|当年|当时|父|母|儿|护照|工作|单位|公司|成绩|档案|密封|地址|有|就|也|还|能|可|把|给|让|委托|授权|因|由于|为|用|开|拿|取|领|申|现|原|曾|系|等|都|上|下|到|对|请|麻烦|谢谢|之前|目前|，|籍|改|换|叫|名|姓|他|去年|前年|退|转|做|出国|移民|留学|一九|二零"
)
_CAUTIOUS_AFTER = re.compile(
    r"$|[\s,.。;;、:()\-/|\"'<>!??~+&]|[0-9a-z]|的|是|在|于|从|学号|身份|证件|电话|手机|联系|邮箱|毕业|本科|专科|硕士|博士|研究|大专|函授|想|要|需要|女|男|同学|同志|先生|女士|小姐|收|寄|和|跟|与|及|"
    r"曾用|原名|现在|就读|[零一二三四五六七八九两]{2}[级届年]|办|查|申请|代|帮|替|开|去|来|拿|取|领|登记|结婚|离婚|领证|不是|学历|学籍|成绩|档案|有没有|是否|有无|入学|读|系|学|当|已|了|吧|啊|哈|呀|呢|委托|授权|之托|因|等|曾|都|均|各|也|还"
)


_SUFFIXED = re.compile(
    rf"(?P<n>[{_HAN}]{{2,4}}?)(?=同志|同学(?!录|会)|女士|先生|小姐|(?:亲)?收(?![到件货不取费集据发入款]|藏|信|购)|亲启|本人(?:的|,|$)|老师(?:收)|\(收\))"
)
_OF = re.compile(
    rf"(?P<n>[{_HAN}]{{2,4}})(?=的(?:中文|英文|中英文)?(?:成绩|学历|学籍|毕业|学位|档案|人事|录取|证书|材料|个人|登记|婚姻|身份|学号|委托|情况|信息|在校|本科|硕士|在读|真实|申请|电话|手机|进度))"
)
_SURNAME_FIRST = re.compile(
    rf"(?:我|本人)?姓(?P<s>[{_HAN}]{{1,2}}?)[,、\s]*(?:名字?(?:叫|是)?|叫|单名(?:一个)?|名叫)\s*(?P<g>[{_HAN}]{{1,2}})(?=字|$|[,。;;\s]|的)"
)
_SURNAME_LAST = re.compile(
    rf"(?:^|[,。\s叫])(?P<g>[{_HAN}]{{1,2}})[,、\s]+(?:我)?姓(?P<s>[{_HAN}]{{1,2}})(?=$|[,。;;\s]|的)"
)
_SEGMENT = re.compile(r"[^\s,。;;、:()/|\"<>!??~+&*=#@\n]+")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Compound surnames, all single ones, and the hundred and twenty commonest."""
    compound = frozenset(word for word in lexicon.words("surnames") if len(word) > 1)
    single = tuple(word for word in lexicon.words("surnames") if len(word) == 1)
    return compound, frozenset(single), single[:150]


@cache
def _given() -> frozenset[str]:
    return frozenset(lexicon.words("given"))


@cache
def _not_names() -> frozenset[str]:
    own = set(lexicon.words("not_names"))
    for group in ("province", "city", "country"):
        own.update(lexicon.keyed("places")[group])
    own.update(word for word in lexicon.words("majors"))
    return frozenset(own)


def find(page: Page, expecting: str | None) -> None:
    """Add the names of a page, former ones and those of spouses and recipients under their own roles."""
    _by_surname(page)
    for cue in CUES:
        if cue.needs is not None and not cue.needs.search(page.low):
            continue
        for match in cue.pattern.finditer(page.low):
            _after_cue(page, match.end(), cue, match)
    for pattern in (_SUFFIXED, _OF):
        for match in pattern.finditer(page.low):
            _before_cue(page, match)
    _bare(page, expecting)


def _by_surname(page: Page) -> None:
    """姓周,叫小安 and 小安,姓周."""
    for pattern in (_SURNAME_FIRST, _SURNAME_LAST):
        for match in page.free_matches(pattern):
            surname, given = match.group("s"), match.group("g")
            compound, single, _ = _surnames()
            if surname in compound | single and not _NEVER & set(given) and given not in ("什么", "我叫"):
                full = given if given.startswith(surname) and len(given) > 1 else surname + given
                start = min(match.start("s"), match.start("g"))
                page.add(Hit("name", full, start, max(match.end("s"), match.end("g"))))


def _after_cue(page: Page, position: int, cue: Cue, match: re.Match[str]) -> None:
    while position < len(page.text) and page.text[position] in " \"'":
        position += 1
    if position >= len(page.text) or page.taken[position]:
        return
    end = name_end(page, position, strong=cue.strong, loose=cue.loose)
    if end is None or not page.free(position, end):
        return
    entity, role = cue.entity, cue.role
    if entity == "spouse_name" and re.search(
        r"(?:帮|替|代|给|为|查)我?(?:的)?$", page.low[max(0, match.start() - 4) : match.start()]
    ):
        entity, role = "name", "subject"
    page.add(Hit(entity, page.written(position, end), position, end, None, role))
    following = re.match(r"\s*(?:、|和|与|跟|及|,|以及)\s*", page.low[end:])
    if following and not cue.strong and page.low[end : end + 1] in "、和与及":
        _after_cue(page, end + following.end(), cue, match)


def _before_cue(page: Page, match: re.Match[str]) -> None:
    for start in range(match.start("n"), match.end("n") - 1):
        end = match.end("n")
        if page.free(start, end) and _looks_like(page.low[start:end]) and _clean_before(page, start):
            role: Role = (
                "recipient" if page.low[end : end + 1] in "收亲" or page.low[end : end + 2] == "(收" else "subject"
            )
            page.add(Hit("name", page.written(start, end), start, end, None, role))
            return


def _clean_before(page: Page, start: int) -> bool:
    """Whether a name could begin here: after an edge, a claimed stretch, or a word of doing."""
    if start == 0 or page.taken[start - 1]:
        return True
    before = page.low[max(0, start - 3) : start]
    return bool(
        re.search(
            r"[^\u3400-\u9fff]$|[查开办要给帮替代和是叫写有询实寄于生工让请的对为号室楼栋层座村组家友事街路]$|(?:告诉|给|帮|问)我$",
            before,
        )
    )


def _looks_like(word: str) -> bool:
    """Whether a stretch by itself looks like a Chinese person's name and like nothing else."""
    compound, single, common = _surnames()
    if len(word) < 2 or _forbidden(word) or _TITLE.search(word[1:]):
        return False
    if word[:2] in compound:
        return len(word) in (3, 4) and not _NEVER & set(word[2:])
    if word[0] not in single or len(word) not in (2, 3) or (_NEVER & set(word[1:])):
        return False
    known = sum(char in _given() or _rare(char) for char in word[1:])
    if word[0] in common:
        return known == len(word) - 1 or (len(word) == 3 and known >= 1)
    return known == len(word) - 1


def _rare(char: str) -> bool:
    """Whether a character is outside everyday writing, as only names are."""
    try:
        return not char.encode("gb2312")
    except UnicodeEncodeError:
        return True


def _forbidden(word: str) -> bool:
    return any(word[:length] in _not_names() for length in (1, 2, 3, 4)) and word[:2] not in _surnames()[0]


def name_end(page: Page, start: int, *, strong: bool, loose: bool = False) -> int | None:
    """Where the name beginning at `start` ends; None when nothing there is one."""
    dotted = _DOTTED.match(page.text, start)
    if dotted:
        return _dotted_end(page, dotted)
    latin = _LATIN.match(page.text, start) or (_LOOSE_LATIN.match(page.text, start) if loose else None)
    if latin:
        return _latin_end(latin, strong)
    run = re.compile(rf"[{_HAN}]{{2,12}}").match(page.text, start)
    if run is None:
        return None
    limit = next((p for p in range(start, run.end()) if page.taken[p]), run.end())
    return _han_end(page, start, limit, strong)


def _dotted_end(page: Page, match: re.Match[str]) -> int:
    """A dotted name runs to its end, less the words that follow without a divider."""
    last = max(match.group().rfind("·"), match.group().rfind(".")) + 1
    tail = match.start() + last
    for end in range(tail + 1, match.end()):
        if end - tail >= 2 and _AFTER.match(page.low, end) and page.low[end] not in "尔古丽提江木买力艾阿不都热依克":
            return end
    return match.end()


def _latin_end(match: re.Match[str], strong: bool) -> int | None:
    words = re.findall(r"[A-Za-z'\-]+", match.group())
    kept = []
    for word in words:
        if word.lower() in ENGLISH_STOP:
            break
        kept.append(word)
    if not kept or (len(kept) < 2 and not strong):
        return None
    end = match.start()
    for word in kept:
        end = match.string.index(word, end) + len(word)
    return end


def _han_end(page: Page, start: int, limit: int, strong: bool) -> int | None:
    text = page.low
    compound, single, _ = _surnames()
    head = 2 if text[start : start + 2] in compound else 1 if text[start] in single else 0
    if text[start : start + 2] in TALK:
        return None
    if _MENTOR.search(text[max(0, start - 8) : start]):
        return None
    if head == 0:
        return _unusual_end(page, start, limit) if strong else None
    if not strong and _forbidden(text[start : start + 4]):
        return None
    after = _AFTER if strong else _CAUTIOUS_AFTER
    endings = []
    for given in (2, 1):
        end = start + head + given
        if end > limit or _NEVER & set(text[start + head : end]):
            continue
        if re.match(rf"的[{re.escape(text[start + 1 : end])}]", text[end : end + 2]):
            return None  # 章鱼的章: a word that explains a character
        if end == limit or after.match(text, end) or text[end] in text[start:end]:
            endings.append(end)
    if not endings:
        return _unusual_end(page, start, limit) if strong else None
    longest = endings[0]
    if _TITLE.search(text[start + 1 : longest]):
        return None
    if len(endings) == 2 and text[longest - 1] in _RARELY and text[longest - 1 : longest + 1] != "平":
        return endings[1]
    if not strong and not _looks_like(text[start:longest]):
        return endings[1] if len(endings) == 2 and _looks_like(text[start : endings[1]]) else None
    return longest


def _unusual_end(page: Page, start: int, limit: int) -> int | None:
    """A name without a known surname, believed only after a strong cue and up to a clear edge."""
    for end in range(min(limit, start + 9), start + 1, -1):
        word = page.low[start:end]
        if _NEVER & set(word) or word in _not_names() or word[0] in _ODD_START or _PLACE.search(word):
            continue
        edge = (
            end == len(page.low)
            or re.match(r"[\s,.。;;、()/!??]|[0-9]", page.low[end])
            or (end == limit and end < len(page.low) and page.taken[end])
        )
        if (
            edge
            and len(word) >= 2
            and not re.search(
                r"[要想办开查不]|毕业|学院|什么|学[历籍位]|档案|成绩|身份|资料|材料|情况|信息|电话|地址|授权|签字|姓名|名字|不|错",
                word,
            )
        ):
            return end
    return None


def _bare(page: Page, expecting: str | None) -> None:
    """Names standing alone: a whole segment, or the free part of one beside claimed details."""
    wanted = expecting in {"name", "former_name", "spouse_name", "recipient"}
    entity = {"former_name": "former_name", "spouse_name": "spouse_name"}.get(expecting or "", "name")
    role: Role = {"recipient": "recipient", "spouse_name": "spouse"}.get(expecting or "", "subject")  # type: ignore[assignment]
    segments = list(_SEGMENT.finditer(page.text))
    rich = wanted or len(segments) == 1 or any(hit.entity in _COMPANIONS for hit in page.hits) or "姓" in page.low
    for segment in segments:
        for start, end in _free_runs(page, segment.start(), segment.end()):
            found = _bare_name(page, start, end, wanted)
            if found is not None and (rich or _explained(page, found)):
                page.add(Hit(entity, page.written(*found), *found, None, role))
    _bare_latin(page, wanted, entity, role)


_PLACE = re.compile(r"大学|学院|公社|公司|[镇村乡厂系路街局馆队班院所校]$")
_MENTOR = re.compile(r"(?:导师|班主任|辅导员|校长|系主任)(?:是|叫|名叫|姓名)*$")
_TITLE = re.compile(
    r"同学|老师|教授|主任|处长|院长|科长|校长|师傅|经理|医生|大爷|阿姨|先生|女士|小姐|律师|学生|[镇厂系校局馆院所]$"
)
_ODD_START = frozenset("改换变在更时怎可能和与跟及也都没有中英或栏里上下处错对打写说就的")
_FIELD = re.compile(
    rf"(?P<n>[{_HAN}]{{2,4}}?)(?=学号|身份证|证件|电话|手机|联系|邮箱|护照|性别|男|女|专业|毕业于|想要?|要|申请|来|收$|本人)"
)


def _could_be(word: str) -> bool:
    """A common surname and whatever may follow it."""
    common = _surnames()[2]
    return len(word) in (2, 3) and word[0] in common and not _forbidden(word) and not (_NEVER | _RARELY) & set(word[1:])


def _full_of_details(page: Page) -> bool:
    return sum(hit.entity in _COMPANIONS for hit in page.hits) >= 3


def _explained(page: Page, found: tuple[int, int]) -> bool:
    """Whether the rest of the message spells the name out: 李雪梅,木子李."""
    return any(char in page.low[found[1] :] for char in page.low[found[0] : found[1]])


_COMPANIONS = frozenset(
    {
        "student_id",
        "id_number",
        "phone",
        "enrollment_year",
        "graduation_year",
        "degree_level",
        "department",
        "major",
        "document_type",
        "address",
        "email",
        "passport",
        "landline",
    }
)


def _free_runs(page: Page, start: int, end: int) -> list[tuple[int, int]]:
    """Maximal stretches of unclaimed Han characters."""
    edges = [
        start - 1,
        *(
            p
            for p in range(start, end)
            if page.taken[p] or (not "\u3400" <= page.text[p] <= "\u9fff" and page.text[p] not in "·.")
        ),
        end,
    ]
    return [(a + 1, b) for a, b in pairwise(edges) if b - a > 2]


def _bare_name(page: Page, start: int, end: int, wanted: bool) -> tuple[int, int] | None:
    text = page.low[start:end]
    text = re.sub(r"(?:本人|吧|啊|呀|哈|嘛|的|哦|噻|呢)$", "", text)
    lead = (
        re.match(r"(?:是|我是|叫|我叫|本人|就是|应该是|写|我)(?=.{2,})", text)
        if wanted
        else re.match(r"(?:.{0,5}(?:毕业|就读)的|的|叫|是|我是|本人|学生|校友)(?=.{2})", text)
    )
    start += lead.end() if lead else 0
    text = text[lead.end() :] if lead else text
    end = start + len(text)
    before_field = _FIELD.match(text)
    if before_field and _looks_like(before_field.group("n")):
        return start, start + before_field.end("n")
    if _DOTTED.fullmatch(text):
        return start, end
    if _looks_like(text) or (_could_be(text) and _full_of_details(page)):
        return start, end
    if wanted and 2 <= len(text) <= 8 and not _NEVER & set(text) and not _forbidden(text):
        limit = _han_end(page, start, end, True)
        return (start, limit) if limit else None
    return None


def _bare_latin(page: Page, wanted: bool, entity: str, role: Role) -> None:
    if wanted and not any(hit.entity == entity for hit in page.hits):
        match = re.search(r"[A-Za-z][A-Za-z'\-.]*(?: [A-Za-z][A-Za-z'\-.]*){0,4}", page.text)
        if match and page.free(*match.span()) and match.group().lower() not in ENGLISH_STOP:
            page.add(Hit(entity, match.group(), match.start(), match.end(), None, role))
        return
    for match in _LATIN.finditer(page.text):
        words = re.findall(r"[A-Za-z'\-]+", match.group())
        edge = match.start() == 0 or page.text[match.start() - 1] in "\n,;:。"
        if (
            2 <= len(words) <= 3
            and edge
            and not any(w.lower() in ENGLISH_STOP for w in words)
            and page.free(*match.span())
        ):
            page.add(Hit(entity, match.group().strip(), match.start(), match.end(), None, role))
