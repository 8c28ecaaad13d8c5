"""A course of study by itself beside what else is told of somebody's studies: 硕士,2016级,光学工程."""

from __future__ import annotations

import re

from backend.domain.reading.page import Hit, Page

_ALONE = re.compile(
    r"(?:^|(?<=[\s,、;(|/]))(?P<n>(?![我你他她这那本该要请])[\u4e00-\u9fff]{1,8}"
    r"(?:工程|技术|科学|管理|教育|设计|文学|语言|医学|化学|力学|物理学|(?<![大小中同开入留升转自上求教放休退])学))(?=$|[\s,、;。)|/])"
)
_ODD = re.compile(r"让|要|证明|查|员工|学历|什么|不|没|的|了|我|你|他|请|哪|这|那个|开|办|寄")
_TOLD_OF_STUDY = frozenset({"enrollment_year", "graduation_year", "degree_level", "department", "student_id"})
_BESIDE = re.compile(r"[\s,、;(|/的级届年]{1,4}")


def find(page: Page) -> None:
    """Add the first such segment where no course is told otherwise: it ends as the names of courses do."""
    if any(hit.entity == "major" for hit in page.hits):
        return
    for match in page.free_matches(_ALONE):
        start, end = match.span("n")
        beside = any(
            _BESIDE.fullmatch(page.low, hit.end, start) or _BESIDE.fullmatch(page.low, end, hit.start)
            for hit in page.hits
            if hit.entity in _TOLD_OF_STUDY
        )
        if beside and not _ODD.search(match.group("n")):
            page.add(Hit("major", page.written(start, end), start, end))
            return
