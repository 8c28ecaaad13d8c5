"""What a list of papers says of several rows at once: headings (密封:…;不密封:…), the rest, what each of them gets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from backend.domain.reading.marks import Mark
from backend.domain.reading.row_settling import Row

LIST = re.compile(
    r"^[\s的]*(?:和|与|及|以及|跟|、|,|/|\+|&|[-•·](?=\s)|and|还有|加|加上|或|同|以及|连同)*[\s的]*(?:要|开|办|我的|本人的|the|my|an?)?\s*$"
)
EACH = re.compile(r"(?:各|各自|分别|每样|每种|都)(?:要|来|开|打|印|办|出|需要?|是|出具|复印|打印|提供)?$")

_EDGE = re.compile(r"(?:^|[,。;\n!?]|\.\s)(?:其[余他它]|剩下|[\s要需都全请麻烦的\d一二两三四几个样种份项.、()-])*$")
_COLON = re.compile(r"(?:的|版的?|件|部分|类|起来)*(?:有|是)?\s*:\s*")
_END = re.compile(r"[。;\n]|\.\s")
_REST = re.compile(
    r"(?:其[余他它]|剩下|剩余|余下|别的|另外的)[^,。;\n]{0,6}$|\b(?:the )?(?:rest|others?|remaining \w+|everything else)(?: (?:can|may|should|will|are|is|be|all|stay|to|left|both|not)){0,3} ?$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A seal or a language that stands over a part of the list."""

    mark: Mark
    end: int

    def give(self, rows: list[Row]) -> None:
        """Hand it to the rows below it that say nothing of their own."""
        for row in rows:
            if not self.mark.end <= row.start < self.end:
                continue
            if self.mark.kind == "sealed" and row.sealed is None:
                row.sealed = bool(self.mark.value)
            if self.mark.kind == "language" and row.language is None:
                row.language = str(self.mark.value)


def headings(marks: list[Mark], text: str) -> list[Heading]:
    """The headings among the marks, each with the end of its part."""
    if marks and _over_all(marks, text):
        return [Heading(marks[0], len(text))]
    found = [mark for place, mark in enumerate(marks) if _heads(mark, marks[place + 1 :], text)]
    heads: list[Heading] = []
    for place, mark in enumerate(found):
        colon = _COLON.match(text, mark.end)
        begin = colon.end() if colon else mark.end
        over = _END.search(text, begin)
        later = [each.start for each in found[place + 1 :]]
        lines = "\n" in text[mark.end : begin]
        end = later[0] if later else over.start() if over and not lines else len(text)
        heads.append(Heading(mark, end))
    return heads


#: 英文材料三样:…
_MATTER = re.compile(r"(?:的|版)*(?:材料|文件|东西|证明材料)(?!的)")
_ALL = re.compile(r"(?:的|版)*(?:都|全|一律|统一|每样|每种)")
#: 都要中文,成绩单两份,学籍卡一份
_ALL_IN = re.compile(r"(?:^|[,。;!\s])(?:都|全部?|统统|通通|一律)(?:要|用|开|办|打|出|是)*(?:的)?$")
_THEN = re.compile(r"(?:的|版)*\s*[,。;:]")


def _over_all(marks: list[Mark], text: str) -> bool:
    """英文的都要两份,成绩单啊学位证明啊: the only version there is, told before every paper and of all of them."""
    first, told = marks[0], [mark for mark in marks if mark.kind == "language"]
    papers = [mark for mark in marks if mark.kind == "document"]
    if first.kind != "language" or len(told) > 1 or len(papers) < 2:
        return False
    if _ALL_IN.search(text[: first.start]) and _THEN.match(text, first.end):
        return True
    return bool(_MATTER.match(text, first.end) or (marks[1].kind == "copies" and _ALL.match(text, first.end)))


def _heads(mark: Mark, later: list[Mark], text: str) -> bool:
    colon = _COLON.match(text, mark.end) if mark.kind in ("sealed", "language") and not mark.denied else None
    if colon is None or not later or not _EDGE.search(text[: mark.start]):
        return False
    kinds = [each.kind for each in later[:2]]
    papers = mark.kind == "language" and (kinds[0] == "document" or kinds == ["copies", "document"])
    return (papers or (mark.kind == "sealed" and later[0].kind != "sealed")) and later[0].start - colon.end() <= 4


def of_the_rest(marks: list[Mark], text: str) -> list[Mark]:
    """其余不用密封, leave the rest unsealed: seals for the rows of which nothing else is said."""
    papers = [mark.start for mark in marks if mark.kind == "document"]
    return [
        mark
        for mark in marks
        if mark.kind == "sealed"
        and _REST.search(text[: mark.start])
        and any(start < mark.start for start in papers)
        and not any(mark.end <= start <= mark.end + 2 for start in papers)
        and not _COLON.match(text, mark.end)
    ]


def _versions_each(marks: list[Mark]) -> bool:
    """英文的各一份,中文的各两份: a version, and the count behind it that each paper gets."""
    end = next((n for n, mark in enumerate(marks) if mark.kind == "document"), len(marks))
    counts = [mark for mark in marks[:end] if mark.kind == "copies"]
    return marks[0].kind == "language" and bool(counts) and all(mark.each for mark in counts)


def for_each(marks: list[Mark], text: str) -> tuple[list[Mark], list[Mark]]:
    """成绩单和学位证明各要中文一份英文两份: the marks with but the last of these papers, and all of them."""
    for place, mark in enumerate(marks):
        before = text[marks[place - 1].end : mark.start] if place else ""
        if (
            not place
            or mark.kind == "document"
            or not (mark.each or EACH.search(before) or _versions_each(marks[place:]))
        ):
            continue
        papers = place
        while papers and marks[papers - 1].kind == "document":
            papers -= 1
            if papers < place - 1 and not LIST.match(text[marks[papers].end : marks[papers + 1].start]):
                papers += 1
                break
        end = next((n for n in range(place, len(marks)) if marks[n].kind == "document"), len(marks))
        kinds = [each.kind for each in marks[place:end]]
        if place - papers > 1 and kinds.count("language") > 1 and kinds.count("copies") > 1:
            alike = marks[papers:place]
            return [*marks[:papers], alike[-1], replace(mark, each=False), *marks[place + 1 :]], alike
    return marks, []
