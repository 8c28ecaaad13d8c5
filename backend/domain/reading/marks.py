"""The small words around papers: language, how many, sealed or not, and what divides one row from the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from backend.domain.reading.numbers import COUNT, number
from backend.domain.reading.page import Page

MarkKind = Literal["document", "language", "copies", "sealed"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One word that shapes a row."""

    kind: MarkKind
    value: str | int | bool
    start: int
    end: int
    each: bool = False
    total: bool = False
    denied: bool = False
    dropped: bool = False
    pair: bool = False
    weak: bool = False


_INNER = re.compile(r"英文|英语|英译|english|中文|chinese")
_BILINGUAL = re.compile(
    r"(?<!其)中英文?(?:对照|双语|互译|合一|合版|混排|合璧)(?:版|的|件)?|英中(?:对照|双语)(?:版)?|双语(?:对照)?(?:版)?|中英文合在?一(?:起|张)|bilingual"
)
_PAIR = re.compile(
    r"中文英文(?:版本?)?|英文中文(?:版本?)?|(?<![其当])中、?英文?(?:双份|版本?|两?种|件)?|中文?[和与及跟加、/+&]英文?(?:版本?)?|英文?[和与及跟加、/+&]中文?(?:版本?)?|英、?中文(?:版本?)?"
)
_BRACKETED = re.compile(r"\((?P<l>中英文?|中文?|英文?)(?:版|文版)?(?=[),])")
_SINGLE = re.compile(
    r"(?P<en>英文(?:版本?|件)?|英的(?=封|密封|不|要|就|也)|英语版|英语的|英语(?=成绩单|成绩证明|学籍|学位证|毕业证|学历|证明|翻译|\s*\d{1,2}(?!\d|级|年))|英版|外文(?:版|的)?|english(?: version| copies| copy| language)?|(?<![a-z.])eng(?![a-z.])|英(?=文?\s*(?:版|的)?\s*[x*:]?\s*[\d一两二三四五六七八九十]{1,2}\s*(?:份|分|张|[,,、。;;\s中]|$)))"
    r"|(?P<zh>中文(?:版本?|件)?|(?<=[,。;\s])中的(?=封|密封|不|要|就|也)|汉语版|汉文|华文|chinese(?: version| copies| copy| language)?|(?<!其)中(?=文?\s*(?:版|的)?\s*[x*:]?\s*[\d一两二三四五六七八九十]{1,2}\s*(?:份|分|张|[,,、。;;\s英]|$)))"
)
_BOTH = re.compile(r"(?:的|版|成绩单?|,)*(?:都|各|两种|均|分别|全要|一样)")
_NOT_LANGUAGE = re.compile(
    r"(?:系|专业|学院|学校|名字?|姓名|拼音|水平|成绩(?!单|证|表|册|的|要|,|。| |$|\d)|四级|六级|考试|授课|老师|课| ?literature| ?linguistics| ?language| ?history| ?medicine| ?law| ?philology| ?citizenship| ?government| ?major| ?department| ?teacher| ?name| ?studies| ?id\b| ?passport| ?citizen| ?phone| ?number| ?address| ?mobile| ?new year| ?national)"
)
_NOT_BEFORE = re.compile(r"(?:[会说讲懂]|speak |我的|学|专业|专业是|读)$")

