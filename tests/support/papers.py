"""A PDF as somebody might send it."""

import io

import pikepdf


def pdf() -> bytes:
    """One empty page."""
    buffer = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(buffer)
    return buffer.getvalue()
