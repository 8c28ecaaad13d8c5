"""What a message changes in the rows of a request: how many, in which language, sealed or not, which rows go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backend.domain.reading import recounts, second_thoughts
from backend.domain.reading.counts import spare
from backend.domain.reading.marks import Mark
from backend.domain.reading.model import EVERY_ROW, Edit, Item
from backend.domain.reading.numbers import COUNT, ENGLISH, number
from backend.domain.reading.page import Page

_WORD = "|".join(sorted(ENGLISH, key=len, reverse=True))
_MORE = re.compile(
    rf"(?:再|多|加|追加|另外?|还)(?:给我|帮我)?(?:加|来|要|开|办|打|印|补|多){{0,2}}\s*(?P<n>{COUNT})\s*(?:份|张|套)"
    rf"|\b(?P<n2>\d{{1,2}}|{_WORD}) (?:more|extra|additional)\b"
)
_LESS = re.compile(
    rf"(?:少|减|减少|去掉|少要|少开|减掉)(?:要|开|掉|去|来|办)?\s*(?P<n>{COUNT})\s*(?:份|张|套)"
    rf"|\b(?P<n2>\d{{1,2}}|{_WORD}) (?:cop(?:y|ies) )?(?:fewer|less)\b"
)
_PLACE = re.compile(
    r"第\s*(?P<n>\d{1,2}|[一二两三四五六七八九十])\s*(?:个|项|条|行|样|种|份)|(?P<last>(?:最后|末尾|最下面)(?:的?那?|面)一?(?:个|项|条|行|样|种|份))"
    r"|(?P<before>(?<![之以])前(?:面|一|头)(?:的|那)*[个份项样种]|头一[个份项样种])|(?P<after>后(?:面|一|头)(?:的|那)*[个份项样种])"
    r"|(?P<mark>[①-⑨])|\b(?:(?:number|no\.?|item|row) ?#?|#)(?P<e>\d{1,2})\b"
    r"|\b(?P<o>first|second|third|fourth|fifth|last) (?:one|item|row|line|document|paper)\b"
)
#: 后面两个不要了
_SEVERAL = re.compile(r"(?P<side>前|后)(?:面|边)?(?:的|那|这)?(?P<n>[两二三四2-4])[个份项样种]")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_AND_PLACE = re.compile(r"^\s*(?:和|跟|与|及|、|,)?\s*(?:第|最后|[①-⑨])")
_GOES_AFTER = re.compile(
    r"^(?:的|那个|那项|,|\s|就|先|也|都|全部?|麻烦|帮我|请|给我|我)*"
    r"(?:(?:is|are) (?:not|no longer) needed|(?:isn't|aren't) needed|can go\b|不要了?|不用了?|不需要了?|不办了?|不开了?|取消|撤[回了掉销]?|去掉|去了吧|删[掉了除]?|删|拿掉|划掉|算了|免了)(?![密封])"
)
_GOES_BEFORE = re.compile(
    r"(?:不要|取消|去掉|删[掉除]?|撤[掉销回]?|拿掉|划掉|不办|不开)(?:了)?\s*$"
    r"|\b(?:remove|drop|delete|cancel|don't need|do not need|no longer need)(?: the| that)?\s*$"
)
_EVERY = re.compile(
    r"(?:都|各|全部?|统统|通通|一律|每(?:一)?[样种个份项](?:都)?|[两三四][个种样份]都|all|both|each)"
    r"(?:给我|帮我|再|多|要|需要|[改换变减降调加增][成为到]?|来|开|办|加|打|印|少|减|sealed)*\s*$"
)
_ONLY = re.compile(
    r"(?:只|光|就)(?:要|办|开|留|保留|需要|申请)(?:下|着|了)?(?:那?[份个])?\s*$|\b(?:only|just)(?: want| need| keep)?(?: the)?\s*$"
)
_REST_GOES = re.compile(
    r"(?:其[他它余]|别的|剩下|余下)(?:的|材料|几?[样个份项]|那些)*(?:就|全部?|都|统统|通通|先)*(?:不要|不用|不需要|不办|不开|取消|去掉|撤|删)"
    r"|\b(?:drop|cancel|remove|not) (?:all )?(?:the )?(?:rest|others?|everything else)\b"
)
#: 两份密封,其余不用: what is not needed is the seal.
_SEAL_SAID = re.compile(r"(?:封|sealed)[^,。;]{0,4}[,。;\s]?$")
_OF_EACH = re.compile(r"\w+ (?:cop(?:y|ies) )?(?:of )?(?:each|both)\b")
_PART = re.compile(r"(?:其中|里面|里头|当中|(?<![没只还])有)(?:的|有)?\s*$")
#: 分开的,不是对照那种: two papers, where a bilingual one was understood.
_APART = re.compile(r"分开(?![装寄封放盖送邮打])|各是各|不是(?:中英)?(?:文)?(?:对照|双语|合在)|separate")
_STOP = re.compile(r"[。;!?\n]")
_SEPARATOR = re.compile(r"[,。;\n]")
_SWITCHED = re.compile(r"(?:改|换)(?:成|为|做|作)?(?:要|用|个|开)?$")
_ALL_SWITCHED = re.compile(
    rf"^{COUNT}\s*[份张](?:都|全部?|统统|通通|一起|一律)(?:给我|帮我|请)?(?:改|换)(?:成|为|做|作)?(?:要|用)?$"
)
_ONE_MORE = re.compile(
    r"(?:再|另外|还|追加|增加|添加|外加|补|多|加上?|也)(?:给我|帮我|要|加|来|开|办|申请|打|印|多|个|一起|需要|想要|想|麻烦|顺便|补|$){0,4}\s*$"
)


def edits(
    page: Page, items: Sequence[Item], marks: Sequence[Mark], gone: Sequence[Item], *, correcting: bool
) -> list[Edit]:
    """The edits of rows a message makes, in order; `correcting` tells whether it speaks as one that corrects."""
    places = [(match.start(), match.end(), _place(match)) for match in _PLACE.finditer(page.low)]
    found = [Edit("remove", "items", item.document_type, None, _target(item)) for item in gone]
    found += _places_gone(page, places)
    if _APART.search(page.low) and {"zh", "en"} <= {item.language for item in items}:
        named = next((f"{item.document_type}/" for item in items if item.document_named and item.document_type), "")
        found.append(Edit("remove", "language", "zh_en", None, f"{named}zh_en"))
    found += _only(page, items)
    counted = _counted(page, items, places)
    if counted and not any(item.document_named and item.document_type for item in items):
        return [*found, *counted]
    taken = {edit.target for edit in counted}
    rest = [item for item in items if not item.document_named or not taken & {_target(item), item.document_type}]
    return [*found, *counted, *_figures(page, rest, marks, places, correcting=correcting or bool(counted))]


def _place(match: re.Match[str]) -> int | None:
    if match.group("o"):
        return _ORDINALS[match.group("o")]
    if match.group("e"):
        return int(match.group("e"))
    if match.group("mark"):
        return ord(match.group("mark")) - ord("①") + 1
    if match.group("before"):
        return 1
    return -1 if match.group("last") or match.group("after") else number(match.group("n"))


def _target(item: Item) -> str | None:
    parts = [part for part in (item.document_type if item.document_named else None, item.language) if part]
    return "/".join(parts) or None


def _places_gone(page: Page, places: list[tuple[int, int, int | None]]) -> list[Edit]:
    """第二项去掉, 第一个和第三个都不要了, 去掉最后一个."""
    found: list[Edit] = []
    listed: list[int] = []
    for match in _SEVERAL.finditer(page.low):
        goes = _GOES_AFTER.match(page.low[match.end() : match.end() + 16])
        if goes and not (goes.group() == "不用" and _SEAL_SAID.search(page.low[: match.start()])):
            count = number(match.group("n")) or 0
            places_meant = range(1, count + 1) if match.group("side") == "前" else range(-count, 0)
            found += [Edit("remove", "items", None, None, f"#{each}") for each in places_meant]
    for start, end, place in places:
        after = page.low[end : end + 16]
        listed += [place] if place else []
        goes = _GOES_AFTER.match(after) or _GOES_BEFORE.search(page.low[max(0, start - 20) : start])
        if goes:
            found += [Edit("remove", "items", None, None, f"#{each}") for each in listed]
        if goes or not _AND_PLACE.match(after):
            listed = []
    return found


def _only(page: Page, items: Sequence[Item]) -> list[Edit]:
    """只要中文的, 除了成绩单其他都不要了: of what stands there everything else goes."""
    goes = _REST_GOES.search(page.low)
    rest = goes is not None and not (goes.group().endswith("不用") and _SEAL_SAID.search(page.low[: goes.start()]))
    return [
        Edit("only", "items", item.document_type if item.document_named else None, None, _target(item))
        for item in items
        if _target(item)
        and (rest or (len(items) == 1 and item.copies is None and _ONLY.search(page.low[: item.start])))
    ]


def _counted(page: Page, items: Sequence[Item], places: list[tuple[int, int, int | None]]) -> list[Edit]:
    """再加一份, 英文的少一份, 各加一份: so many more or less of rows that stand there."""
    for pattern, op in ((_MORE, "add"), (_LESS, "remove")):
        match = pattern.search(page.low)
        count = _count(match) if match else None
        if (
            match is None
            or not count
            or (op == "add" and recounts.told_in_all(page, match.end()))
            or any(start <= match.end() <= end for start, end in second_thoughts.undone_additions(page))
        ):
            continue
        others = [item for item in items if item.copies and not match.start() <= item.start < match.end()]
        if others and match.group("n") and spare(page.low, *match.span("n")):
            continue
        told = [item for item in items if item.document_named and item.document_type]
        named = next((item for item in reversed(told) if item.start <= match.start()), told[0] if told else None)
        papers = [item.start for item in items if item.document_named and item.document_type]
        if op == "add" and match.group("n") and any(start >= match.start() for start in papers):
            return []  # 再加一份毕业证明: a row is named, not a figure
        own = next((item for item in items if item.copies and item.language and item.start >= match.start()), None)
        if named and own and named.language != own.language:
            return []  # 里面有中文成绩单,再补两份英文的: a row of its own
        before = dict.fromkeys(item.document_type for item in told if item.start <= match.start())
        if before and _EVERY.search(page.low[: match.start()]):
            return [Edit("add" if op == "add" else "remove", "copies", count, None, paper) for paper in before]
        target = _target(named) if named else _unnamed(page, items, places, match.start())
        return [Edit("add" if op == "add" else "remove", "copies", count, None, target)]
    return []


def _count(match: re.Match[str]) -> int | None:
    word = match.group("n") or match.group("n2")
    return ENGLISH.get(word) or number(word)


def _unnamed(page: Page, items: Sequence[Item], places: list[tuple[int, int, int | None]], start: int) -> str | None:
    if _EVERY.search(page.low[:start]):
        return EVERY_ROW
    place = _nearest(places, start)
    told = [item for item in items if item.language]
    own = [item for item in told if item.copies and item.start >= start]  # 除了中文的再要两份英文的
    near = [item for item in told if item.start < start and not _SEPARATOR.search(page.low[item.start : start])]
    return f"#{place}" if place else next((item.language for item in own or near[-1:] or told), None)


def _figures(
    page: Page,
    items: Sequence[Item],
    marks: Sequence[Mark],
    places: list[tuple[int, int, int | None]],
    *,
    correcting: bool,
) -> list[Edit]:
    """What is said of each row: its copies, its seal, its language."""
    found: list[Edit] = []
    replaced = [mark for mark in marks if mark.kind == "copies" and mark.denied]
    for item in items:
        named = item.document_named and item.document_type is not None
        old = _replaced_count(page, item, replaced, alone=len(items) == 1)
        place = _nearest(places, item.start) if len(items) == 1 and not named else None
        target = f"#{place}" if place else _target(item)
        part = _part(page, item, target)
        if part:
            found.append(part)
            continue
        every = EVERY_ROW if target is None and _counted_of_all(page, item, marks) else None
        if len(items) == 1 and not named and item.copies and item.language:
            if _counted_switched(page, item, marks):
                found.append(Edit("set", "language", item.language, None, EVERY_ROW))
                continue
            if _SWITCHED.search(page.low[: item.start]):
                found.append(Edit("set", "language", item.language))  # 改成英文的吧,还是一份
        if named and _added(page, item):
            found.append(Edit("add", "items", item.document_type, None, target))
        elif item.copies is not None and (not named or replaced or correcting):
            found.append(Edit("replace" if old is not None else "set", "copies", item.copies, old, target or every))
        if item.sealed is not None and not named:
            found.append(Edit("set", "sealed", item.sealed, None, target or EVERY_ROW))
        pointing = item.sealed is not None and len({each.language for each in items}) > 1  # 中文的不用封,英文的要封
        said = correcting or _said_of_all(page, item)
        if item.language is not None and item.copies is None and not named and said and not pointing:
            gone = next((str(mark.value) for mark in marks if mark.kind == "language" and mark.denied), None)
            where = f"#{place}" if place else EVERY_ROW if _said_of_all(page, item) else None
            found.append(Edit("replace" if gone else "set", "language", item.language, gone, where))
    return found


def _replaced_count(page: Page, item: Item, replaced: Sequence[Mark], *, alone: bool) -> int | None:
    """The count that a row's new one stands in for: the only row's, or else one of the same sentence."""
    begin = max(page.low.rfind(edge, 0, item.start) for edge in "。;!?\n")
    stop = _STOP.search(page.low, item.start)
    end = stop.start() if stop else len(page.low)
    near = replaced if alone else [mark for mark in replaced if begin < mark.start < end]
    before = [mark for mark in near if mark.start <= item.start]
    meant = before[-1:] or near[:1]
    return int(meant[0].value) if meant else None


def _counted_switched(page: Page, item: Item, marks: Sequence[Mark]) -> bool:
    """两份全换成英文的: the count names what stands there, all of which changes."""
    return any(
        mark.kind == "language" and not mark.denied and _ALL_SWITCHED.search(page.low[item.start : mark.start])
        for mark in marks
    )


def _part(page: Page, item: Item, target: str | None) -> Edit | None:
    """其中两份不用密封, 有一份要英文的: so many copies of a row become a row of their own."""
    if item.copies is None or not _PART.search(page.low[: item.start]):
        return None
    if item.sealed is not None:
        return Edit("split", "sealed", item.sealed, item.copies, target)
    return Edit("split", "language", item.language, item.copies) if item.language else None


def _counted_of_all(page: Page, item: Item, marks: Sequence[Mark]) -> bool:
    """学校只收一份,两样都改成1份: a count told twice is said of all where one of the two is."""
    told = [mark for mark in marks if mark.kind == "copies" and mark.value == item.copies and not mark.denied]
    return _said_of_all(page, item) or any(_EVERY.search(page.low[: mark.start]) for mark in told)


def _said_of_all(page: Page, item: Item) -> bool:
    if _OF_EACH.match(page.low, item.start):
        return True
    return bool(_EVERY.search(page.low[: item.start]) or _EVERY.match(page.low[item.start : item.start + 1]))


def _nearest(places: list[tuple[int, int, int | None]], start: int) -> int | None:
    """The row spoken of last before the figures (第一个不动,第二个改成两份), else the first one named."""
    before = [place for position, _, place in places if position < start]
    return before[-1] if before else places[0][2] if places else None


def _added(page: Page, item: Item) -> bool:
    """Whether a row is named as one more (再加一份毕业证明)."""
    pieces = _SEPARATOR.split(page.low[: item.start])
    return bool(_ONE_MORE.search(pieces[-1] if pieces else ""))
