"""The small words around papers: in which language, sealed or not. How many is told by counts.py."""

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
    back: bool = False


_INNER = re.compile(r"英文|英语|英译|english|中文|chinese")
_BILINGUAL = re.compile(
    r"(?<!其)中英文?(?:对照|双语|互译|合一|合版|混排|合璧)(?:版|的|件)?|英中(?:对照|双语)(?:版)?|双语(?:对照)?(?:版)?|中英文合在?一(?:起|张)|bilingual(?:,? \(?(?:chinese|english)[-/ &and]+(?:english|chinese)\)?)?|(?:chinese|english)[-/](?:english|chinese)"
)
_PAIR = re.compile(
    r"中文英文(?:版本?)?|英文中文(?:版本?)?|(?<![其当])中、?英文?(?:双份|版本?|两?种|件)?|中文?[和与及跟加、/+&]英文?(?:版本?)?|英文?[和与及跟加、/+&]中文?(?:版本?)?|英、?中文(?:版本?)?"
)
_BRACKETED = re.compile(r"\((?P<l>中英文?|中文?|英文?)(?:版|文版)?(?=[),])")
SINGLE = re.compile(
    r"(?P<en>英文(?:版本?|件)?|(?<=全)英(?=[,。;!\s]|$)|英的(?=封|密封|不|要|就|也)|英语版|英语的|英语(?=成绩单|成绩证明|学籍|学位证|毕业证|学历|证明|翻译|\s*\d{1,2}(?!\d|级|年))|英版|外文(?:版|的)?|english(?: version| copies| copy| language)?|(?<![a-z.])eng(?![a-z.])|(?<![a-z.@_-])en(?=[\sx*:,;]*\d{0,2}(?:[,;、。/\s+)]|份|$))|(?<=[一二两三四五六\d]份)英(?:的|(?=[,、。;!\s一二两三]|$))|英(?=文?\s*(?:版|的)?\s*[x*:]?\s*[\d一两二三四五六七八九十]{1,2}\s*(?:份|分|张|[,,、。;;\s中]|$)))"
    r"|(?P<zh>中文(?:版本?|件)?|(?<=[,。;\s])中的(?=封|密封|不|要|就|也)|(?<=[一二两三四五六\d]份)中(?:的|(?=[,、。;!\s一二两三]|$))|汉语版|汉文|华文|(?<![a-z.@_-])(?:zh|cn)(?=[\sx*:,;]*\d{0,2}(?:[,;、。/\s+)]|份|$))|chinese(?: version| copies| copy| language)?|(?<!其)中(?=文?\s*(?:版|的)?\s*[x*:]?\s*[\d一两二三四五六七八九十]{1,2}\s*(?:份|分|张|[,,、。;;\s英]|$)))"
)
_BOTH = re.compile(r"(?:的|版|成绩单?|,)*(?:都|各|两种|均|分别|全要|一样)")
_NOT_LANGUAGE = re.compile(
    r"(?:系|专业|学院|学校|名字?|姓名|拼音|水平|成绩(?!单|[但丹担](?![是我不])|当(?=[一两二三四五\d])|证|表|册|的|要|,|。| |$|\d)|四级|六级|考试|授课|老师|课| ?literature| ?linguistics| ?language| ?history| ?medicine| ?law| ?philology| ?citizenship| ?government| ?major| ?department| ?teacher| ?name| ?studies| ?id\b| ?passport| ?citizen| ?phone| ?number| ?address| ?mobile| ?new year| ?national)"
)
#: no Chinese keyboard, my English teacher: it belongs to the word behind it, unless that is a paper's or a small word.
_OF_ANOTHER = re.compile(
    r" (?!(?:[a-z]+ ){0,2}(?:tran|proof|prove|cert|diplom|degre|grad|enr|cop(?:y|ies)|vers|letter|docu|paper|record|form|file"
    r"|stud|admiss|roster|academ|marriage|row|pdf|language))"
    r"(?!(?:ones?|and|or|to|for|on|in|is|are|was|by|as|at|of|from|with|but|not|if|then|so|please|pls|plz|asap|thanks?|thank|too|also|only|as well|x|each|both|all|the|this|that|these|will|would|should|must|can|may|sealed|unsealed|official|instead|two|three|four|five|six|copy|an?|just|no|sorry|i|we|my|he|she|they|it|which|because|since|until|now|actually|version)\b)"
    r"[a-z]{3,}"
)
_NOT_BEFORE = re.compile(r"(?:[会说讲懂]|speak |我的|学|专业|专业是|读)$")
#: 大学英文成绩单: right before a paper it is the paper's.
_OF_PAPER = re.compile(r"(?:的|版)*(?:成绩|毕业|学位|学历|学籍|在读|证明)|的?那[份个张种]|版|的?[一两二三四五\d]份")

