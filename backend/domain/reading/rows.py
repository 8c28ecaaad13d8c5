"""From papers, languages, counts and seals in any order to rows: document x language x copies x sealed.

The marks are walked in order. A mark joins the row being built when that row still has room for it and the
next row does not ask for it more strongly; otherwise a new row begins, which inherits what it does not say.
"""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading.marks import Mark
from backend.domain.reading.model import Item
from backend.domain.reading.row_sections import LIST, for_each, headings, of_the_rest
from backend.domain.reading.row_settling import Row, items, settle, without_totals
from backend.domain.reading.row_walk import BREAK, STRONG, Walk

_ALL = re.compile(
    r"(?:三样都?|两样都?|几样都?|都|全部?|均|统统|一律|通通|全是|全部是|都是)(?:要|给我|得|需要?|请|帮我|选|用|写|做|开|出|办|打|弄)?$"
    r"|\b(?:all|both)(?: of (?:them|these|which|it))?(?: (?:in|be|to be|are|should be|must be))?$"
)
_ALL_OF_THEM = re.compile(r"(?:的|版)*(?:都是|全是|都要|一律)(?=[,。;!\s]|$)")
#: 成绩单和学位证明各一份英文,…: what closes the clause is every paper's.
_CLOSED = re.compile(r"(?:的|版)*\s*(?:[,。;!\n]|$)(?![^,。;\n]{0,3}[中英]文)")
_JOINED_ON = re.compile(r"(?:的|版)*(?:跟|和|与|及|以及|加上?)")
_ONLY = re.compile(r"(?:的|只|就|都|也|光)?(?:要|开|办|用)?\s?")
_BESIDES = re.compile(r"再(?!说)|还|另|加|多|外|\b(?:also|plus|another|more|and then)\b")
_POINTER = re.compile(r"前者|后者|[前后]一[个种样]|[前后][头面]那[个种样]")
_PART = re.compile(r"(?:其中|里面|里头|当中|(?<![还只没])有)[^,。;]{0,3}$")


def rows(marks: list[Mark], text: str) -> tuple[tuple[Item, ...], list[Item]]:
    """The rows a message asks for, in the order of their first mark, and those it no longer wants."""
    kept, alike = for_each([mark for mark in sorted(marks, key=lambda m: m.start) if not mark.denied], text)
    wanted, gone = _Builder(kept, text).build()
    if not alike:
        return wanted, gone
    last = alike[-1].value
    parts = [item for item in wanted if item.document_type == last]
    first = wanted.index(parts[0]) if parts else 0
    copied = [replace(part, document_type=str(paper.value), document_named=True) for paper in alike for part in parts]
    others = [item for item in wanted if item.document_type != last]
    return (*others[:first], *copied, *others[first:]), gone


