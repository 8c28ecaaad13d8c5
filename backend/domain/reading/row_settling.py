"""What happens to rows once all marks are placed: shared papers, later remarks, pairs, totals, doubles."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from backend.domain.reading.model import Item


@dataclass(slots=True)
class Row:
    """A row in the making; `marks` are the kinds of marks it took, in order."""

    document: str | None = None
    named: bool = False
    language: str | None = None
    copies: int | None = None
    sealed: bool | None = None
    start: int = 0
    end: int = 0
    total: bool = False
    group: int = 0
    pair: bool = False
    dropped: bool = False
    besides: bool = False
    beside: str | None = None
    whole: Row | None = None
    marks: list[str] = field(default_factory=list)


def settle(rows: list[Row]) -> list[Row]:
    """Rows without a paper take the last one before them, or else the first one after."""
    known = None
    for row in rows:
        known = row.document or known
        row.document = row.document or known
    _late_name(rows)
    for row in rows:
        row.language = row.language or row.beside
    for before, row in pairwise(rows):
        sealing = row.sealed is not None and before.sealed is not None
        if sealing and row.copies and not row.named and row.language is None:
            row.language = before.language  # 两份密封的,一份不密封的
        elif sealing and before.copies and before.document is None and before.language is None and not row.pair:
            before.language = row.language  # 两份密封一份不密封,英文成绩单
    later = None
    for row in reversed(rows):
        later = later if row.dropped else row.document or later
        row.document = row.document or later
    return _without_bare(_merged(_told_twice(_split_pairs(rows))))


def _late_name(rows: list[Row]) -> None:
    """英文的两份,中文的一份,成绩单: the paper is named last and belongs to all."""
    last = rows[-1] if rows else None
    bare = last is not None and not last.dropped and (last.language, last.copies, last.sealed) == (None, None, None)
    if last is not None and bare and len(rows) > 1 and not any(row.document for row in rows[:-1]):
        rows.pop()
        for row in rows:
            row.document, row.named = last.document, True


def _merged(rows: list[Row]) -> list[Row]:
    """A later remark about a row already listed (英文的要密封) completes that row."""
    kept: list[Row] = []
    for row in rows:
        like = None
        of_paper = [r for r in kept if r.document == row.document]
        again = (
            len(of_paper) == 1
            and sum(r.document == row.document for r in rows) == 2
            and _told_in_turn(of_paper[0], row)
        )
        only_sealed = row.copies is None and row.language is None and row.sealed is not None and len(of_paper) == 1
        if again:
            like = of_paper[0]
        elif not row.named or only_sealed:  # 两份中文成绩单;成绩单要密封
            like = next((r for r in kept if _completes(r, row)), None)
        if like is None:
            kept.append(row)
            continue
        like.copies = row.copies if like.copies is None else like.copies
        like.sealed = row.sealed if like.sealed is None else like.sealed
        like.language = like.language or row.language
    return kept


def _told_in_turn(row: Row, later: Row) -> bool:
    """学位证明两份、毕业证明三份,学位证明要英文: the second naming says what the first left open, and nothing else."""
    left = later.besides or row.dropped or later.dropped or row.pair or later.pair
    both = row.copies is not None and later.copies is not None
    both = both or any(
        one is not None and other is not None and one != other  # 全部密封 is said of both namings
        for one, other in ((row.language, later.language), (row.sealed, later.sealed))
    )
    said = all(any(v is not None for v in (r.language, r.copies, r.sealed)) for r in (row, later))
    return later.named and row.named and said and not left and not both


def _told_twice(rows: list[Row]) -> list[Row]:
    """再办一份学位证明,中文1份: the count said once more, alone or with the language that was still open."""
    for first, second in pairwise(list(rows)):
        alone = sum(row.document == first.document for row in rows) == 2
        if alone and _counted_anew(first, second):
            rows.remove(first)
            continue
        again = first.named and not second.named and first.copies == second.copies and first.document == second.document
        new = first.language is None and second.language is not None
        echo = second.language is None and second.sealed is None and not second.besides  # 补一份中文成绩单,一份
        if alone and again and first.copies and (new or echo) and not second.dropped:
            first.language = first.language or second.language
            first.sealed = second.sealed if first.sealed is None else first.sealed
            rows.remove(second)
    return rows


def _counted_anew(first: Row, second: Row) -> bool:
    """英文翻译件……不好意思,英文的翻译件,2份: the very same version is named again, now with its count."""
    plain = not (first.copies or first.sealed is not None or first.dropped or second.dropped or second.besides)
    same = first.document == second.document and first.language == second.language is not None
    return plain and same and first.named and second.named and second.copies is not None


def _completes(row: Row, later: Row) -> bool:
    if row.document != later.document or (later.language and later.language != row.language):
        return False
    return (row.copies is None or later.copies is None) and (row.sealed is None or later.sealed is None)


def _split_pairs(rows: list[Row]) -> list[Row]:
    """中英文各两份 is two rows; 中英文 without 各 is one bilingual paper."""
    split: list[Row] = []
    for row in rows:
        if not row.pair or "each" not in row.marks:
            split.append(row)
            continue
        for language in ("zh", "en"):
            split.append(Row(row.document, row.named, language, row.copies, row.sealed, row.start, row.end))
    return split


def without_totals(rows: list[Row]) -> list[Row]:
    """成绩单四份,两份中文两份英文: the total is no row of its own; 5份,其中3份密封 leaves 2."""
    for row in list(rows):
        parts = [r for r in rows if r.document == row.document and r.start > row.start]
        alike = all(r.language in (None, row.language) or row.language is None for r in parts)
        sealing = bool(parts) and all(r.sealed is not None and not (r.named or r.language) for r in parts)
        if row.copies is None or not alike or not (row.named or row.document is None or sealing):
            continue
        shares = _shares(row, parts)
        if shares:
            rows[:] = [other for other in rows if not any(other is share for share in shares)]
            continue
        if sum(r.copies or 0 for r in parts) == row.copies and len(parts) > 1:
            rows.remove(row)
            spoken = {part.language for part in parts if part.language}
            shared = spoken.pop() if len(spoken) == 1 and {part.sealed for part in parts} == {True, False} else None
            for part in parts:
                part.named = True
                part.language = part.language or row.language or shared
                part.sealed = row.sealed if part.sealed is None else part.sealed
    _leave_the_rest(rows)
    for row in rows:
        if row.whole is not None and row.whole.copies is not None and row.copies is not None:
            rest = row.whole.copies - row.copies
            row.whole.copies = rest if rest > 0 else row.whole.copies
    return rows


def _leave_the_rest(rows: list[Row]) -> None:
    """英文三份,密封两份就行: of the copies counted, so many sealed, and the rest as they are."""
    for row in rows:
        parts = [r for r in rows if r.document == row.document and r.start > row.start and r is not row]
        if len(parts) != 1 or row.copies is None or row.sealed is not None:
            continue
        part = parts[0]
        plain = not (part.named or part.language or part.besides or part.whole)
        if plain and part.sealed is not None and part.copies and part.copies < row.copies:
            part.language, part.whole = row.language, row


def _shares(row: Row, parts: list[Row]) -> list[Row]:
    """两份,一份给单位,一份自己留着: the counts that only tell who gets which of the copies."""
    told: list[Row] = []
    for part in parts:
        if part.named or part.language or part.sealed is not None or part.whole is not None:
            return []
        told.append(part)
        if len(told) > 1 and sum(each.copies or 0 for each in told) == row.copies:
            return told
    return []


def _without_bare(rows: list[Row]) -> list[Row]:
    """A paper named again with nothing said of it is no second row."""
    for row in list(rows):
        version = row.language and not row.named and row.copies is None and row.sealed is None and not row.dropped
        if version and any(o is not row and (o.document, o.language) == (row.document, row.language) for o in rows):
            rows.remove(row)  # 漏了中文的,再加一份中文成绩单
            continue
        bare = (row.language, row.copies, row.sealed) == (None, None, None) and not row.dropped
        if bare and any(other is not row and other.document == row.document for other in rows):
            rows.remove(row)
    return rows


def items(rows: list[Row]) -> list[Item]:
    """The rows as they are handed out, each once."""
    kept: list[Item] = []
    for row in rows:
        item = Item(row.document, row.language, row.copies, row.sealed, row.named, row.start)
        if item.document_type or item.language or item.copies or item.sealed is not None:
            if not any(other.as_json() == item.as_json() for other in kept):
                kept.append(item)
    return kept
