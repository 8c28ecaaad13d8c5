"""Lists as CSV and Excel files in which no cell can act as a formula."""

import csv
import io
from collections.abc import Iterator, Sequence

from backend.kit.texts import Texts
from backend.requests.schemas import RequestOut

COLUMNS = (
    "code", "created_at", "channel", "track", "status", "resolution", "name", "id_number", "student_id", "phone",
    "degree_level", "enrollment_year", "graduation_year", "items", "delivery", "due_on", "closed_at", "owner", "urged",
)  # fmt: skip
MOST_ROWS = 50_000
"""What one file holds; a spreadsheet takes twenty times as many, a worried reader fewer."""
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: object) -> str:
    """A cell as text; what a spreadsheet could take for a formula gets an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_ACTIVE) or (text[:1] in "＝＋－＠" and text) else text


def rows(shown: Sequence[RequestOut]) -> Iterator[list[str]]:
    """One line a request, numbers masked as everywhere."""
    for one in shown:
        subject = one.subject
        values = one.model_dump(mode="json", include=set(COLUMNS) - {"items", "delivery"})
        values |= {name: subject.get(name) for name in ("name", "id_number", "student_id", "phone", "degree_level")}
        values |= {name: subject.get(name) for name in ("enrollment_year", "graduation_year")}
        values["items"] = "; ".join(f"{item.document_type} {item.language} x{item.copies}" for item in one.items)
        values["delivery"] = one.delivery.get("method")
        yield [safe(values.get(name)) for name in COLUMNS]


def header(texts: Texts, lang: str) -> list[str]:
    """The columns' names."""
    return [texts.render(f"export.{name}", lang) for name in COLUMNS]


def cut_off(texts: Texts, lang: str) -> list[str]:
    """The last line of a file that does not hold all: how many it holds, and how to get the rest."""
    return [texts.render({"say": "export.cut_off", "with": {"most": MOST_ROWS}}, lang)]


def as_csv(lines: Sequence[Sequence[str | int]]) -> bytes:
    """CSV that Excel opens as UTF-8."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(lines)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def as_xlsx(lines: Sequence[Sequence[str | int]]) -> bytes:
    """An Excel file whose cells are text, or numbers that can be summed; never a formula."""
    import xlsxwriter  # here, for it is large and rarely wanted

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(number, column, cell)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
