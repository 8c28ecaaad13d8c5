"""The end of a number put right."""

import pytest

from actions.dialogue.tails import ends
from backend.domain.identity import with_end


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("啊尾号打反了 是5571 不是5517", ("5571", "5517")),
        ("手机尾号不是5517，是5571", ("5571", "5517")),
        ("学号最后两位应该是12", ("12", None)),
        ("身份证最后一位是x", ("X", None)),
        ("电话后四位写错了，2222", ("2222", None)),
        ("the last four digits should be 2222, not 2223", ("2222", "2223")),
        ("看清了，身份证末尾那个0其实是8", ("8", "0")),
        ("手机最后两位89应该是98", ("98", "89")),
        ("份数改成3", None),
        ("尾号写错了", None),
        ("地址后面加一个3号楼", None),
        ("最后一份不要了", None),
        ("哦我再看看，最后一位是X", ("X", None)),
        ("刚才尾号5571的电话打给我，是你们吗", None),
        ("尾号5571", ("5571", None)),
    ],
)
def test_the_new_figures_are_told_from_the_old(text: str, told: tuple[str, str | None] | None) -> None:
    assert ends(text) == told


@pytest.mark.parametrize(
    ("new", "old", "whole"),
    [
        ("5571", "5517", "18080235571"),
        ("1", None, "18080235511"),
        ("5571", "9999", None),
        ("118080235571", None, None),
    ],
)
def test_a_number_gets_another_end(new: str, old: str | None, whole: str | None) -> None:
    assert with_end("18080235517", new, old) == whole
