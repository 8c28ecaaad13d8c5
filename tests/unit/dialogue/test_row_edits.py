"""What a message does to the rows of an open form: the rows before, the words, the rows after."""

from datetime import date
from typing import Any

import pytest

from actions.dialogue.row_edits import edit_rows, takes_back
from actions.dialogue.turn import from_tracker
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

_DOCUMENTS = {"T": "transcript", "D": "degree_proof", "G": "graduation_proof", "E": "enrollment_proof"}
_LETTERS = {code: letter for letter, code in _DOCUMENTS.items()}


def _rows(text: str) -> list[dict[str, Any]]:
    """Rows from such as `T/zh/2,D/en/1/s`."""
    found = []
    for part in filter(None, text.split(",")):
        letter, language, copies, *sealed = part.split("/")
        row = {"document_type": _DOCUMENTS[letter], "language": language, "copies": int(copies)}
        found.append(row | {"sealed": bool(sealed)})
    return found


def _told(rows: list[dict[str, Any]]) -> str:
    return ",".join(
        f"{_LETTERS[row['document_type']]}/{row['language']}/{row['copies']}{'/s' if row['sealed'] else ''}"
        for row in rows
    )


def _turn(text: str) -> Any:
    prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 21), expecting=None, seal=lambda value: value)
    intent = {"name": "correction", "confidence": 0.9}
    return from_tracker("alice", {"text": prepared.message, "intent": intent, "metadata": prepared.metadata()})


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("E/zh/1", "不对不对，人事说的是毕业证明，要毕业证明，两份", "G/None/2"),
        ("E/zh/1", "错了错了，还要一份毕业证明", "E/zh/1,G/None/1"),
        ("T/zh/1,T/en/2,E/zh/1", "学籍证明不用了，就这三份成绩单", "T/zh/1,T/en/2"),
        ("E/zh/1,T/zh/1", "说错了，是毕业证明", "E/zh/1,T/zh/1,G/None/None"),
        ("D/zh/1", "单位要的是毕业证明，不是学位证明，还得是英文的，一份", "G/en/1"),
        ("T/zh/1,G/zh/1", "毕业证明人事说网上能打，那这份就去掉吧", "T/zh/1"),
        ("T/en/1,D/en/1", "也就是中英文成绩单各一份，加英文学位证明一份，这样就全了", "T/en/1,D/en/1,T/zh/1"),
        ("T/en/1,D/en/1", "再加一份英文学位证明", "T/en/1,D/en/2"),
        ("D/en/2,T/en/2", "对方只看成绩单，学位证明那两份不要了，成绩单照旧办", "T/en/2"),
        ("G/en/3,D/en/3", "那边只要一份，两样都减成1份", "G/en/1,D/en/1"),
        ("T/zh/1,T/en/2", "中文成绩单不要了，另外加一份英文的毕业证明", "T/en/2,G/en/1"),
        ("T/en/2,T/zh/1/s", "中文成绩单用不上，划掉。另外加两份英文学位证明，这个不密封", "T/en/2,D/en/2"),
        ("T/en/2,D/zh/1", "中文的学位证明用不着了，再加一份英文毕业证明", "T/en/2,G/en/1"),
        ("T/zh/2", "人家中文的不看，两份都换成英文的", "T/en/2"),
        ("T/zh/1,D/zh/1", "这两份全部换成英文的", "T/en/1,D/en/1"),
        # copies, of the only row
        ("T/zh/3", "份数改成2份吧，三份用不完", "T/zh/2"),
        ("T/zh/3", "两份就够了", "T/zh/2"),
        ("T/zh/3", "三份太多了，两份", "T/zh/2"),
        ("T/zh/3", "少一份", "T/zh/2"),
        ("T/zh/3", "少要一份吧", "T/zh/2"),
        ("T/zh/3", "减掉两份", "T/zh/1"),
        ("T/zh/2", "再加一份", "T/zh/3"),
        ("T/zh/2", "多来一份", "T/zh/3"),
        ("T/zh/2", "再多打两份", "T/zh/4"),
        ("T/zh/2", "改成一份", "T/zh/1"),
        ("T/zh/2", "不是两份，是四份", "T/zh/4"),
        ("T/zh/2", "一份就行", "T/zh/1"),
        # totals, seals waived, all at once, the rest, those before and behind
        ("T/zh/2", "成绩单也改:中文的一份就够,另外加英文成绩单两份,这三份都要密封", "T/zh/1/s,T/en/2/s"),
        ("T/en/3", "改一下,英文两份、中文一份,加起来还是三份,都密封", "T/en/2/s,T/zh/1/s"),
        ("T/en/2/s,T/zh/1/s", "刚收到邮件说中文那份不必密封,英文的还是要封", "T/en/2/s,T/zh/1"),
        ("T/en/3/s", "把密封取消,成绩单照办,不封口就行", "T/en/3"),
        ("T/en/3/s", "密封不要了", "T/en/3"),
        ("T/zh/3", "其中一份要密封", "T/zh/2,T/zh/1/s"),
        ("T/zh/3", "三份里两份密封、一份不密封", "T/zh/2/s,T/zh/1"),
        ("T/zh/1", "除了中文的再要两份英文的", "T/zh/1,T/en/2"),
        ("T/zh/1", "英文的也来两份", "T/zh/1,T/en/2"),
        ("T/zh/1", "再来两份英文的,密封", "T/zh/1,T/en/2/s"),
        ("T/zh/2,D/zh/1", "学位证明换成学历证明", "T/zh/2,G/zh/1"),
        ("T/zh/2,D/zh/1", "学位证明也要两份", "T/zh/2,D/zh/2"),
        ("T/zh/2,D/zh/1", "只要成绩单就行了", "T/zh/2"),
        ("T/zh/2,D/zh/1", "都要英文的", "T/en/2,D/en/1"),
        ("T/zh/2,D/zh/1", "全部改成英文", "T/en/2,D/en/1"),
        ("T/zh/2,D/zh/1", "每样再加一份", "T/zh/3,D/zh/2"),
        ("T/zh/2,D/zh/1", "成绩单改英文,学位证明不变", "T/en/2,D/zh/1"),
        ("T/zh/2,D/zh/1", "前一个改成英文", "T/en/2,D/zh/1"),
        ("T/zh/2,T/en/2", "中文英文各少一份", "T/zh/1,T/en/1"),
        ("T/zh/2,T/en/2", "中文的不要了,英文的改成四份", "T/en/4"),
        ("T/zh/2,T/en/2", "英文的密封,中文的不用", "T/zh/2,T/en/2/s"),
        ("T/zh/2,T/en/2", "我想了想英文一份够了", "T/zh/2,T/en/1"),
        ("T/zh/2,T/en/2", "份数对调一下,中文一份英文三份", "T/zh/1,T/en/3"),
        ("T/zh/2", "换成一份中文一份英文", "T/zh/1,T/en/1"),
        ("T/zh/2", "还是中英文各一份吧", "T/zh/1,T/en/1"),
        ("T/zh/2", "中英文各来两份吧", "T/zh/2,T/en/2"),
        ("T/zh/1", "学籍证明也要一份,英文", "T/zh/1,E/en/1"),
        ("T/zh/3", "不要三份那么多,一份就够", "T/zh/1"),
        ("T/zh/1", "多要两份", "T/zh/3"),
        ("T/zh/1", "一份可能不够,三份吧", "T/zh/3"),
        ("T/en/2", "英文的换成中文的", "T/zh/2"),
        ("T/en/2", "不要英文了要中文", "T/zh/2"),
        ("T/en/2", "其实我要的是中英文对照的", "T/zh_en/2"),
        ("T/en/2/s", "不用封了,直接给我就行", "T/en/2"),
        ("T/en/2", "要密封盖章的那种", "T/en/2/s"),
        ("T/zh/1,D/zh/1,G/zh/1", "学位证明和学历证明都不要了", "T/zh/1"),
        ("T/zh/1,D/zh/1,G/zh/1", "后面两个不要了", "T/zh/1"),
        ("T/zh/1,D/zh/1,G/zh/1", "三样都要两份", "T/zh/2,D/zh/2,G/zh/2"),
        ("T/zh/1,D/zh/1,G/zh/1", "除了成绩单,其他都不要了", "T/zh/1"),
        ("T/zh/1", "make it two copies and seal them", "T/zh/2/s"),
        ("T/en/2/s", "no need to seal them", "T/en/2"),
        ("T/en/1", "please add one Chinese copy as well", "T/en/1,T/zh/1"),
        ("T/en/2,D/en/1", "drop the degree certificate", "T/en/2"),
        ("T/en/2", "actually I need one in Chinese and one in English", "T/en/1,T/zh/1"),
        # copies, of one among several
        ("T/zh/1,T/en/3/s", "中文的也来两份吧，多一份备着", "T/zh/2,T/en/3/s"),
        ("T/zh/1,T/en/3", "英文的少一份", "T/zh/1,T/en/2"),
        ("T/zh/1,T/en/3", "中文的再加一份", "T/zh/2,T/en/3"),
        ("", "要英文成绩单三份、中文成绩单一份,英文的全部密封,中文的不用封", "T/en/3/s,T/zh/1"),
        ("T/zh/1,T/en/1", "再来一份英文的备用", "T/zh/1,T/en/2"),
        ("T/zh/1,T/en/1", "再来一份英文的", "T/zh/1,T/en/2"),
        ("T/zh/1,D/zh/1", "成绩单再加一份", "T/zh/2,D/zh/1"),
        ("T/zh/2,D/zh/2", "学位证明只要一份", "T/zh/2,D/zh/1"),
        ("T/zh/2,D/zh/2", "学位证明少一份", "T/zh/2,D/zh/1"),
        ("T/zh/1,T/en/1", "第二项改成3份", "T/zh/1,T/en/3"),
        ("T/zh/1,T/en/1", "第一个要两份", "T/zh/2,T/en/1"),
        ("T/zh/1,T/en/2", "都改成3份", "T/zh/3,T/en/3"),
        ("T/zh/1,T/en/2", "各加一份", "T/zh/2,T/en/3"),
        ("T/zh/1,T/en/2", "每样都多来一份", "T/zh/2,T/en/3"),
        ("T/zh/1,T/en/2", "各两份吧", "T/zh/2,T/en/2"),
        ("T/zh/2,T/en/2", "中文改1份英文改3份", "T/zh/1,T/en/3"),
        # so many more with what it makes, and the other that stays as it is
        ("T/zh/1,T/en/1", "英文的多要一份,变两份,中文还是一份", "T/zh/1,T/en/2"),
        ("T/zh/1,T/en/1", "英文加到三份，中文不变还是一份", "T/zh/1,T/en/3"),
        ("T/zh/1,T/en/1", "中文保持一份，英文两份", "T/zh/1,T/en/2"),
        ("T/zh/1,T/en/1", "英文再加一份，一共两份，中文的仍然一份", "T/zh/1,T/en/2"),
        ("T/zh/2,T/en/1", "英文要三份，中文还是两份", "T/zh/2,T/en/3"),
        ("T/zh/1,T/en/1", "中文一份不变，英文改成三份", "T/zh/1,T/en/3"),
        ("T/zh/1,T/en/1", "中文不变，英文改成三份", "T/zh/1,T/en/3"),
        ("T/zh/1,T/en/1", "英文那个改三份，中文那份保持一份", "T/zh/1,T/en/3"),
        ("T/zh/2", "再加一份，变三份", "T/zh/3"),
        ("T/zh/2", "多要一份，就是三份", "T/zh/3"),
        ("T/zh/2,D/zh/1", "成绩单多要一份,变三份,学位证明还是一份", "T/zh/3,D/zh/1"),
        ("T/zh/1,T/en/1", "英文两份吧，算了还是一份", "T/zh/1,T/en/1"),
        ("T/en/3", "三份，不，还是两份吧", "T/en/2"),
        ("T/zh/1,T/en/1", "中文一份够了，英文的加一份", "T/zh/1,T/en/2"),
        # rows that go
        ("T/zh/2,T/en/2", "英文的不要了，只办中文的", "T/zh/2"),
        ("T/zh/2,T/en/2", "英文的不要了", "T/zh/2"),
        ("T/zh/2,T/en/2", "英文那个去掉", "T/zh/2"),
        ("T/zh/2,T/en/2", "不要英文的了，中文的留着", "T/zh/2"),
        ("T/zh/2,T/en/2", "只要中文的", "T/zh/2"),
        ("T/zh/2,T/en/2", "只办中文的就行", "T/zh/2"),
        ("T/zh/1,D/zh/1", "第二项去掉", "T/zh/1"),
        ("T/zh/1,D/zh/1", "第二个不要了", "T/zh/1"),
        ("T/zh/1,D/zh/1", "把第一项撤了", "D/zh/1"),
        ("T/zh/1,D/zh/1,G/zh/1", "最后一个不要了", "T/zh/1,D/zh/1"),
        ("T/zh/1,D/zh/1,G/zh/1", "第一个和第三个都不要了", "D/zh/1"),
        ("T/zh/1,D/zh/1", "学位证明不要了", "T/zh/1"),
        ("T/zh/1,D/zh/1", "学位证明就不用了", "T/zh/1"),
        ("T/zh/1,D/zh/1", "算了学位证明不办了，只要成绩单", "T/zh/1"),
        ("T/zh/1,T/en/1,D/zh/1", "英文成绩单不要了", "T/zh/1,D/zh/1"),
        ("T/zh/1,T/en/1,D/zh/1", "删掉中文成绩单", "T/en/1,D/zh/1"),
        # rows that come
        ("T/zh/1", "再加一份英文的", "T/zh/1,T/en/1"),
        ("T/zh/1", "再加一份学位证明", "T/zh/1,D/None/1"),
        ("T/zh/1", "另外英文的也要两份", "T/zh/1,T/en/2"),
        ("T/zh/2", "再补一份中文的毕业证明", "T/zh/2,G/zh/1"),
        # language and seal
        ("T/zh/2", "改成英文的", "T/en/2"),
        ("T/zh/2", "中文的换成英文的", "T/en/2"),
        ("T/zh/2", "不是中文，要英文", "T/en/2"),
        ("T/zh/1,T/en/2", "英文的要密封", "T/zh/1,T/en/2/s"),
        ("T/zh/1/s,T/en/2/s", "中文的不用密封了", "T/zh/1,T/en/2/s"),
        ("T/zh/1,T/en/2", "都要密封", "T/zh/1/s,T/en/2/s"),
        ("T/en/2/s", "不用密封了", "T/en/2"),
        # one paper for another
        ("G/zh/2", "不是毕业证明，是学位证明", "D/zh/2"),
        ("T/zh/1,G/zh/1", "毕业证明换成学位证明", "T/zh/1,D/zh/1"),
        # beside words about something else
        ("T/zh/1,G/zh/1", "成绩单改成英文的，毕业证明不动", "T/en/1,G/zh/1"),
        ("E/zh/1,T/zh/1", "成绩单不要中文的，要英文的", "E/zh/1,T/en/1"),
        ("T/en/2,E/zh/1", "学籍证明也要两份吧，留一份备着", "T/en/2,E/zh/2"),
        ("T/zh/2,E/zh/2", "两样都改成一份算了", "T/zh/1,E/zh/1"),
        ("G/zh/2,E/zh/1", "改回一份，学籍证明也不要了", "G/zh/1"),
        ("T/en/2,E/zh/1", "英文成绩单少一份", "T/en/1,E/zh/1"),
        ("T/zh/1", "复印件要两份吧", "T/zh/2"),
        ("D/zh/1", "他又说要两份", "D/zh/2"),
        ("T/zh/3", "份数也动一下，两份就够了", "T/zh/2"),
        ("T/zh/3", "翻出毕业证看了下，学号应该是2007044281", "T/zh/3"),
        ("T/en/4/s", "其中两份不用密封", "T/en/2/s,T/en/2"),
        ("T/en/2", "有一份要密封", "T/en/1,T/en/1/s"),
        # in English
        ("T/zh/1,T/en/3,E/zh/1", "Please remove number 3", "T/zh/1,T/en/3"),
        ("T/zh/1,T/en/3,E/zh/1", "I don't need the enrollment proof", "T/zh/1,T/en/3"),
        ("T/en/1,D/en/1", "remove the second item", "T/en/1"),
        ("T/en/1,D/en/1", "the last one is not needed", "T/en/1"),
        ("T/en/1,T/zh/1", "drop the Chinese transcript", "T/en/1"),
        ("T/en/2,T/zh/2", "I don't need the Chinese ones any more", "T/en/2"),
        ("T/en/1,T/zh/1", "only the English one please", "T/en/1"),
        ("T/en/1,E/en/1", "Please add one more copy of the transcript", "T/en/2,E/en/1"),
        ("T/en/1,E/en/1", "make the transcript 2 copies", "T/en/2,E/en/1"),
        ("T/en/1", "Fine. Please make it two transcripts.", "T/en/2"),
        ("T/en/3", "two copies are enough", "T/en/2"),
        ("T/en/4/s", "Four is too many, two will do.", "T/en/2/s"),
        ("T/en/2", "one copy less please", "T/en/1"),
        ("T/en/1,D/en/1", "two of each", "T/en/2,D/en/2"),
        ("T/en/2", "make it Chinese instead", "T/zh/2"),
        ("T/en/2", "please have them sealed", "T/en/2/s"),
        ("D/zh/1", "Sorry, I need a transcript in English instead of the degree proof", "T/en/1"),
    ],
)
def test_rows(before: str, words: str, after: str) -> None:
    rows = _rows(before)
    edit_rows(rows, _turn(words), catalogue())
    assert _told(rows) == after


@pytest.mark.parametrize(
    "words", ["英文的不要了，只办中文的", "第二项取消", "最后一个不要了", "学位证明不要了", "取消中文那份"]
)
def test_a_row_that_goes_is_no_request_that_goes(words: str) -> None:
    assert takes_back(_turn(words))


@pytest.mark.parametrize("words", ["都不要了", "不办了", "取消", "算了不弄了", "这个申请不要了"])
def test_all_of_it(words: str) -> None:
    assert not takes_back(_turn(words))