#: 两份一中一英: counts and languages in one breath.
_BY_KIND = re.compile(rf"(?<!各)(?P<n1>{COUNT})(?P<l1>[中英])[,、和加]?(?P<n2>{COUNT})(?P<l2>[中英])(?![文国名学])")
_UNIT = r"(?:份儿?|分(?![感满抱重急着难高清不开钱钟数之校院开公析别布部店局享配手清明辨])|张|套|fen(?![a-z])|粉(?=成绩|学|毕|英|中|录|[,。]|$)|copy\b|copies\b|cp\b)"
_EACH = r"(?:各?一式|各自|各(?:要|来|开|打|印|办|出|给|寄|弄|给我|给我来|需要|需)?|每(?:样|种|个|份|一?张|一种|一样)?(?:都|各)?(?:要|来|开|打|印|办|出|给|弄|需要|需)?|分别(?:要|来|开|打|印|办|出)?|都(?:要|来|开|是|各|需要|办|打|给我|得)?|全(?:都)?(?:要|来|开)|一样(?:要|来|开|给我)?|一式)"
_COPIES = re.compile(
    rf"(?P<each>{_EACH})?\s*(?P<n>{COUNT}|双)\s*(?:个)?{_UNIT}"
    rf"|(?P<each2>{_EACH})\s*(?P<n2>{COUNT})(?![\d十了多岁几式年月日号级届天个周楼层栋室路%.回次趟遍人家边头位页点礼星小钟])"
    r"|(?:[要来开打印加办弄寄给搞整]|共)(?:我)?(?P<n3>俩|仨)(?!人|孩|字|兄)|(?<=[,、 ])(?P<n9>俩|仨)(?=[,。、]|$)"
    r"|份数[^,。;]{0,6}?(?:改[到成为]|变成|换成|加到|减到)\s*(?P<n7>\d{1,2}|[一两二三四五六七八九十]{1,2})(?![\d年月])"
    r"|copies\s+(?:from\s+\d{1,2}\s+)?to\s+(?P<n8>\d{1,2})"
    r"|(?:份数|数量|copies|number of copies|quantity|qty)\s*(?:[:=]|应该是|应为|是要|是|为|要|改成|就)?\s*(?P<n4>\d{1,2}|[一两二三四五六七八九十]{1,2})(?![\d年月])"
)
_TWO = re.compile(r"(?<![数质分])[量凉辆]份")
_ONE = re.compile(r"(?<=[要开来打办出弄整搞印加添])(?:份|张)")
_PIECES = re.compile(rf"(?P<n>{COUNT})个(?:的|我的|我)?")
_ENGLISH_COUNT = re.compile(
    r"(?<![a-z\d\-])(?P<n>one|two|three|four|five|six|seven|eight|nine|ten|an?|\d{1,2})\s+(?:new |more |extra |additional |certified |sealed |official |original |in |(?:english|chinese)\b ?|bilingual |hard |paper |printed )*(?P<noun>(?:copy|copies|sets?)\b)?"
)
_ENGLISH = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_TIMES = re.compile(
    r"\)?\s*(?:[x*+:]|乘以?)\s*(?P<n>\d{1,2}|[一两二三四五六七八九十])(?![\d年月日号级届.-])|\s*(?P<bare>\d{1,2})(?=\s*(?:[,,、。;;中英都各密封]|$|学位|毕业|成绩|学籍|学历|录取|[和加]|\s[\u4e00-\u9fff]))"
)
_NOT_COPIES_BEFORE = re.compile(
    r"(?:第|点|信封|多少钱|几块钱?|元|块|上|哪|这|那|前|后|头|另外?那|之前那|某|最多|最少|至少|顶多|只能|只给|每人|多少|多花|人手|[钱钿米](?:嘛|呀|啊|哦|一|呢)?|每(?=页|张)|毛钱?|(?<!减)少了?|差了?|缺了?|传了?|拍了?|发了?|填了?|提交了?|填写|重新发|收到过?)$"
)
_PRICE_AFTER = re.compile(
    r"^(?:的)?(?:多少钱|好多钱|几块|几元|多少|好多|\d+元|要多少|要好多|收|价|费|就行吗|够|申请|合同|快递(?!给|到|寄|过来|送|回|来|去|,|吧)|包裹|表格|函|委托书|介绍信|公函|工作|心|子|之|假|[\u4e00-\u9fff]{0,8}(?:辞职信|清单|简历|报告$|作文))"
)
_BARE = re.compile(
    r"^\s*(?:就|要|来|那就|先|开|给我|那|嗯|大概|一共|总共)*\s*(?P<n>\d{1,3}|[一二两三四五六七八九十俩仨双壹贰叁肆伍]{1,3})\s*(?:个|本|fen|f)?(?:吧|就行|就好|就够了?|即可|够了|嘛|噻|哈|的|呢|。|\.|!|可以了?|谢谢|\s)*$"
)
_TOTAL = re.compile(r"(?:一共|总共|共|合计|总计|一起|加起来|拢共|in total)(?:是|要|开|来|需要)?$")
_SEALED = re.compile(
    r"密封|(?<![密信一几个拆开写])封(?![面皮条锁号存闭套印信装口好起上缄个在页建])|蜜封|密风|密峰|封口|封起|封好|封起来|封上|封装|封缄|火漆|骑缝章|sealed|seal\b|装信封封|信封封"
)
_UNSEALED = re.compile(r"散装|敞口|开口的|unsealed|not sealed")
_NOT_SEALED = re.compile(
    r"(?:不用|不需要?|不要|不必|无需|无须|(?<![分特])别|没必要|不想|不|莫|非|免|未)(?:给我|再|做|特意|弄成|加)?$"
)
#: 密封：否
_FIELD = re.compile(r"^[:=]\s*(?:(?P<no>否|不|无|没|no)|是|要|需|yes)")
_ASKED = re.compile(
    r"^(?:的)?(?:吗|么|嘛|不$|要钱|收费|另外|是什么|是啥|怎么)|^.{0,6}(?:要钱|加钱|收费|什么意思|怎么弄|吗$|吗[??])|^好?的?信封.{0,8}(?:破|烂|怎么)"
)


