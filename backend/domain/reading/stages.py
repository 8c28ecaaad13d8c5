"""Two courses of study in one message: of which one the papers are, and what is told of the other.

95到99年念的本科,04年入学念硕士,这次要硕士阶段的成绩单: the years of the bachelor's course are not asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading.page import Hit, Page

_CLAUSE = re.compile(r"[^,。;!?\n]+")
_TIMES = frozenset({"enrollment_year", "graduation_year"})
#: 硕士阶段的中文成绩单: what may stand between a level and the paper of it.
_OF_THE_PAPER = re.compile(r"(?:阶段|期间|那时候?|那段|那份|学历)?的?(?:中文|英文|中英文)?(?:版)?的?")


def mark(page: Page) -> None:
    """Give the years told with another level than the one whose papers are wanted the role `stranger`."""
    wanted = {hit.value for hit in page.hits if _is_level(hit) and _before_paper(page, hit)}
    told = _levels_of_years(page)
    if len(wanted) != 1 or not wanted & set(told.values()):
        return
    page.hits[:] = [
        replace(hit, role="stranger") if hit.start in told and told[hit.start] not in wanted else hit
        for hit in page.hits
    ]


def _is_level(hit: Hit) -> bool:
    return hit.entity == "degree_level" and not hit.denied and hit.problem is None


def _before_paper(page: Page, level: Hit) -> bool:
    papers = (hit for hit in page.hits if hit.entity == "document_type" and not hit.denied)
    return any(
        level.end <= paper.start and _OF_THE_PAPER.fullmatch(page.low, level.end, paper.start) for paper in papers
    )


def _levels_of_years(page: Page) -> dict[int, str | int | None]:
    """The level told in the same clause as each year of study, wanted or not, by where the year stands."""
    found: dict[int, str | int | None] = {}
    for clause in _CLAUSE.finditer(page.low):
        inside = [hit for hit in page.hits if clause.start() <= hit.start < clause.end()]
        levels = {hit.value for hit in inside if hit.entity == "degree_level" and hit.problem is None}
        if len(levels) == 1:
            found |= {hit.start: next(iter(levels)) for hit in inside if hit.entity in _TIMES}
    return found
