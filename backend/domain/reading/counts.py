"""How many copies: 两份, 各一份, x3, two copies of each; and what only looks like it."""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading.marks import SINGLE, Mark
from backend.domain.reading.numbers import COUNT, ENGLISH, number
from backend.domain.reading.page import Page

_UNIT = r"(?:份儿?|分(?![感满抱重急着难高清不开钱钟数之校院开公析别布部店局享配手清明辨])|张(?!纸|照片|图|截图|发票|车票|身份证|银行卡)|套|fen(?![a-z])|粉(?=成绩|学|毕|英|中|录|密|不|都|吧|就|[,。;、()!\s]|$)|copy\b|copies\b|cp\b)"
_EACH = r"(?:各?一式|各自|各(?:要|来|开|打|印|办|出|给|放|装|塞|寄|弄|给我|给我来|需要|需|复印|打印|出具|提供|准备|补|申请|补开)?|每(?:样|种|个|份|一?张|一种|一样)?(?:都|各)?(?:要|来|开|打|印|办|出|给|弄|需要|需)?|分别(?:要|来|开|打|印|办|出)?|(?<![成首])都(?:要|来|开|是|各|需要|办|打|给我|得)?|全(?:都)?(?:要|来|开)|一样(?:要|来|开|给我)?|一式)"
_WORDS = "|".join(word for word in ENGLISH if len(word) > 2)
_COPIES = re.compile(
    rf"(?P<each>{_EACH})?\s*(?P<n>{COUNT}|双)\s*(?:个)?{_UNIT}"
    rf"|(?P<each2>{_EACH})\s*(?P<n2>{COUNT})(?!好几|[\d十了多岁几式年月日号级届天个周楼层栋室路%.回次趟遍人家边头位页点礼星小钟])"
    r"|(?:[要来开打印加办弄寄给搞整]|共)(?:我)?(?P<n3>俩|仨)(?!人|孩|字|兄)|(?<=[,、 ])(?P<n9>俩|仨)(?=[,。、]|$)|(?P<n11>俩|仨)(?=的?(?:英文|中文|双语|密封|不密封|成绩|学[历位籍]|毕业证))"
    r"|份数(?:也|又|给|都|我|填|写|打|不是|错|不对|少|多|反){1,4}了?[^。;]{0,8}?[,是](?:应该|应当)?是?\s*(?P<n10>\d{1,2}|[一二两三四五六七八九十])(?=[,。;\s]|$)"
    r"|份数[^,。;]{0,6}?(?:改[到成为]?|变成|换成|加到|减到)\s*(?P<n7>\d{1,2}|[一两二三四五六七八九十]{1,2})(?![\d年月下])"
    rf"|copies\s+(?:(?:in|on|of|for) (?:\w+ ){{1,4}})?(?:from\s+(?:\d{{1,2}}|{_WORDS})\s+)?to\s+(?P<n8>\d{{1,2}}(?!\d)|(?:{_WORDS})\b)"
    r"|(?:份数|数量|copies|number of copies|quantity|qty)\s*(?:[:=?]|应该是|应为|是要|是|为|要|改成|就|统统|全部?|都是?)?\s*(?P<n4>\d{1,2}|[一两二三四五六七八九十]{1,2})(?![\d年月样致])"
)
#: 一份一份单独密封
_ONE_BY_ONE = re.compile(r"一([份张])一\1")
_TWO = re.compile(r"(?<![数质分])[量凉辆]份")
_ONE = re.compile(r"(?<=[要开来打办出弄整搞印加添])(?:份|张)")
_PIECES = re.compile(rf"(?P<n>{COUNT})个(?:的|我的|我)?")
#: 一个封起来,一个不封
_SEAL_AHEAD = re.compile(
    r"(?:要|得|给我)?(?:不用|不必|不要|不)?(?:密?封|散装|敞)(?:[起开]来?|好|上|口|掉|着|了|的)*(?=[,、。;!\s]|$|[一两二三四另])"
)
#: 仨英文的一个中文的: a version stands for the paper.
_VERSION = re.compile(r"(?:英文|中文|双语)(?:版的?|的)(?!名|姓)")
_ENGLISH_COUNT = re.compile(
    r"(?<![a-z\d\-])(?P<n>one|two|three|four|five|six|seven|eight|nine|ten|an?|\d{1,2})\s+(?:new |more |extra |additional |certified |sealed |unsealed |official |original |in |(?:english|chinese)\b ?|bilingual |hard |paper |printed )*(?P<noun>(?:copy|copies|sets?)\b)?"
)
_ENGLISH_ALONE = re.compile(
    rf"\b(?P<n>{'|'.join(word for word in ENGLISH if len(word) > 2)}|\d{{1,2}}) "
    r"(?:(?:will|would|should) (?:do|be enough|be fine)\b|(?:is|are) (?:enough|plenty|fine|sufficient)\b|(?P<each>of (?:each|everything|both|all)|each)\b)"
)
_PAPER = r"(?:transcripts?|diplomas?|degrees?|certificates?|proofs?)"
#: two copies of each; two copies of my transcript and diploma.
_OF_EACH = re.compile(
    r"\s*(?:of )?(?:each\b|everything\b|both\b|all of)"
    rf"| of (?:(?!one|two|three|four|five|an? )[a-z]+ ){{0,4}}{_PAPER}(?: of [a-z]+)? and (?:(?!one|two|three|four|five|an? )[a-z]+ ){{0,3}}{_PAPER}"
)
_TIMES = re.compile(
    r"\)?\s*\d{1,2}\s*(?:→|->|=>)\s*(?P<to>\d{1,2})(?!\d)|(?:\s+cop(?:y|ies))?\s*\((?P<told>\d{1,2}|[一二两三四五六七八九十])\)|\)?(?:\s+cop(?:y|ies))?\s*(?:那?一?[栏项格]?里?[写填]|也|都)?\s*(?:[x*+:]|乘以?)\s*(?P<n>\d{1,2}|[一两二三四五六七八九十])(?![\d年月日号级届.-])|(?:版|的)?\s?(?P<few>俩|仨)(?=[,、。;!\s的吧呗就别不密封要]|$)|(?:版的?|的)?\s*(?P<bare>\d{1,2})(?=\s*(?:[,,、。;;中英都各密封]|$|学位|毕业|成绩|学籍|学历|录取|[和加]|\s[\u4e00-\u9fff]|[吧呗哈啊嘛呀哦噢就够]))"
)
#: 中文还是2不变, 英文改4吧: a figure led by a word that tells it.
_LED = re.compile(
    r"(?:版|的)?\s*(?:份数)?(?:还是|仍是|就是?|改[成为]?|应该?是|应为|只?要|[换变][成为]|也?是|算)\s*(?P<led>\d{1,2}|[一二两三四五六七八九十])(?=\s*(?:[,,。;;!]|$|吧|呗|哈|不变|就行|就好|够了))"
)
#: 成绩单(英文,密封,2)
_IN_BRACKETS = re.compile(r"\s*\([^()\d]{0,14}[,、 ]\s*(?P<n>\d{1,2}|[一两二三四五六七八九十])(?=\s*\))")
#: 学籍卡复印盖章*2; 成绩单 | 英文 | 2; 学位证明(密封):3; 成绩单壹: a figure between a paper and the end of its clause.
_FIGURE = re.compile(
    r"(?:[,、]\s*(?:不|un)?(?:密封|sealed)(?=\))|\s|的|版|复印件?|盖章|原件|那一?页|[()|\]】]|→|->|密封|不密封|(?:un)?sealed)*(?:[:*x]|→|->)?\s*(?P<n>\d{1,2}|[一二两三四五六七八九十壹贰叁肆伍])"
    r"(?=\s*(?:[()|,;。!\n—]|\+(?!\s*\d)|\.(?=\s+[a-z]|\s*$)|$|(?:不[用要必]?|un)?(?:密?封|sealed)))"
)
_NOT_COPIES_BEFORE = re.compile(
    r"(?:第|点|信封|多少钱|几块钱?|元|块|上|哪|这|那|前|后|(?<!里)头|另外?那|之前那|某|最多|最少|至少|顶多|只能|只给|每人|多少|多花|人手|[钱钿米](?:嘛|呀|啊|哦|一|呢)?|每(?=页|张)|(?<!第)一人(?:各|就)?|各自?[存留放]|哪里?[要用]得[了到着起]|毛钱?|(?<![减写填打算数报点选])少了?|(?<![我就还只])差了?|(?<![我就还只])缺了?|传了?|拍了?|发了?|填了|(?<![栏里项])填|提交了?|填写|重新发|收到过?)$"
)
_PRICE_AFTER = re.compile(
    r"^(?:的)?(?:多少钱|好多钱|几块|几元|多少|好多|要不要(?:钱|收|交)|要钱|收不收|贵不|\d+元|要多少|要好多|收|价|费|就行吗|够(?!(?:了|来|咧|啦|哩|哉|嘞|的|呀|哈|吧)*(?:[,。;!\s]|$))|申请|合同|快递(?!给|到|寄|过来|送|回|来|去|,|吧)|包裹|表格|函|委托书|介绍信|公函|工作|心|子|之|假|[\u4e00-\u9fff]{0,8}(?:辞职信|校徽|校刊|校报|书信|徽章|纪念品|清单|简历|报告$|作文))"
)
_BARE = re.compile(
    r"^\s*(?:就|要|来|那就|先|开|给我|那|嗯|大概|一共|总共)*\s*(?P<n>\d{1,3}|[一二两三四五六七八九十俩仨双壹贰叁肆伍]{1,3})\s*(?:个|本|fen|f)?(?:吧|就行|就好|就够了?|即可|够了|嘛|噻|哈|的|呢|。|\.|!|可以了?|谢谢|\s)*$"
)
_TOTAL = re.compile(
    r"(?:一共|总共|共|(?<![一俩们])合计|总计|一起|加起来|拢共|in total|=)(?:还|就|也|正好|刚好|仍|仍然)?(?:是|要|开|来|需要)?$"
)
#: 英文的那两份不封: so many there are, of which only the seal is spoken.
_THOSE = re.compile(r"[文语单明卡册表]的?那$")
_SEAL_BEHIND = re.compile(r"(?:都|就|才|也)?(?:不用|不要|不必|不|要|得)?(?:密?封|装信封)")
_TO_KEEP = re.compile(r"(?:备着|备用|备份|留着|留底|放着|放家|保险|以防|踏实|放心|总没错|总是好)")


