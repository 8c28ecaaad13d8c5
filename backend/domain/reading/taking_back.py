"""Which details a message takes back itself: replaced by a later one, waved off, denied."""

from __future__ import annotations

import re

from backend.domain.reading import edits
from backend.domain.reading.page import Hit, Page

#: Of these a later one after a word of changing stands in for an earlier one.
_REPLACED = frozenset(
    {
        "delivery_method",
        "date",
        "address",
        "phone",
        "email",
        "purpose",
        "student_id",
        "enrollment_year",
        "graduation_year",
    }
)
_NEVER_DENIED = frozenset({"document_type", "language", "copies", "choice", "request_code"})


def mark(page: Page) -> None:
    """Mark as denied what the message itself replaces."""
    told_why = _reasons(page)
    for place, hit in enumerate(page.hits):
        if hit.entity in _NEVER_DENIED or hit.denied:
            continue
        if hit.entity in _OF_STUDY and any(start <= hit.start < end for start, end in told_why):
            page.hits[place] = hit.deny()
            continue
        other = any(h.entity == hit.entity and h.value != hit.value for h in page.hits)
        waved = hit.entity == "delivery_method" and _waved(page, hit, other)
        later = [h for h in page.hits if h.entity == hit.entity and h.value != hit.value and h.start > hit.end]
        replaced = hit.entity in _REPLACED and any(edits.replaces(page, h.start) for h in later)
        replaced = replaced or (hit.entity == "degree_level" and _right_one_told(page, hit))
        unread = hit.entity == "degree_level" and (
            _NEVER_READ.search(page.low[: hit.start])
            or (other and (_NOT_OF_IT.match(page.low, hit.end) or _NEVER_READ_IT.match(page.low, hit.end)))
        )
        if not other and _SAID_RIGHT.match(page.low[hit.end :]) and _RIGHT.search(page.low[: hit.start]):
            continue
        given_up = waved or replaced or bool(unread) or (other and edits.gives_up(page, hit.end))
        beyond = any(h.entity == hit.entity and h.value != hit.value and 0 <= hit.start - h.end <= 1 for h in page.hits)
        if beyond and edits.negated(page, hit.start):
            continue  # 不要寄 自己来领: the other one is not meant
        if given_up or edits.denied(page, hit.start, hit.end) or edits.unwanted(page, hit.end):
            page.hits[place] = hit.deny()
    _deny_level_everywhere(page)


_OF_STUDY = frozenset({"degree_level", "enrollment_year", "graduation_year"})
#: 12年入的,10年是我读硕士那会儿: a year told by another stage of one's life, to say where the wrong one came from.
_OTHER_STAGE = re.compile(
    r"(?:(?:19|20)?\d{2}[年级届]?)(?:那个?|那年|才|其实)*(?:是|我)+(?:当时|当年|以前|之前)?(?:在)?(?:[读上念考学]|进|入)?了?(?:的是?)?(?:的)?"
    r"(?:高中|初中|中专|本科|专科|大专|硕士?|博士?|研究生|研)[^,。;!?\n\d]{0,3}?(?:那会儿?|那时候?|那年|那一?届|的?时候|时|的年份?|入学年?份?的?|毕业年?份?的?|的)(?=$|[,。;!\s])"
    r"|(?:高中|初中|中专|本科|专科|大专|硕士|博士|研究生)(?:阶段|那段|那会儿?)?(?:才|倒)?(?:是|在)(?:19|20)?\d{2}[年级届]?(?:[上读入进考毕][^,。;!?\n\d]{0,4})?(?=$|[,。;!\s])"
)


def _reasons(page: Page) -> list[tuple[int, int]]:
    """The stretches that only say where a wrong year came from, where another year is told as the right one."""
    found = [match.span() for match in _OTHER_STAGE.finditer(page.low)] if edits.correcting(page) else []
    years = [hit for hit in page.hits if hit.entity.endswith("_year") and not hit.denied]
    inside = [{year.entity for year in years if start <= year.start < end} for start, end in found]
    return [
        (start, end)
        for (start, end), kinds in zip(found, inside, strict=True)
        if any((not kinds or year.entity in kinds) and not start <= year.start < end for year in years)
    ]


#: 不寄, and neither 寄不寄 nor 能不寄.
_WAVED = re.compile(r"(?<![能要可会是还再寄怎行])(?:不|别|莫)(?:(?:想|愿意?|打算|用|要)?再?(?:寄|走|用|发|叫)?)$")
_ENDED = re.compile(r"(?:快递|邮寄|邮件|顺丰|ems)?[了啦哈]?(?:[,。;!\s]|$)")


def _waved(page: Page, hit: Hit, other: bool) -> bool:
    """不寄,我自己来拿, and not 不寄公司,寄学校."""
    before = page.low[: hit.start]
    return bool(_WAVED.search(before) and _ENDED.match(page.low, hit.end)) or (
        before.endswith(("不", "别", "莫")) and other
    )


#: 晕 是2008级 打错了: what was said before was wrong.
_RIGHT = re.compile(r"(?:^|[,。;!\s])(?:应该|其实|应|我)?是$")
_SAID_RIGHT = re.compile(
    r"[级届年的]{0,2}[,。;!\s]+(?:刚才?|刚刚|前面|我|头先)?(?:打|写|填|说|输|搞|弄|记|讲|按)错[了咗]?[,。!\s]*$"
)


#: 硕士的成绩单三份,本科的不用.
_NOT_OF_IT = re.compile(r"(?:的|那[份个段]|阶段的?)*(?:就|也)?不(?:用|要|需要|必)了?(?=[,。;!\s]|$)")
#: 硕士,博士我没读.
_NEVER_READ_IT = re.compile(
    r"(?:学位|学历|的话|阶段|我|可|倒|是|就|那时|根本|后来|还|也|都)*(?:没有?|未|不曾|冇)(?:去|再|继续)?(?:读|念|上|考|攻读)(?:过|到|上)?(?![完成出下满毕研硕博本专大])"
)
#: 是硕士,没读博.
_NEVER_READ = re.compile(r"(?:没有?|未|不曾)(?:再)?(?:读|念|上|考)?(?:过|到)?$")


def _deny_level_everywhere(page: Page) -> None:
    """本硕都是这里读的,这次要硕士的,本科那段不用: the level taken back is meant wherever it stands."""
    gone = {hit.value for hit in page.hits if hit.entity == "degree_level" and hit.denied}
    if not any(hit.entity == "degree_level" and hit.value not in gone for hit in page.hits):
        return  # 本科,不是专升本: of one level only a kind is denied
    page.hits[:] = [hit.deny() if hit.entity == "degree_level" and hit.value in gone else hit for hit in page.hits]


def _right_one_told(page: Page, hit: Hit) -> bool:
    """应该是硕士,本科是在别处读的: the level introduced as the right one leaves no other."""
    levels = [h for h in page.hits if h.entity == hit.entity and h.value != hit.value]
    return not edits.replaces(page, hit.start) and any(edits.replaces(page, h.start) for h in levels)
