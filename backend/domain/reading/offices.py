"""Offices that stand in an address behind a house: 215号集团档案室, 行政楼学籍科. What they keep is not asked for."""

from __future__ import annotations

import re

_H = "\u4e00-\u9fff"
_KEEPS = (
    r"(?:人事|学籍|学生|成绩|毕业生?|就业|文书|城建|干部|学历|学位|综合)?(?:档案|学籍|成绩|人事|就业|证书|毕业生|学位)"
)
_DOES = r"(?:管理|服务|就业|指导|信息|保管|利用|查询|资料|与|和){0,4}"
_ROOM = r"(?:办公室|中心|大楼|大厅|室|馆|科|部|处|股|局|楼|库(?!存))"
_OFFICE = re.compile(
    rf"(?:(?<=[\d号楼室层处院栋座幢厦部园])|(?<=单元))(?P<unit>[{_H}]{{0,10}}?)(?P<office>{_KEEPS}{_DOES}{_ROOM})(?!的|在|那|说|要|给|有|没|让|查|能)"
)
_HOUSE = re.compile(rf"(?:[路街道巷弄村镇]|大道|胡同)[{_H}]{{0,2}}\s?\d{{1,5}}(?:-\d+)?\s?号[^,。;!?\n]*$")
#: What speaks between the house and the office makes no address of both.
_SPEAKS = re.compile(r"[要的我你是想查开办把帮请去来给]")


def spans(text: str) -> list[tuple[int, int]]:
    """Where such offices stand."""
    return [
        match.span("office")
        for match in _OFFICE.finditer(text)
        if not _SPEAKS.search(match.group("unit")) and _HOUSE.search(text[: match.start("office")])
    ]


def holds(found: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether `start`-`end` lies in one of them, or reaches into it (集团档案|室)."""
    return any(first < end and start < last for first, last in found)


def masked(text: str, start: int, end: int) -> str:
    """The text `start`-`end` with every office in it written as rooms, which no other rule takes for anything else."""
    inside = [
        (max(first, start) - start, min(last, end) - start)
        for first, last in spans(text)
        if first < end and start < last
    ]
    found = text[start:end]
    for first, last in inside:
        found = found[:first] + "室" * (last - first) + found[last:]
    return found