def copies(page: Page, papers: list[Mark], expecting: str | None) -> list[Mark]:
    """How many copies, in order; `papers` are the papers and languages, after which a bare number or x2 may follow."""
    starts = {mark.start for mark in papers if mark.kind == "document"}
    found = [mark for match in page.free_matches(_COPIES) if (mark := _copies_mark(page, match, starts)) is not None]
    found = _by_envelope(page, found)
    found += _small_counts(page, starts)
    found += _english_copies(page, starts, found)
    found += _english_alone(page)
    found += _counts_after(page, [mark.end for mark in papers], found)
    if not found and (expecting == "copies" or page.low.strip() in ("俩", "仨")):
        bare = _BARE.match(page.low)
        value = number(bare.group("n")) if bare and bare.group("n") != "双" else 2 if bare else None
        if bare and value and 0 < value < 200 and page.free(*bare.span("n")):
            found.append(Mark("copies", value, *bare.span("n")))
    return _without_spares(page, sorted(found, key=lambda mark: mark.start), papers)


def _without_spares(page: Page, found: list[Mark], papers: list[Mark]) -> list[Mark]:
    """改成两份,多备一份 (or 多一份备着): the second count says why, not how many; nor does "all three copies"."""
    found = [mark for mark in found if not page.low[: mark.start].endswith("all ")]
    told = {paper.end for paper in papers}
    kept = found[:1] + [
        mark
        for mark in found[1:]
        if not spare(page.low, mark.start, mark.end) and (mark.start in told or not _apiece(page, found[0], mark))
    ]
    heads = {paper.end for paper in papers if paper.kind == "document"}
    shares = [mark for mark in kept[1:] if mark.start not in heads and _share(page, kept[0], mark)]
    if _parcelled(page, kept, papers):
        for mark in kept[1:]:
            page.claim(mark.start, mark.end)
        return kept[:1]
    return [mark for mark in kept if len(kept) != 2 or mark not in shares]


