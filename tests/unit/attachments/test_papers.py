"""PDFs are kept without what is not on their pages, and marked on every page for staff."""

import io

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from backend.attachments.papers import Broken, Locked, marked_paper, rewritten
from backend.attachments.pictures import Refused, clean


def _paper(pages: int = 2, size: tuple[int, int] = (300, 400)) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    canvas.setAuthor("Secret Author of Home")
    for number in range(pages):
        canvas.drawString(40, 200, f"PAGE {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _with(change) -> bytes:
    with pikepdf.open(io.BytesIO(_paper())) as pdf:
        change(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _open(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def test_who_wrote_it_is_gone_and_the_pages_stay() -> None:
    kept = clean(_paper())
    with _open(kept.data) as pdf:
        assert len(pdf.pages) == 2
        assert "/Info" not in pdf.trailer
    assert b"Secret Author" not in kept.data


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.exe"] = b"MZ"


def _acting_note(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="x.exe")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Link"), Rect=pikepdf.Array([0, 0, 9, 9]), A=action
    )
    film = pikepdf.Dictionary(
        Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/RichMedia"), Rect=pikepdf.Array([0, 0, 9, 9])
    )
    pdf.pages[0].obj["/Annots"] = pikepdf.Array([link, film])


@pytest.mark.parametrize("change", [_script, _attached, _acting_note])
def test_what_could_act_is_gone_even_when_it_hid_in_a_packed_stream(change) -> None:
    with _open(rewritten(_with(change))) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/Names" not in pdf.Root
        notes = pdf.pages[0].obj.get("/Annots", [])
        assert all("/A" not in note and note.Subtype == "/Link" for note in notes)


def test_a_file_with_a_password_is_refused_by_name() -> None:
    buffer = io.BytesIO()
    with _open(_paper()) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="o", user="secret"))
    with pytest.raises(Locked):
        rewritten(buffer.getvalue())
    with pytest.raises(Refused, match="locked"):
        clean(buffer.getvalue())


@pytest.mark.parametrize("data", [b"%PDF-1.4\n%%EOF\n", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"])
def test_what_cannot_be_taken_apart_is_neither_kept_nor_shown_without_the_mark(data: bytes) -> None:
    with pytest.raises(Refused, match="broken"):
        clean(data)
    with pytest.raises(Broken):
        marked_paper(data, "仅供档案查询使用")


def test_a_form_keeps_its_words_and_loses_its_programs() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 400))
    canvas.acroForm.textfield(name="who", x=20, y=200, width=200, height=30, value="FILLED IN")
    canvas.showPage()
    canvas.save()
    with _open(buffer.getvalue()) as pdf:
        program = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert('hidden')")
        field = pdf.Root.AcroForm.Fields[0]
        field.AA = pikepdf.Dictionary(K=program)
        pdf.Root.AcroForm.CO = pikepdf.Array([field])
        packed = io.BytesIO()
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with _open(clean(packed.getvalue()).data) as pdf:
        assert "/AcroForm" not in pdf.Root and not list(pdf.pages[0].obj.get("/Annots", []))
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        drawn = b"".join(one.read_bytes() for one in streams if "/Width" not in one and "/Length1" not in one)
        assert b"FILLED IN" in drawn
        told = b"".join(one.unparse(resolved=True) for one in pdf.objects if isinstance(one, pikepdf.Dictionary))
        assert b"JavaScript" not in told and b"hidden" not in told


def test_each_page_carries_the_words_whatever_its_size() -> None:
    with pikepdf.new() as both:
        for size in ((300, 400), (800, 600)):
            with _open(_paper(1, size)) as one:
                both.pages.extend(one.pages)
        buffer = io.BytesIO()
        both.save(buffer)
    with _open(marked_paper(buffer.getvalue(), "仅供档案查询使用 王老师")) as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            assert len(page.resources.XObject) == 1


def test_a_page_that_claims_to_be_miles_wide_is_marked_with_few_words() -> None:
    marked = marked_paper(_paper(1, (9_000_000, 9_000_000)), "仅供档案查询使用")
    assert len(marked) < 2_000_000