def languages(page: Page) -> list[Mark]:
    """The languages named, in order; 中英文 is one mark of a pair."""
    found: list[Mark] = []
    taken = bytearray(len(page.low))
    for match in page.free_matches(_BRACKETED):
        code = "zh_en" if "中英" in match.group("l") else "en" if "英" in match.group("l") else "zh"
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
        found.append(Mark("language", code, match.start("l"), match.end(), pair=code == "zh_en"))
    for pattern, value, pair in ((_BILINGUAL, "zh_en", False), (_PAIR, "zh_en", True), (_SINGLE, "", False)):
        for match in page.free_matches(pattern):
            if any(taken[match.start() : match.end()]) or _another_sense(page, match):
                continue
            taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
            language = value or ("en" if match.group("en") else "zh")
            both = pair and bool(_BOTH.match(page.low[match.end() : match.end() + 8]))
            found.append(Mark("language", language, match.start(), match.end(), pair=pair, each=both))
    return sorted(found, key=lambda mark: mark.start)


def by_kind(page: Page) -> list[Mark]:
    """一中一英: a language and a count each."""
    found: list[Mark] = []
    for match in page.free_matches(_BY_KIND):
        for place in "12":
            count = number(match.group(f"n{place}"))
            code = "zh" if match.group(f"l{place}") == "中" else "en"
            if count and match.group("l1") != match.group("l2"):
                found.append(Mark("copies", count, *match.span(f"n{place}")))
                found.append(Mark("language", code, *match.span(f"l{place}")))
    return found


def inner_languages(page: Page, papers: list[Mark]) -> list[Mark]:
    """Languages that are part of a paper's name: 英文翻译件."""
    found: list[Mark] = []
    for paper in papers:
        inside = _INNER.search(page.low, paper.start, paper.end)
        if inside and not page.low[: inside.start()].endswith("中"):
            language = "zh" if inside.group() in ("中文", "chinese") else "en"
            found.append(Mark("language", language, inside.start(), inside.end()))
    return found


def _another_sense(page: Page, match: re.Match[str]) -> bool:
    """English as a subject, a name in English, and the like."""
    after, before = page.low[match.end() : match.end() + 12], page.low[max(0, match.start() - 6) : match.start()]
    return bool(_NOT_LANGUAGE.match(after) or _NOT_BEFORE.search(before))


_TO_KEEP = re.compile(r"(?:备着|备用|备份|留着|留底|放着|放家|保险|以防|踏实|放心|总没错|总是好)")