#: 五份,一份一个信封; 两份,她留一份我留一份: how the copies counted are put up, and who keeps them.
_ENVELOPED = re.compile(r"(?:各|单独)?(?:装|放)?(?:一个?|1个?|单独)信封")
_KEPT_BY = re.compile(
    r"(?:[我俺你您他她]们?|妈妈?|爸爸?|单位|家里)(?:自己|本人)?(?:各)?[留存拿]$|一[家校人处所位]$|[,。;!\s](?:我|自己)?留$"
)

#: 要两份,怕他们收走一份: why so many.
_FEARED = re.compile(r"(?:怕|万一|免得|省得|以防|担心|防止?)[^,。;!?\n\d]{0,10}$")


def _apiece(page: Page, first: Mark, mark: Mark) -> bool:
    """Whether a later, smaller count tells what happens to the copies that were counted first."""
    before = page.low[: mark.start]
    told = _ENVELOPED.match(page.low, mark.end) or _KEPT_BY.search(before) or _FEARED.search(before)
    return bool(told) and int(mark.value) < int(first.value) and not mark.each


def spare(text: str, start: int, end: int) -> bool:
    """Whether a count is told as a reason: one more to keep, to be safe."""
    before, after = text[:start], text[end : end + 12].lstrip("份张套")
    return before.endswith(("多备", "备用", "备", "多留")) or (
        before.endswith(("多", "留")) and bool(_TO_KEEP.match(after))
    )


