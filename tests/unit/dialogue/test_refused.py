"""What the archive does not make or would not take: told at once, forgotten, and asked for by its name."""

from typing import Any

import pytest

from actions.backend_client import Refused
from actions.dialogue import filling, refused
from actions.dialogue.going_on import go_on
from actions.dialogue.rows import fit
from actions.dialogue.state import Form, Talk
from tests.unit.dialogue.test_meant import NOW, desk, turn
from tests.unit.dialogue.test_row_edits import _turn

CONSENT = {"version": "1", "given_at": NOW.isoformat()}


def _form(items: list[dict[str, Any]], **more: Any) -> Form:
    whole = [{"language": None, "copies": 1, "sealed": None} | item for item in items]
    return Form(started_at=NOW.isoformat(), items=whole, consent=CONSENT, **more)


def _refusal(*fields: str) -> Refused:
    return Refused(422, {"code": "invalid", "problems": [{"field": field, "code": "range"} for field in fields]})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("item", "kept", "told"),
    [
        ({"document_type": "student_registration_form", "language": "en"}, "zh", True),
        ({"document_type": "translation", "language": "zh"}, None, True),
        ({"document_type": "degree_proof", "language": "en"}, "en", False),
    ],
)
async def test_a_language_in_which_a_paper_is_not_made_is_told(item: Any, kept: str | None, told: bool) -> None:
    form = _form([item])

    says = await go_on(Talk(form=form), desk())

    assert form.items[0]["language"] in (kept, "en")
    assert any(one["say"] == "rows.unmade" for one in says) is told


@pytest.mark.asyncio
async def test_what_is_never_sealed_is_not_sealed() -> None:
    form = _form([{"document_type": "marriage_record", "sealed": True}])

    await go_on(Talk(form=form), desk())

    assert form.items[0]["sealed"] is False


@pytest.mark.parametrize(
    ("field", "named"),
    [("items[0].copies", "field.row.copies"), ("details.district", "want.detail"), ("purpose", "field.purpose")],
)
def test_what_was_refused_is_named_and_gone(field: str, named: str) -> None:
    form = _form([{"document_type": "marriage_record", "copies": 90}], purpose="再婚", details={"district": "x" * 400})

    says = refused.take_back(_refusal(field), form, desk())

    head = field.partition(".")[0]
    assert form.items[0]["copies"] is None if head == "items[0]" else not getattr(form, head)
    assert says[0]["with"]["what"]["say"] == named


def test_a_paper_that_is_not_made_any_more_goes_alone() -> None:
    form = _form([{"document_type": "transcript"}, {"document_type": "gone"}])

    refused.take_back(_refusal("items[1].document_type"), form, desk())

    assert [row["document_type"] for row in form.items] == ["transcript"]


@pytest.mark.parametrize(
    ("words", "district"),
    [("最近心情乱，拖到现在，接着弄吧", None), ("为什么要问这个呀", None), ("好像是在雁塔那边的区里办的", "雁塔")],
)
def test_only_a_place_answers_where(words: str, district: str | None) -> None:
    form = _form([{"document_type": "marriage_record"}], asking=["details.district"])

    filling.apply(turn(words, "provide_details"), form, desk().catalogue, take_rows=False)

    assert (district or "") in str(form.details.get("district") or "") and bool(form.details) is bool(district)


def test_a_translation_of_a_chinese_paper_is_one_row() -> None:
    form = _form([])

    filling.apply(_turn("毕业证只有中文的，能给做个英文翻译件吗"), form, desk().catalogue, take_rows=True)

    assert fit(form.items, desk().catalogue) == []
    assert [row["language"] for row in form.items] == ["en"]
