"""A piece of an address is put in the place of one other piece, or nothing is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.address_pieces import with_piece

_LONG = "杭州市拱墅区湖墅南路82号金都雅苑7幢1单元902室"


@pytest.mark.parametrize(
    ("address", "new", "old", "mended"),
    [
        (_LONG, "28号", "82号", "杭州市拱墅区湖墅南路28号金都雅苑7幢1单元902室"),
        (_LONG, "28号", "82", "杭州市拱墅区湖墅南路28号金都雅苑7幢1单元902室"),
        (_LONG, "28号", None, "杭州市拱墅区湖墅南路28号金都雅苑7幢1单元902室"),
        (_LONG, "2单元", "1单元", "杭州市拱墅区湖墅南路82号金都雅苑7幢2单元902室"),
        (_LONG, "907室", None, "杭州市拱墅区湖墅南路82号金都雅苑7幢1单元907室"),
        ("No. 3, Lane 25, Renmin South Road", "Lane 52", "Lane 25", "No. 3, Lane 52, Renmin South Road"),
        ("No. 3, Lane 25, Renmin South Road", "Lane 52", "25", "No. 3, Lane 52, Renmin South Road"),
        ("Room 12, Building 3, 8 Youyi Road", "Building 5", None, "Room 12, Building 5, 8 Youyi Road"),
        (_LONG, "28号", "83号", None),  # that piece is not there
        (_LONG, "28号", "2号", None),  # half a number is no piece
        (_LONG, "3栋", None, None),  # no piece of that unit
        ("人民路2号院2号", "3号", "2号", None),  # two places
        ("人民路2号院5号楼", "3号", None, None),
        (_LONG, "金都花园", None, None),  # no figures: what it stands for is not certain
    ],
)
def test_one_piece_goes_in_the_place_of_another(address: str, new: str, old: str | None, mended: str | None) -> None:
    assert with_piece(address, new, old) == mended


@given(st.text(max_size=60), st.text(max_size=10), st.none() | st.text(max_size=10))
def test_whatever_comes_in_nothing_else_changes(address: str, new: str, old: str | None) -> None:
    mended = with_piece(address, new, old)
    assert mended is None or new.strip() in mended


def test_the_same_piece_leaves_the_address_as_it_is() -> None:
    assert with_piece(_LONG, "82号", "82号") == _LONG