#: 三个信封每个装两份; 三所学校,每所一份成绩单; 两套,每套成绩单一份学位证明一份
_SETS = re.compile(
    rf"(?P<m>{COUNT})(?:(?:个|所|家|封)?(?:信封|学校|大学|院校|单位|公司)|套)[^。;!?\n\d]{{0,6}}?每(?:个|所|家|套|封)(?:信封|学校|大学|单位|公司)?"
)
_SETS_END = re.compile(r"[。;!?\n…]|\.\.|一套一|另|再|那就|就是|所以|因此|因而|等于|合计|共")


def _by_envelope(page: Page, found: list[Mark]) -> list[Mark]:
    """So many in each of so many envelopes, or for each of so many schools."""
    for match in _SETS.finditer(page.low):
        times, end = number(match.group("m")) or 1, _SETS_END.search(page.low, match.end())
        until = end.start() if end else len(page.low)
        found = [mark for mark in found if not mark.start <= match.start("m") < mark.end]
        found = [
            replace(mark, value=int(mark.value) * times, each=False)
            if match.start() < mark.start and match.end() < mark.end <= until
            else mark
            for mark in found
            if not (mark.start >= until and page.low.startswith("一套一", mark.start))
        ]
    return found


#: 两份,一份自己留着: who gets a part of the copies told before.
_SHARE = re.compile(
    r"[份张套]?(?:是)?(?:我们?|[她他]们?|孩子|家里|我[爸妈])?(?:自己|本人)?(?:要)?(?:留(?:着|底|存)?|存档|备用|保存|收着|自存)"
    r"|[份张套]?(?:交|给|寄给?|放)(?:到|在)?(?:单位|公司|学校|领导|hr|人事|银行|律师|中介|使馆|家里|爸妈|档案|导师)"
)


def _share(page: Page, first: Mark, mark: Mark) -> bool:
    """Whether a later, smaller count only tells who gets some of the copies."""
    told = _SHARE.match(page.low, mark.end) is not None
    return told and mark.kind == first.kind and int(mark.value) < int(first.value) and not mark.each


#: 一份寄家里,一份寄单位: where each of the copies goes.
_GOES = re.compile(
    r"[份张套]?(?:的|就|要|是|我|帮我|给我|直接|,)*(?:寄|邮|快递|发|送|给|交|放|留|带|备|存|自己|本人|拿去|顺丰|ems|自取|自留|归)"
)


def _parcelled(page: Page, counts: list[Mark], papers: list[Mark]) -> bool:
    """Whether the later counts only tell where the copies go that were counted first."""
    first, later = counts[0] if counts else None, counts[1:]
    if first is None or len(later) < 2 or sum(int(mark.value) for mark in later) != first.value:
        return False
    named = any(first.end < paper.start < later[-1].end + 1 for paper in papers)
    return not named and all(_GOES.match(page.low, mark.end) and not mark.each for mark in later)


def _small_counts(page: Page, starts: set[int]) -> list[Mark]:
    """两个成绩单, 要份成绩单, and 量份 for 两份."""
    found = [Mark("copies", 2, *match.span()) for match in page.free_matches(_TWO)]
    found += [
        Mark("copies", 1, *match.span(), weak=True)
        for match in _ONE.finditer(page.low)
        if match.end() in starts or SINGLE.match(page.low, match.end())
    ]
    for match in page.free_matches(_PIECES):
        count = number(match.group("n")) or 1
        if match.end() in starts or _VERSION.match(page.low, match.end()):
            found.append(Mark("copies", count, *match.span(), weak=count == 1))
        elif _SEAL_AHEAD.match(page.low, match.end()) and not page.low.endswith(("装", "装在"), 0, match.start()):
            found.append(Mark("copies", count, *match.span()))
    return found