#: 两份一中一英: counts and languages in one breath.
_BY_KIND = re.compile(rf"(?<!各)(?P<n1>{COUNT})(?P<l1>[中英])[,、和加 ]?(?P<n2>{COUNT})(?P<l2>[中英])(?![文国名学])")
#: 英文三中文一, 中3英2: the version first.
_KIND_BY = re.compile(
    r"(?P<l1>[中英]文?版?)(?P<n1>[一二两三四五六七八九十])[,、和加 ]?(?P<l2>[中英]文?版?)(?P<n2>[一二两三四五六七八九十])(?![份张名本级年届月号样个一二两三四五六七八九十])"
)
_SEALED = re.compile(
    r"密封|(?<![密信一几个拆开写])封(?![面皮条锁号存闭套印信装口好起上缄个在页建]|(?:邮件|e-?mail|信))|蜜封|密风|密峰|封口|封起来|封起|封好|封上|(?<!信)封装|封缄|火漆|骑缝章|sealed|(?<!company )(?<!official )(?<!office )(?<!red )seal(?:ing)?(?![a-z])|装信封封|信封封"
)
_UNSEALED = re.compile(r"散[装着]|(?<=[份张])(?:是|要)?散的|敞[口着开]|开口的|unsealed|not sealed")
#: 寄来信封敞着: how it came, and no wish.
_CAME = re.compile(r"(?:[寄送发邮][来到]|收到|到手|拿到|领到)(?:的|了|时|后|,)?[^,。;!\d]{0,8}$")
_NOT_SEALED = re.compile(
    r"(?:不用|用不着|犯不着|不需要?|不要|不必|无需|无须|(?<![分特])别|没必要|没有必要|何必|不想|不|莫|非|免|未|甭|唔(?:使|用|需要?|好|要|需)|毋[须需]|冇(?:必要|需要)|[无不]消|不[得兴必]|取消|去掉|撤掉|免掉|拿掉|去除|不再|省得|免得|省去|懒得|cancel|drop)(?:给[我俺咱]|你们|您们?|老师们?|麻烦|[塞装放](?:进|到|在)?|信封里?|再|做|特意|弄成|加|掉|了|这个|那个|the|a|\s)*$"
    r"|\b(?:no need (?:to|for)|not?|without|don't|do not|does not|doesn't|needn't|isn't|aren't|no longer|don't bother(?: with)?|no point in)(?: (?:need|have|want|be|to|them|it|the|any)){0,4} ?$"
)
#: 没密封的一份
_UNDONE = re.compile(r"(?:没有?|未)$")
_WRONG_WAY = re.compile(r"(?:这个|那个|的|要求|选项|,)*(?:[搞弄写填选说记打标][反错]|反了|错了|不对)")
#: 把密封取消, 密封就免了
_SEAL_WAIVED = re.compile(
    r"(?:的?要求|这[个项]|那[个项])?(?:就|也|都|可以|请|帮我|给我|那|先|,)*(?:免[了掉]|取消|去掉|拿掉|算了|(?:不用|唔使|唔要|唔用|不消|毋须|无须|无需|不必|不需要)[了喇啦噉]?(?=[,。;!\s]|$)|不要了?(?=[,。;!\s]|$)|撤[掉了]|省了|用不着|没必要)"
)
#: 密封：否
_FIELD = re.compile(r"^[:=]\s*(?:(?P<no>否|不|无|没|no)|是|要|需|yes)")
#: 封不封, 密封与否, 封起来不封起来
_EITHER_WAY = re.compile(r"(?:口|起来|上|好)?(?:不密?封|与否|还是不)")
_OR_NOT = re.compile(r"(?<!信)封(?:口|起来|上|好)?不$|密不$")
_ASKED = re.compile(
    r"^(?:的)?(?:吗|么|嘛|不$|要钱|收费|另外|是什么|是啥|怎么)|^[^,。;]{0,6}(?:要钱|加钱|收费|什么意思|怎么弄|吗$|吗[??])|^好?的?信封.{0,8}(?:破|烂|怎么)"
)
#: 两份密封嘛: behind a count no question.
_SUGGESTED = re.compile(r"的?嘛(?!\?)")
#: 要密封行吗: an order, said politely.
_IF_YOU_MAY = re.compile(r"的?(?:行|可以|好|成|中)(?:吗|不|么|吧)")


