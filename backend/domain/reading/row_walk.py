"""A walk over a message's marks: what stands before and after a mark, and what the rows built so far are like."""

from __future__ import annotations

import re

from backend.domain.reading.marks import Mark
from backend.domain.reading.row_settling import Row

BREAK = re.compile(r"[,。;;\n!!??]|再(?!生)|另外|还有|还要|加上|外加|以及|然后|其次|同时|顺便|also|plus|and then")
STRONG = re.compile(r"[。;;\n!!??]")
_STOPPED = re.compile(r"(?:的|好|上|起来|了|哈|吧|就行|即可)*\s*(?:[。;!\n]|$)")
_EVENLY = re.compile(r"一半|各半|平分|平均|对半")
_OF = re.compile(r"的?\s*(?:(?:the|my|all|these|those|only) )*")


class Walk:
    """The marks of one message in their order, and the rows that came of them so far."""

    def __init__(self, marks: list[Mark], text: str) -> None:
        self.marks, self.text = marks, text
        self.rows: list[Row] = []
        self.group = 0

    @property
    def row(self) -> Row | None:
        """The row begun last."""
        return self.rows[-1] if self.rows else None

    def _new(self, mark: Mark) -> Row:
        self.rows.append(Row(start=mark.start, end=mark.end, group=self.group))
        return self.rows[-1]

    def _turn_to(self, document: str) -> bool:
        """前者三份,后者两份: what follows is said of a row that stands there already."""
        known = next((n for n, row in enumerate(self.rows) if row.document == document), None)
        if known is None:
            return False
        self.group += 1
        row = self.rows.pop(known)
        row.group = self.group
        self.rows.append(row)
        return True

    def _turn_back(self, count: int) -> bool:
        """英文四份,那四份里两份要封: what follows is said of the row that was counted before."""
        bare = self.rows[-1] if self.rows and self.rows[-1].marks == ["l"] else None
        like = [row for row in self.rows if row.copies == count]
        if bare is not None:
            like = [row for row in like if row.pair or row.language in (None, bare.language)]
        if not like:
            return False
        self.group += 1
        if bare is not None and like[-1].pair:
            return True
        row = like[-1]
        row.language = row.language or (bare.language if bare else None)
        self.rows = [*(each for each in self.rows if each is not row and each is not bare), row]
        row.group = self.group
        return True

    def _told_again(self, mark: Mark) -> bool:
        """开成绩单和学位证明,成绩单英文三份: what follows the second naming is all that is said of the paper."""
        kept = [row for row in self.rows if row.marks != ["d"] or row.document != mark.value or row.dropped]
        again = 0 < len(kept) < len(self.rows)
        self.rows = kept if again else self.rows
        return again

    def _gap_to(self, place: int, ahead: int = 1) -> str:
        """The text between a mark and a later one."""
        if place + ahead >= len(self.marks):
            return "\n"
        return self.text[self.marks[place + ahead - 1].end : self.marks[place + ahead].start]

    def _next(self, place: int, *kinds: str) -> bool:
        """Whether the following marks are of these kinds with nothing dividing them."""
        for ahead, kind in enumerate(kinds, 1):
            if place + ahead >= len(self.marks) or self.marks[place + ahead].kind != kind:
                return False
            gap = self._gap_to(place, ahead)
            if BREAK.search(gap) or len(gap) > 10 or re.search(r"[()、/]", gap):
                return False
        return True

    def _after(self, place: int, kind: str) -> bool:
        """Whether the mark before is of this kind."""
        return place > 0 and self.marks[place - 1].kind == kind

    def _told_behind(self, place: int) -> bool:
        """Whether the paper after this count has its own language or count behind it, as the first one has."""
        after = self.marks[place + 3].kind if place + 3 < len(self.marks) else ""
        return self.marks[0].kind == "document" and self._next(place, "copies") and after in ("language", "copies")

    def _part(self, mark: Mark, papers: int) -> int | None:
        """成绩单和学位证明一共四份: what a sum gives each of the papers, where that is said or cannot be otherwise."""
        count = int(mark.value)
        if not mark.total or mark.each or papers < 2:
            return count
        halved = _EVENLY.search(self.text, mark.end) and count % papers == 0
        return count // papers if count == papers or halved else None

    def _bare_list(self) -> bool:
        """Whether so far papers were listed, and nothing was said of them."""
        apart = len({row.document for row in self.rows}) == len(self.rows) > 1
        return apart and all(row.marks == ["d"] for row in self.rows)

    def _one_breath(self, place: int) -> bool:
        """two copies of my transcript and diploma in English: papers counted once at most, and one language for all."""
        later = any(mark.kind == "language" for mark in self.marks[place + 1 :])
        together = len(self.rows) > 1 and all(row.document and row.language is None for row in self.rows)
        return together and not later and all(row.copies is None for row in self.rows[1:])

    def _closes(self, place: int, gap: str) -> bool:
        """成绩单1份,学位证明1份,中文即可: the only language there is, in a clause of its own behind papers all counted."""
        last = all(mark.kind == "sealed" for mark in self.marks[place + 1 :])
        counted = len(self.rows) > 1 and all(row.document and row.copies and not row.language for row in self.rows)
        spelt = place > 1 and BREAK.search(self.text[self.marks[place - 2].end : self.marks[place - 1].start])
        return (
            last
            and counted
            and not spelt
            and (BREAK.search(gap) is not None or ". " in gap or "(" in gap or gap == " ")
        )

    def _clause_before(self, mark: Mark) -> list[Row]:
        """成绩单两份跟学位证明两份,都封好。…: the rows of the clause before a seal that has one of its own up to a stop."""
        begin = max(self.text.rfind(edge, 0, self.rows[-1].end) for edge in ",。;!?\n")
        rows = [row for row in self.rows if row.start > begin]
        open_rows = all(row.document and row.copies and row.sealed is None for row in rows)
        return rows if len(rows) > 1 and open_rows and _STOPPED.match(self.text, mark.end) else []

    def _spelt_with_blanks(self, gap: str) -> bool:
        """成绩单2 学位证明2 不密封: the papers are counted, and told apart by blanks as the seal is."""
        counted = all(row.document and row.copies and row.sealed is None for row in self.rows)
        return gap.isspace() and counted and all(self.text[row.start - 1].isspace() for row in self.rows[1:])

    def _in_list(self) -> bool:
        """Whether the row begun last stands in one list with the row before it."""
        return len(self.rows) < 2 or self.rows[-2].group == self.rows[-1].group

    def _each_next(self, place: int) -> bool:
        """Whether the next mark is a count for each row of the list."""
        return place + 1 < len(self.marks) and self.marks[place + 1].each

    def _prefix_style(self) -> bool:
        """Whether earlier rows put the count before the paper."""
        return any(row.marks[:1] == ["c"] and "d" in row.marks for row in self.rows)

    def _distributes(self, gap: str) -> bool:
        """A count after a list of rows without any: 成绩单和学位证明,两份."""
        peers = [row for row in self.rows if row.group == self.group and row.copies is None]
        return len(peers) > 1 and all(row.copies is None for row in self.rows if row.group == self.group)

    def _again(self, row: Row) -> bool:
        """英文三份 中文一份 英文的都要密封: all of one version, which stands there already."""
        bare = row.language is not None and row.copies is None and not row.named
        return bare and any(each.language == row.language for each in self.rows[:-1])

    def _only_mentioned(self, row: Row) -> bool:
        """复核硕士成绩,请提供成绩单1份: named without a figure, and asked for in another row."""
        others = [each for each in self.rows if each is not row and each.document == row.document]
        return row.marks == ["d"] and any(each.marks != ["d"] for each in others)

    def _leads(self, place: int) -> bool:
        """Whether a seal stands right before the paper it is meant for (密封的成绩单)."""
        for ahead, kinds in ((1, ("document",)), (2, ("language", "document"))):
            if self._next(place, *kinds) and all(_OF.fullmatch(self._gap_to(place, n)) for n in range(1, ahead + 1)):
                return True
        return False