class _Builder(Walk):
    """One walk over the marks of one message."""

    def __init__(self, marks: list[Mark], text: str) -> None:
        self.heads, rest = headings(marks, text), of_the_rest(marks, text)
        self.rest = [bool(mark.value) for mark in rest]
        apart = [*rest, *(head.mark for head in self.heads)]
        super().__init__([mark for mark in marks if not any(mark is each for each in apart)], text)

    def build(self) -> tuple[tuple[Item, ...], list[Item]]:
        """Walk, then share documents and totals among the rows."""
        for place, mark in enumerate(self.marks):
            gap = self.text[self.marks[place - 1].end : mark.start] if place else ""
            getattr(self, f"_{mark.kind}")(place, mark, gap)
            if mark.dropped and self.rows:
                self.rows[-1].dropped = True
        self._share_first()
        for head in self.heads:
            head.give(self.rows)
        settled = settle(self.rows)
        wanted = without_totals([row for row in settled if not row.dropped])
        for row in wanted:
            row.sealed = self.rest[-1] if self.rest and row.sealed is None else row.sealed
        return tuple(items(wanted)), items([row for row in settled if row.dropped])

    def _share_first(self) -> None:
        """各要三份:成绩单 学位证明: a count before the list is each paper's."""
        first = self.marks[0] if self.marks else None
        headed = ":" in self._gap_to(0)
        lead = first is not None and first.kind == "copies" and (first.each or headed)
        several = sum(mark.kind == "copies" for mark in self.marks) > 1
        if first is None or not lead or (several and not (first.each and headed)):
            return
        for place, row in enumerate(self.rows):
            remark = row.sealed is not None and any(each.document == row.document for each in self.rows[:place])
            row.copies = row.copies if remark else row.copies or int(first.value)

    # -- the walk

    def _document(self, place: int, mark: Mark, gap: str) -> None:
        if _POINTER.match(self.text, mark.start) and self._turn_to(str(mark.value)):
            return
        row = self.row
        broken = bool(BREAK.search(gap))
        away = broken and mark.dropped  # 改回一份,学籍证明也不要了: the count is another row's
        if (
            row is not None
            and row.document is None
            and not away
            and (not broken or len(self.rows) == 1)
            and "d" not in row.marks
        ):
            apart = (
                gap.isspace() and not self.text[mark.start].isascii() and any(r.marks[:1] == ["d"] for r in self.rows)
            )
            only = len(self.rows) == 1 and sum(each.kind == "document" for each in self.marks) == 1
            if (only or not STRONG.search(gap)) and not apart:
                self._name(row, mark)
                return
        again = self._told_again(mark)
        known = any(each.document == mark.value for each in self.rows)
        open_row = row is not None and row.document is not None and row.copies is None
        if again or known or not open_row or not LIST.match(gap):
            self.group += 1
        listed = row.beside if row is not None and (gap == "、" or (LIST.match(gap) and not row.copies)) else None
        row = self._new(mark)
        row.besides, row.beside = bool(_BESIDES.search(gap)), listed
        self._name(row, mark)

    def _name(self, row: Row, mark: Mark) -> None:
        """Give a row its paper; 英文的 before the first of a list is said of the others as well."""
        if row.language and not row.marks[1:] and self.text[row.end : mark.start] in ("的", "版的"):
            row.beside = row.language
        row.document, row.named, row.end = str(mark.value), True, mark.end
        row.marks.append("d")

    def _language(self, place: int, mark: Mark, gap: str) -> None:
        row = self.row
        joined_on = _JOINED_ON.match(self._gap_to(place)) is not None  # 毕业证明中文跟成绩单中文
        leads = (self._next(place, "document") and not joined_on) or (
            self._next(place, "copies", "document") and not self._next(place, "copies", "language")
        )
        if leads and gap == "" and self._after(place, "copies") and self._gap_to(place) != "":
            leads = False  # 两份中文 学位证明: the language belongs to the count before it
        behind = leads and gap == "" and self._told_behind(place)
        leads = leads and not behind  # 成绩单英文2份学位证明中文1份: each paper comes first
        if gap.endswith(" in ") and row is not None and row.language is None:
            leads = False  # three transcripts in English and one ...
        fits = (
            row is not None
            and row.language is None
            and not (row.document is None and row.copies is None and row.sealed is None)
        )
        last = row is not None and "shared" in row.marks and all(m.kind == "sealed" for m in self.marks[place + 1 :])
        own_clause = bool(BREAK.search(gap)) and (
            last
            or (bool(BREAK.search(self._gap_to(place))) and (self._each_next(place) or self._bare_list()))
            or (self._each_next(place) and self._bare_list())  # 毕业证明和成绩单,英文的各一份
        )
        each_next = self._each_next(place) and self._after(place, "document") and self._in_list()
        of_list = gap == "的" and self._bare_list() and bool(BREAK.search(self._gap_to(place)))
        closed = row is not None and "shared" in row.marks and _CLOSED.match(self.text, mark.end) is not None
        joined = of_list or (
            (last or each_next or closed) and _ONLY.fullmatch(gap)
        )  # 各来一份英文的, 双证英文各两份, 只要英文的各一份
        for_all = mark.each or bool(joined) or bool(_ALL.search(gap.rstrip())) or own_clause
        if not leads and _ALL_OF_THEM.match(self.text, mark.end) and self._share_language(mark):
            return  # 成绩单2份,学位证明1份,英文的都是
        for_all = for_all or self._closes(place, gap) or (gap.strip(" ,") == "in" and self._one_breath(place))
        if row is not None and fits and not leads and for_all and self._share_language(mark):
            return
        if row is not None and fits and not self._begins(place, mark, gap, row, leads):
            row.language, row.pair, row.end = str(mark.value), mark.pair, mark.end
            row.marks += ["l", "each"] if mark.each else ["l"]
            return
        sealed = row is not None and row.sealed is not None  # 中文的不封,英文的两份要封
        if leads or (gap and BREAK.search(gap) and (sealed or not LIST.match(gap))):
            self.group += 1
        before, row = row, self._new(mark)
        row.language, row.pair = str(mark.value), mark.pair
        row.document = before.document if behind and before is not None else None
        row.marks += ["l", "each"] if mark.each else ["l"]

    def _share_language(self, mark: Mark) -> bool:
        """A language for every row of a list (都要英文的); False when there is but one."""
        waiting = [row for row in self.rows if row.language is None]
        if len(waiting) < 2 or not any(row.document for row in waiting):
            return False
        for row in waiting:
            row.language, row.pair = str(mark.value), mark.pair
            row.marks += ["l", "each"] if mark.each else ["l", "all"]
        return True

    def _begins(self, place: int, mark: Mark, gap: str, row: Row, leads: bool) -> bool:
        """Whether a language starts a row although the last one has none."""
        if gap == " in ":
            return False
        if leads and row.document is not None:
            return True
        if row.copies is not None and row.document is not None:
            joined = gap in ("", "的")
            counted = self._next(place, "copies") and not (joined and self._next(place, "copies", "language"))
            more = _BESIDES.search(gap) or "也" in gap + self.text[self.marks[place].end :][:4]
            return counted or bool(STRONG.search(gap) and more)
        return (
            row.copies is not None and row.document is None and bool(BREAK.search(gap)) and self._next(place, "copies")
        )

    def _copies(self, place: int, mark: Mark, gap: str) -> None:
        row = self.row
        if mark.back and self._turn_back(int(mark.value)):
            return
        counted = [each.copies for each in self.rows if each.copies]
        if mark.total and len(counted) > 1 and not self._next(place, "document") and not self._next(place, "language"):
            return  # 英文两份,中文一份,加起来三份
        if mark.total and counted == [1] and len(self.rows) == 1 and place + 1 == len(self.marks):
            self.rows[0].copies = int(mark.value)  # 要一张对照的成绩单,…一共五份: a sheet of what kind, then how many
            return
        if mark.each and self.rows and not self._next(place, "document"):
            self._share(place, mark)
            return
        if row is None or self._starts(place, mark, gap, row):
            before, row = row, self._new(mark)
            row.besides = bool(_BESIDES.search(re.split(r"[,。;!?]", gap)[-1]))
            if before is not None and (_PART.search(gap) or self._leaves_a_rest(place, mark, before)):
                row.language, row.whole = before.language, before
            elif BREAK.search(gap):
                self.group += 1
                row.group = self.group
        elif self._distributes(gap):
            self._share(place, mark)
            return
        row.copies, row.end, row.total = int(mark.value), mark.end, mark.total
        row.marks.append("c")

    def _leaves_a_rest(self, place: int, mark: Mark, row: Row) -> bool:
        """四份,三份密封,剩下的不封: a part of the row is sealed, and there is a word of the rest."""
        part = row.copies is not None and int(mark.value) < row.copies and row.sealed is None
        return part and bool(self.rest) and self._next(place, "sealed")

    def _starts(self, place: int, mark: Mark, gap: str, row: Row) -> bool:
        """Whether a count belongs to what follows rather than to the row before it."""
        if row.copies is not None:
            return True
        if row.language is not None and BREAK.search(gap) and self._next(place, "language") and not self._gap_to(place):
            return True  # 只写了中文,再添一份英文
        ahead = self._next(place, "document") or self._next(place, "language", "document")
        if ahead and row.document is not None:
            return bool(BREAK.search(gap) or re.search(r"[和与及、加]|\band\b", gap)) or self._prefix_style()
        part = bool(_PART.search(gap))
        return part and row.language is not None and row.copies is not None

    def _share(self, place: int, mark: Mark) -> None:
        """A count for each row of the list, or for every row still without one."""
        waiting = [row for row in self.rows if row.copies is None]
        seal = self.rows[-1].sealed if self._after(place, "sealed") else None  # 不密封,各一份
        part = self._part(mark, len(waiting))
        for row in waiting or self.rows[-1:]:
            row.copies, row.end = part, mark.end
            row.sealed = seal if row.sealed is None else row.sealed
            row.marks += ["c", "shared"]
            if row.pair:
                row.marks.append("each")

    def _sealed(self, place: int, mark: Mark, gap: str) -> None:
        if not self.rows:
            self._new(mark).sealed = bool(mark.value)
            return
        row = self.rows[-1]
        apart = bool(BREAK.search(gap)) or gap.startswith(". ")
        alone = place + 1 == len(self.marks)
        bracketed = self.text.count("(", 0, mark.start) > self.text.count(")", 0, mark.start)
        shared = "shared" in row.marks or row.marks[-1:] == ["all"]
        together = alone and shared and not apart  # 各两份密封, 各一份装一个信封里封好
        together = together or (shared and gap == "," and self.text[mark.end : mark.end + 1] == ")")  # (各两份,密封)
        if (
            together
            or (_ALL.search(gap.rstrip()) and not self._again(row))
            or (alone and not bracketed and len(self.rows) > 1 and (apart or self._spelt_with_blanks(gap)))
        ):
            for each in self.rows:
                each.sealed = (
                    bool(mark.value) if each.sealed is None and not self._only_mentioned(each) else each.sealed
                )
            return
        if apart and not bracketed and (peers := self._clause_before(mark)):
            for each in peers:
                each.sealed = bool(mark.value)
            return
        leads = self._leads(place) and not (place and gap == "" and self._gap_to(place).startswith(" "))
        counts_follow = self._next(place, "copies") and self._gap_to(place) == ""
        if row.copies is not None and counts_follow and (apart or row.marks[:1] == ["s"]):
            row = self._new(mark)
            row.sealed, row.besides = bool(mark.value), bool(_BESIDES.search(gap))
            row.marks.append("s")
            return
        unnamed = row.document is None and not apart  # 说好封口的!我要两份密封成绩单: its paper is still to come
        if (row.sealed is mark.value and (not leads or unnamed)) or (place and self.marks[place - 1].kind == "sealed"):
            row.sealed = bool(mark.value)
            return
        if row.sealed is not None or (leads and row.document is not None and (apart or row.copies is not None)):
            row = self._new(mark)
        row.sealed, row.end = bool(mark.value), mark.end
        row.marks.append("s")