def _counts_after(page: Page, ends: list[int], known: list[Mark]) -> list[Mark]:
    """A bare number or x2 right after a paper or a language."""
    found: list[Mark] = []
    for end in ends:
        bracketed = _IN_BRACKETS.match(page.low, end)
        if bracketed and page.free(*bracketed.span("n")):
            found.append(Mark("copies", number(bracketed.group("n")) or 1, *bracketed.span("n")))
        times = _TIMES.match(page.low, end) or _LED.match(page.low, end) or _FIGURE.match(page.low, end)
        value = number(next(group for group in times.groupdict().values() if group)) if times else None
        if times is None or not value or not page.free(*times.span()):
            continue
        if not any(mark.start < times.end() and times.start() < mark.end for mark in known):
            found.append(Mark("copies", value, *times.span()))
    return found


def _english_copies(page: Page, starts: set[int], known: list[Mark]) -> list[Mark]:
    """Two copies, 3 sealed English transcripts; the article alone is no count."""
    found: list[Mark] = []
    for match in _ENGLISH_COUNT.finditer(page.low):
        value = ENGLISH.get(match.group("n")) or number(match.group("n"))
        spoken = match.group("n") not in ("a", "an") and re.search(r"chinese|english|bilingual", match.group())
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
            found.append(Mark("copies", value, match.start("n"), end, each=bool(_OF_EACH.match(page.low, end))))
    return found


def _english_alone(page: Page) -> list[Mark]:
    """Two will do; two of each: a number that needs no noun."""
    found = []
    for match in page.free_matches(_ENGLISH_ALONE):
        value = ENGLISH.get(match.group("n")) or number(match.group("n"))
        if value:
            found.append(Mark("copies", value, *match.span("n"), each=match.group("each") is not None))
    return found


def _copies_mark(page: Page, match: re.Match[str], starts: set[int]) -> Mark | None:
    text = next(group for key, group in match.groupdict().items() if key.startswith("n") and group)
    value = 2 if text == "双" else ENGLISH.get(text) or number(text)
    before, after = page.low[max(0, match.start() - 6) : match.start()], page.low[match.end() : match.end() + 6]
    loose = "张" in match.group() and not page.papers
    points = loose or (value is not None and value > 20 and "分" in match.group())
    apiece = re.match(r"一[份张]", page.low[match.end() :]) or re.search(r"一[份张]$", before)
    if value == 1 and apiece and "一" in match.group():
        return None  # 一份一份单独密封
    pointed = before.endswith(("那", "这")) and any(0 <= start - match.end() <= 3 for start in starts)
    pointed = pointed or bool(_THOSE.search(before) and _SEAL_BEHIND.match(after))
    none = (_NOT_COPIES_BEFORE.search(before) and not pointed) or _PRICE_AFTER.match(after)
    if value is None or points or not 0 < value < 200 or none:
        return None
    if _ONE_BY_ONE.match(page.low, match.start()) or _ONE_BY_ONE.match(page.low, max(0, match.start() - 2)):
        return None
    each = bool(match.group("each") or match.group("each2"))
    start = match.start("n10") if match.group("n10") else match.start()
    return Mark("copies", value, start, match.end(), each=each, total=bool(_TOTAL.search(before)))


def without_weak(found: list[Mark]) -> list[Mark]:
    """想开一个学历证明,要两份: the article before the paper gives way to the count after it."""
    ordered = sorted(found, key=lambda mark: mark.start)
    kept: list[Mark] = []
    for place, mark in enumerate(ordered):
        later = ordered[place + 1 :]
        papers = [other for other in later if other.kind == "document"]
        between = [other for other in later if papers[1:] and papers[0].end <= other.start < papers[1].start]
        if papers[1:] and papers[0].value == papers[1].value and not between:
            papers = papers[1:]  # 一个成绩单就是四年的成绩单,两张: said twice in one breath
        until = papers[1].start if len(papers) > 1 else 1_000_000
        told = [other for other in later if other.kind == "copies" and papers and papers[0].end <= other.start < until]
        leading = papers[1:] and told and papers[1].start - told[0].end <= 2 and told[0].start - papers[0].end > 1
        if not (mark.weak and told and not leading):
            kept.append(mark)
    return kept