def copies(page: Page, papers: list[Mark], expecting: str | None) -> list[Mark]:
    """How many copies, in order; `papers` are the papers and languages, after which a bare number or x2 may follow."""
    starts = {mark.start for mark in papers if mark.kind == "document"}
    found = [mark for match in page.free_matches(_COPIES) if (mark := _copies_mark(page, match, starts)) is not None]
    found += _small_counts(page, starts)
    found += _english_copies(page, starts, found)
    found += _counts_after(page, [mark.end for mark in papers], found)
    if not found and (expecting == "copies" or page.low.strip() in ("俩", "仨")):
        bare = _BARE.match(page.low)
        value = number(bare.group("n")) if bare and bare.group("n") != "双" else 2 if bare else None
        if bare and value and 0 < value < 200 and page.free(*bare.span("n")):
            found.append(Mark("copies", value, *bare.span("n")))
    return _without_spares(page, sorted(found, key=lambda mark: mark.start))


def _without_spares(page: Page, found: list[Mark]) -> list[Mark]:
    """改成两份,多备一份 (or 多一份备着): the second count says why, not how many."""
    return found[:1] + [mark for mark in found[1:] if not spare(page.low, mark.start, mark.end)]


def spare(text: str, start: int, end: int) -> bool:
    """Whether a count is told as a reason: one more to keep, to be safe."""
    before, after = text[:start], text[end : end + 8].lstrip("份张套")
    return before.endswith(("多备", "备用", "备")) or (before.endswith("多") and bool(_TO_KEEP.match(after)))


def _small_counts(page: Page, starts: set[int]) -> list[Mark]:
    """两个成绩单, 要份成绩单, and 量份 for 两份."""
    found = [Mark("copies", 2, *match.span()) for match in page.free_matches(_TWO)]
    found += [
        Mark("copies", 1, *match.span(), weak=True)
        for match in _ONE.finditer(page.low)
        if match.end() in starts or _SINGLE.match(page.low, match.end())
    ]
    for match in page.free_matches(_PIECES):
        if match.end() in starts:
            count = number(match.group("n")) or 1
            found.append(Mark("copies", count, *match.span(), weak=count == 1))
    return found


def _counts_after(page: Page, ends: list[int], known: list[Mark]) -> list[Mark]:
    """A bare number or x2 right after a paper or a language."""
    found: list[Mark] = []
    for end in ends:
        times = _TIMES.match(page.low, end)
        value = number(times.group("n") or times.group("bare")) if times else None
        if times is None or not value or not page.free(*times.span()):
            continue
        if not any(mark.start < times.end() and times.start() < mark.end for mark in known):
            found.append(Mark("copies", value, *times.span()))
    return found


def _english_copies(page: Page, starts: set[int], known: list[Mark]) -> list[Mark]:
    """Two copies, 3 sealed English transcripts; the article alone is no count."""
    found: list[Mark] = []
    for match in _ENGLISH_COUNT.finditer(page.low):
        value = _ENGLISH.get(match.group("n")) or number(match.group("n"))
        spoken = match.group("n") not in ("a", "an") and re.search(r"chinese|english", match.group())
        counted = (
            match.group("noun")
            or spoken
            or (match.group("n") not in ("a", "an") and any(match.end("n") < start <= match.end() for start in starts))
        )
        priced = "how much" in page.low[max(0, match.start() - 24) : match.start()]
        doubled = priced or any(mark.start <= match.start("n") < mark.end for mark in known)
        if value and counted and not doubled and page.free(*match.span("n")):
            end = (
                match.end("noun")
                if match.group("noun") and match.end("n") + 1 >= match.start("noun")
                else match.end("n")
            )
            found.append(
                Mark("copies", value, match.start("n"), end, each=page.low[end : end + 8].lstrip().startswith("each"))
            )
    return found


