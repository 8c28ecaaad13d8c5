"""What pictures show, by the words of who sent them."""

import pytest

from actions.dialogue.media import shown_by


@pytest.mark.parametrize(
    ("ids", "words", "shown"),
    [
        (["a"], "这是我的身份证", {"a": "id_card_front"}),
        (["a"], "身份证反面", {"a": "id_card_back"}),
        (["a", "b"], "这张是委托书", {"b": "mandate"}),
        (["a", "b", "c"], "依次为盖章公函、本人签字的授权书、经办人身份证",
         {"a": "official_letter", "b": "subject_consent", "c": "id_card_front"}),
        (["a", "b"], "后面两张都是身份证", {"a": "id_card_front", "b": "id_card_front"}),
        (["a", "b"], "学位证和毕业证", {"a": "degree_certificate", "b": "graduation_certificate"}),
        (["a"], "刚发的是应聘人本人签字的授权书，公函明天盖好章再发", {"a": "subject_consent"}),
        (["a"], "公函回头补发，这张是经办人身份证", {"a": "id_card_front"}),
        (["a"], "公函盖好章下周发来", {}),
        (["a"], "看得清吗", {}),
        ([], "身份证", {}),
    ],
)  # fmt: skip
def test_pictures_are_sorted_by_words(ids: list[str], words: str, shown: dict[str, str]) -> None:
    assert shown_by(ids, words) == shown