def languages(page: Page) -> list[Mark]:
    """The languages named, in order; 中英文 is one mark of a pair."""
    found: list[Mark] = []
    taken = bytearray(len(page.low))
    for match in page.free_matches(_BRACKETED):
        code = "zh_en" if "中英" in match.group("l") else "en" if "英" in match.group("l") else "zh"
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
        found.append(Mark("language", code, match.start("l"), match.end(), pair=code == "zh_en"))
    for pattern, value, pair in ((_BILINGUAL, "zh_en", False), (_PAIR, "zh_en", True), (SINGLE, "", False)):
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
    for match in (*page.free_matches(_BY_KIND), *page.free_matches(_KIND_BY)):
        for place in "12":
            count = number(match.group(f"n{place}"))
            code = "zh" if match.group(f"l{place}").startswith("中") else "en"
            if count and match.group("l1")[0] != match.group("l2")[0]:
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
    called = after.startswith(" is") and before.endswith(("e in ", "e as "))  # my name in Chinese is ...
    other = match.group().isascii() and not before.endswith("in ") and _OF_ANOTHER.match(page.low, match.end())
    spoken_of = _NOT_BEFORE.search(before) and not _OF_PAPER.match(after)
    named = re.search(r"[\u4e00-\u9fff] in $", before) is not None  # 诸葛兰馨 in Chinese
    university = match.group() == "中文" and before.endswith("港") and not _OF_PAPER.match(after)  # 申请港中文用
    return bool(university or called or named or other or _NOT_LANGUAGE.match(after) or spoken_of)


def seals(page: Page) -> list[Mark]:
    """Sealed or not, in order; a question about sealing alone is no wish."""
    found = [
        Mark("sealed", False, m.start(), m.end())
        for m in page.free_matches(_UNSEALED)
        if not _CAME.search(page.low, 0, m.start())
    ]
    for match in page.free_matches(_SEALED):
        if any(m.start < match.end() and match.start() < m.end for m in found):
            continue
        before, after = page.low[max(0, match.start() - 24) : match.start()], page.low[match.end() : match.end() + 8]
        refused = _NOT_SEALED.search(before) or (_UNDONE.search(before) if after.startswith("的") else None)
        if _WRONG_WAY.match(page.low, match.end()):
            continue  # 密封搞反了: what is spoken of, and no wish
        if match.group() == "sealing" and refused is None:
            continue  # do you charge for sealing
        wish = refused is None and not (match.group() == "密封" and _SEAL_WAIVED.match(page.low, match.end()))
        if _EITHER_WAY.match(after) or _OR_NOT.search(before):
            continue  # 封不封都行: he does not mind
        if re.search(r"(?:那个|刚才(?:[说选]的?)?|说的)$", before) and found:
            continue
        field = _FIELD.match(after)
        if field is not None:
            found.append(Mark("sealed", field.group("no") is None, match.start(), match.end()))
            continue
        led = before.endswith(("份", "张")) and _SUGGESTED.match(after)
        either = (
            before.rstrip()
            .removesuffix("信封不")
            .endswith(
                ("封不", "要不要", "能不能", "用不用", "是否", "需不需要", "漏盖", "没盖", "少盖", "忘盖", "没有盖")
            )
        )
        ordered = before.endswith(("要", "得", "给我", "帮我")) and _IF_YOU_MAY.match(after)
        if either or (_ASKED.match(after) and wish and not ordered and not led):
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
    return more + _left_unsealed(page, found, said)


#: 学籍卡封起来,名册不用: no word of the paper itself, which is named right behind a seal.
_NOT_SO = re.compile(r"(?:的|呢|那[个份])?(?:就|则|倒)?(?:不用|不必|不需要|无需)了?(?=$|[,。;!\s])")


def _left_unsealed(page: Page, found: list[Mark], said: list[Mark]) -> list[Mark]:
    more: list[Mark] = []
    for mark in found:
        before = max((each for each in said if each.end <= mark.start), key=lambda each: each.end, default=None)
        told = _NOT_SO.match(page.low, mark.end) if mark.kind == "document" else None
        if told and before is not None and before.value is True and mark.start - before.end <= 3:
            more.append(Mark("sealed", False, told.end() - 1, told.end()))
    return more


def spoken_of_seal(mark: Mark, found: list[Mark]) -> bool:
    """Whether the words behind a paper speak of its seal, though they do not name it."""
    return any(
        each.kind == "sealed" and each.end == each.start + 1 and 0 < each.start - mark.end <= 5 for each in found
    )


def _without_repeats(found: list[Mark]) -> list[Mark]:
    """密封 … 骑缝章 close together are one wish."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda m: m.start):
        if kept and kept[-1].value == mark.value and mark.start - kept[-1].end <= 4:
            kept[-1] = replace(kept[-1], end=mark.end)
        else:
            kept.append(mark)
    return kept