def _copies_mark(page: Page, match: re.Match[str], starts: set[int]) -> Mark | None:
    text = next(group for key, group in match.groupdict().items() if key.startswith("n") and group)
    value = 2 if text == "双" else _ENGLISH.get(text) or number(text)
    before, after = page.low[max(0, match.start() - 6) : match.start()], page.low[match.end() : match.end() + 6]
    loose = "张" in match.group() and not page.papers
    points = loose or (value is not None and value > 20 and "分" in match.group())
    pointed = before.endswith(("那", "这")) and any(0 <= start - match.end() <= 3 for start in starts)
    none = (_NOT_COPIES_BEFORE.search(before) and not pointed) or _PRICE_AFTER.match(after)
    if value is None or points or not 0 < value < 200 or none:
        return None
    each = bool(match.group("each") or match.group("each2"))
    return Mark("copies", value, match.start(), match.end(), each=each, total=bool(_TOTAL.search(before)))


def seals(page: Page) -> list[Mark]:
    """Sealed or not, in order; a question about sealing alone is no wish."""
    found = [Mark("sealed", False, m.start(), m.end()) for m in page.free_matches(_UNSEALED)]
    for match in page.free_matches(_SEALED):
        if any(m.start < match.end() and match.start() < m.end for m in found):
            continue
        before, after = page.low[max(0, match.start() - 6) : match.start()], page.low[match.end() : match.end() + 8]
        refused = _NOT_SEALED.search(before)
        wish = refused is None
        if re.search(r"(?:那个|刚才(?:[说选]的?)?|说的)$", before) and found:
            continue
        field = _FIELD.match(after)
        if field is not None:
            found.append(Mark("sealed", field.group("no") is None, match.start(), match.end()))
            continue
        either = before.endswith(
            ("封不", "要不要", "能不能", "用不用", "是否", "需不需要", "漏盖", "没盖", "少盖", "忘盖", "没有盖")
        )
        if either or (_ASKED.match(after) and wish):
            continue
        start = match.start() - (len(before) - refused.start()) if refused else match.start()
        found.append(Mark("sealed", wish, start, match.end()))
    return sorted(_without_repeats(found), key=lambda mark: mark.start)


#: 英文的要密封,中文不用: what is said of the seal holds of the other version the other way round.
_ELLIPTIC = re.compile(
    r"(?P<n>(?:中文|英文|双语|成绩单|证明|其他|其余|另外|别的|剩下)[^,。;\d]{0,4}?)"
    r"(?:(?P<no>不用|不必|不需要|无需|就?不要|就算)|(?P<yes>要|需要|就要|得))了?(?=$|[,。;!\s])"
)


def elliptic_seals(page: Page, found: list[Mark]) -> list[Mark]:
    """What a second clause says of sealing without the word."""
    said = [mark for mark in found if mark.kind == "sealed"]
    if not said:
        return []
    more: list[Mark] = []
    for match in _ELLIPTIC.finditer(page.low, said[0].end):
        last = max((mark for mark in said if mark.end <= match.start()), key=lambda mark: mark.end)
        named = [mark for mark in found if mark.kind in ("language", "document") and mark.start == match.start()]
        wish = match.group("yes") is not None
        if named and last.value is not wish and match.start() - last.end <= 3:
            more.append(Mark("sealed", wish, match.end() - 1, match.end()))
    return more


def without_weak(found: list[Mark]) -> list[Mark]:
    """想开一个学历证明,要两份: the article before the paper gives way to the count after it."""
    ordered = sorted(found, key=lambda mark: mark.start)
    kept: list[Mark] = []
    for place, mark in enumerate(ordered):
        later = ordered[place + 1 :]
        papers = [other for other in later if other.kind == "document"]
        until = papers[1].start if len(papers) > 1 else 1_000_000
        told = [other for other in later if other.kind == "copies" and papers and papers[0].end <= other.start < until]
        leading = papers[1:] and told and papers[1].start - told[0].end <= 2 and told[0].start - papers[0].end > 1
        if not (mark.weak and told and not leading):
            kept.append(mark)
    return kept


def _without_repeats(found: list[Mark]) -> list[Mark]:
    """密封 … 骑缝章 close together are one wish."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda m: m.start):
        if kept and kept[-1].value == mark.value and mark.start - kept[-1].end <= 4:
            kept[-1] = replace(kept[-1], end=mark.end)
        else:
            kept.append(mark)
    return kept
