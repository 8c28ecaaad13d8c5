"""Short words for papers, 学位 and 毕业, which count as such beside another paper, a version or a count."""

from __future__ import annotations

import re

from backend.domain.reading.documents import Named
from backend.domain.reading.page import Page


def find(page: Page, found: list[Named]) -> list[Named]:
    """The papers called by their short words, beside those already `found`."""
    more = [
        Named("degree_proof", match.start(), match.end(), match.group(), True)
        for match in (page.free_matches(_DEGREE) if found else ())
        if not any(n.start < match.end() and match.start() < n.end for n in found)
    ]
    more += [
        Named("degree_proof", named.start, named.end, named.word, True)
        for named in found
        if _TWO_IN_ONE.fullmatch(named.word) and _FOR_BOTH.match(page.low, named.end)
    ]
    known = {named.code for named in [*found, *more]}
    more += [
        Named(str(match.lastgroup), *match.span(str(match.lastgroup)), match.group(str(match.lastgroup)), True)
        for match in page.free_matches(_SHORT_AGAIN)
        if match.lastgroup in known
    ]
    more += _short_of_a_list(page, [*found, *more])
    more += _joined_in_english(page, [*found, *more])
    return more + _short_and_counted(page, [*found, *more])


#: 成绩单要两份,学位呢就英文的来一份: short for the certificate beside another paper.
_DEGREE = re.compile(
    r"学位(?=(?:呢|的话|那个|的)?,?(?:就|也|要|只要|只|都){0,2}(?:中文|英文|双语|中英文?)[^,。]{0,5}[份张])"
)


#: 毕业的一份,学位的两份: the papers named before.
_SHORT_AGAIN = re.compile(
    r"(?<=[,、;。\s])(?:(?P<degree_proof>学位)|(?P<graduation_proof>毕业|学历)|(?P<enrollment_proof>学籍|在读)|(?P<transcript>成绩))"
    r"(?=(?:的|那[个份])(?:就|只)?(?:要|来|开)?[一二两三四五六\d]份)"
)
#: 学历学位证明各两份: one word for both, where something is said of each.
_TWO_IN_ONE = re.compile(r"(?:学历|毕业)学位证明书?")
_FOR_BOTH = re.compile(r"(?:这|那)?(?:两[个样种份])?(?:都|也)?(?:各|一样|一式|分别|都|均)")

#: 成绩单+学位+毕业: short for the proofs, joined to a paper.
_FIGURES = r"(?:\d{1,2}|[一二两三四五六七八九十壹贰叁])"
_VERSIONS = r"(?:\((?:中|英|双)[^()]{0,4}\)|的?(?:中文?|英文?|双语)(?:版|的)?)"
#: 学位(英)2, 毕业1, 成绩英2: short for the papers where a version or a count stands right behind.
_SHORT_COUNTED = re.compile(
    rf"(?:^|(?<=[,、+/|;:。\s(份张\d])|(?<=[就要文]))(?:(?P<degree_proof>学位)|(?P<graduation_proof>毕业|学历)|(?P<enrollment_proof>学籍|在读)|(?P<transcript>成绩))"
    rf"(?=\s*(?:{_VERSIONS}\s*[:x*]?\s*{_FIGURES}(?:[份张]|(?=\s*(?:[,、;。!+]|$)))|[x*:]?\s*{_FIGURES}(?:[份张](?!\s*成绩)|(?=\s*(?:[,、;。!+(]|$)))|,(?:中|英)文,))"
)
#: 毕业学位各一, 学历学位双证明: two of them in one breath.
_SHORT_PAIR = re.compile(r"(?P<graduation_proof>毕业|学历)[和跟与、+ ]?(?P<degree_proof>学位)(?=各|都|双证|两证)")
#: 毕业学位证明各两份: the ending told once.
_SHORT_BEFORE = re.compile(
    r"(?<![年届级])(?P<graduation_proof>毕业|学历)(?=[和跟与、+ ]?学位证明书?(?:各|都|一样|分别|均))"
)
#: 学历+学位+成绩, 成绩 毕业 学位: nothing but such words, one after the other.
_SHORT_LIST = re.compile(
    r"(?:^|(?<=[,。;:\s要]))(?:(?:毕业|学历|学位|成绩|学籍|在读)(?:\s|[+、/])+){1,3}(?:毕业|学历|学位|成绩|学籍)(?=[,。;\s各都]|$)"
)
_ONE_OF_LIST = re.compile(
    r"(?P<degree_proof>学位)|(?P<graduation_proof>毕业|学历)|(?P<enrollment_proof>学籍|在读)|(?P<transcript>成绩)"
)


def _short_and_counted(page: Page, found: list[Named]) -> list[Named]:
    """The short words for papers: two of them, or one beside a paper that is named in full or a version."""
    more: list[Named] = []
    listed = [one for whole in page.free_matches(_SHORT_LIST) for one in _ONE_OF_LIST.finditer(page.low, *whole.span())]
    for match in (
        *page.free_matches(_SHORT_PAIR),
        *page.free_matches(_SHORT_BEFORE),
        *page.free_matches(_SHORT_COUNTED),
        *listed,
    ):
        for code, word in match.groupdict().items():
            start, end = match.span(code)
            if word and not any(n.start < end and start < n.end for n in [*found, *more]):
                more.append(Named(code, start, end, word, True))
    alone = len({named.code for named in [*found, *more]}) < len(("one", "another"))
    versions = re.search(r"[中英]文", page.low)
    return more if not alone or versions else []


_SHORT = re.compile(
    r"\s*[+、/&和跟与及]\s*(?:(?P<degree_proof>学位)|(?P<graduation_proof>毕业|学历)|(?P<enrollment_proof>学籍|在读))"
    r"(?=\s*(?:[+、/&,。;]|$|[和跟与及各都]|(?:中文|英文|双语)|[一两二三四五\d]份|三?样))"
)


def _short_of_a_list(page: Page, found: list[Named]) -> list[Named]:
    more: list[Named] = []
    for named in found:
        end = named.end
        while (match := _SHORT.match(page.low, end)) is not None:
            code = str(match.lastgroup)
            start, end = match.span(code)
            if page.free(start, end) and not any(n.start < end and start < n.end for n in [*found, *more]):
                more.append(Named(code, start, end, match.group(code), True))
    return more


#: transcript and degree, my diploma & transcripts
_ENGLISH = re.compile(
    r"\b(?:(?P<degree_proof>degrees?)|(?P<graduation_proof>diplomas?))\b(?!\s*(?:level|in|is|of|was|from|program|student|year|[:(]))"
)
_JOINED = re.compile(
    r"\s*(?:,?\s*\band\b|[,&+/])\s*(?:(?:one|two|three|four|\d{1,2}) cop(?:y|ies) of )?(?:my |the |an? |one )?"
)


def _joined_in_english(page: Page, found: list[Named]) -> list[Named]:
    """A degree or a diploma named in one breath with another paper."""
    more = []
    for match in page.free_matches(_ENGLISH):
        start, end = match.span()
        apart = not any(one.start < end and start < one.end for one in found)
        beside = any(
            _JOINED.fullmatch(page.low, one.end, start) or _JOINED.fullmatch(page.low, end, one.start) for one in found
        )
        if apart and beside:
            more.append(Named(str(match.lastgroup), start, end, match.group(), True))
    return more
