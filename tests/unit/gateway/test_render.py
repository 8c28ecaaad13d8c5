"""Says become as few messages as fit, and one bad Say does not take the others with it."""

import pytest

from backend.kit.texts import Texts
from bot.gateway import render
from bot.wechat.replies import size

TEXTS = Texts({"zh": {"a": "甲{x}", "b": "乙", "c.yes": "是", "c.no": "否", "lines": "{lines}"}, "en": {"b": "B"}})
CHOICES = [{"id": "yes", "label": {"say": "c.yes"}}, {"id": "no", "label": {"say": "c.no"}}]


def test_bubbles_are_joined() -> None:
    found = render.pieces([{"say": "a", "with": {"x": 1}}, {"say": "b"}], TEXTS, "zh")
    assert [piece.text for piece in found] == ["甲1\n\n乙"]


def test_the_last_choices_become_a_menu_and_earlier_ones_are_only_named() -> None:
    says = [{"say": "b", "choices": CHOICES}, {"say": "a", "with": {"x": 1}, "choices": CHOICES}]
    first, last = render.pieces(says, TEXTS, "zh")
    assert first.text == "乙\n1 是\n2 否"
    assert (last.text, last.menu) == ("甲1", [{"id": "yes", "label": "是"}, {"id": "no", "label": "否"}])


@pytest.mark.parametrize("bad", [{"say": "nowhere"}, {"say": "a"}])
def test_a_say_that_cannot_be_rendered_is_left_out(bad: dict[str, object]) -> None:
    assert [piece.text for piece in render.pieces([bad, {"say": "b"}], TEXTS, "zh")] == ["乙"]
    assert render.pieces([bad], TEXTS, "zh") == []


def test_the_language_is_the_persons() -> None:
    assert render.pieces([{"say": "b"}], TEXTS, "en")[0].text == "B"


def test_every_piece_fits_even_with_its_choices_as_lines() -> None:
    says = [{"say": "lines", "with": {"lines": "字" * 1500}, "choices": CHOICES}]
    found = render.pieces(says, TEXTS, "zh")
    assert len(found) == 3
    assert all(size(render.numbered(piece.text, piece.menu or [])) <= 2048 for piece in found)
    assert found[-1].menu is not None


def test_too_many_choices_for_a_menu_are_numbered_lines() -> None:
    many = [{"id": str(n), "label": f"选项{n}"} for n in range(12)]
    (piece,) = render.pieces([{"say": "b", "choices": many}], TEXTS, "zh")
    assert piece.menu is None
    assert piece.text.endswith("12 选项11")


def test_sparing_the_allowance_all_goes_into_the_menu() -> None:
    says = [{"say": "b"}, {"say": "a", "with": {"x": 1}, "choices": CHOICES}]
    (piece,) = render.pieces(says, TEXTS, "zh", sparing=True)
    assert piece.text == "乙\n\n甲1"
    assert piece.menu


def test_sparing_or_not_every_piece_fits() -> None:
    says = [{"say": "lines", "with": {"lines": "字" * 600}}, {"say": "b", "choices": CHOICES}]
    found = render.pieces(says, TEXTS, "zh", sparing=True)
    assert all(size(render.numbered(piece.text, piece.menu or [])) <= 2048 for piece in found)


def test_an_answer_that_shows_a_detail_in_full_carries_it() -> None:
    texts = Texts({"zh": {"check.whole_address": "地址：{value}", "b": "乙"}})
    shown = {"say": "check.whole_address", "with": {"value": "广东省深圳市南山区科苑路1号"}}
    assert [piece.carries_identity for piece in render.pieces([shown, {"say": "b"}], texts, "zh")] == [True]
    assert [piece.carries_identity for piece in render.pieces([{"say": "b"}], texts, "zh")] == [False]
