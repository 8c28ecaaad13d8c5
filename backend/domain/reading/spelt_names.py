"""Names put right or told by their characters: 不是卫是为,农为东; 文章的章,摇曳的曳,章曳."""

from __future__ import annotations

import re

from backend.domain.reading.name_shapes import HAN, looks_like, surnamed
from backend.domain.reading.page import Hit, Page

#: 是“为”不是“卫”：农为东, 不是卫是为,农为东: the character that is right, and then the name that holds it.
_CHARACTER = re.compile(
    rf"(?:是\s*[\"'“”‘’「」]?(?P<a>[{HAN}])[\"'“”‘’「」]?(?:字|的)?[,\s]*(?:而)?不是\s*[\"'“”‘’「」]?[{HAN}][\"'“”‘’「」]?"
    rf"|不是\s*[\"'“”‘’「」]?[{HAN}][\"'“”‘’「」]?字?[,\s]*(?:而|应该)?是\s*[\"'“”‘’「」]?(?P<b>[{HAN}])[\"'“”‘’「」]?)字?"
    rf"[,:。;\s]+(?:(?:就|应该|全名|名字|正确的)?[是叫]|全名|名字)?[:\s]*(?P<n>[{HAN}]{{2,4}})(?=$|[,。;!\s])"
)
#: 文章的章, 三点水的汝: a character told by a word it stands in, or by its parts.
_TOLD = re.compile(rf"(?P<w>[{HAN}]{{2,4}})的(?P<c>[{HAN}])(?![{HAN}])")
_PARTS = re.compile(r"[字头旁底框边水]$")
#: What stands between two edges, less the word that says that this is it.
_STANDING = re.compile(
    rf"(?<![{HAN}])(?:(?:就|应该)?[是叫]|(?:全名|名字|姓名)(?:就?是|叫)?)?(?P<n>[{HAN}]{{2,4}})(?![{HAN}])"
)
_ENOUGH = 2
#: 不是王佳,是汪佳: the name put right, but for one character the same.
_INSTEAD = re.compile(
    rf"不是\s*(?P<a>[{HAN}]{{2,4}})[,\s]+(?:而|应该|才)?[是叫]\s*(?P<n>[{HAN}]{{2,4}})(?=$|[,。;!\s(])"
)


def find(page: Page) -> None:
    """Add a name that is told together with its characters."""
    for match in page.free_matches(_CHARACTER):
        if (match.group("a") or match.group("b")) in match.group("n") and surnamed(match.group("n")):
            page.add(Hit("name", match.group("n"), *match.span("n")))
    for match in page.free_matches(_INSTEAD):
        wrong, right = match.group("a", "n")
        alike = len(wrong) == len(right) and sum(a != b for a, b in zip(wrong, right, strict=True)) == 1
        if alike and surnamed(wrong) and looks_like(right):
            page.add(Hit("name", page.written(*match.span("n")), *match.span("n")))
    told = {one.group("c") for one in _TOLD.finditer(page.low) if _explains(one)}
    for match in page.free_matches(_STANDING) if len(told) >= _ENOUGH else ():
        word = match.group("n")
        if told.issuperset(word) or (surnamed(word) and told.issuperset(word[1:])):
            page.add(Hit("name", page.written(*match.span("n")), *match.span("n")))


def _explains(told: re.Match[str]) -> bool:
    return told.group("c") in told.group("w") or _PARTS.search(told.group("w")) is not None
