"""A form of a page as a browser would send it, for tests that do not need a browser."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, ident: str) -> None:
        super().__init__()
        self._ident = ident
        self._inside = False
        self._templates = 0
        self._select: str | None = None
        self._option: tuple[str, bool] | None = None
        self._textarea: str | None = None
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("id") == self._ident:
            self._inside = True
        if tag == "template":
            self._templates += 1
        if not self._inside or self._templates:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.fields.append((name, value))
        elif tag == "select":
            self._select, self._option = name, None
        elif tag == "option" and self._select and (self._option is None or "selected" in given):
            self._option = (value, "selected" in given)
        elif tag == "textarea":
            self._textarea = name
            self.fields.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            name, before = self.fields[-1]
            self.fields[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        if tag == "select" and self._select:
            if self._option and not self._templates:
                self.fields.append((self._select, self._option[0]))
            self._select = None
        if tag == "textarea":
            self._textarea = None
        if tag == "form":
            self._inside = False


def filled(page: str, ident: str) -> dict[str, list[str]]:
    """What the form of this id would send, untouched: name -> values."""
    reader = _Reader(ident)
    reader.feed(page)
    found: dict[str, list[str]] = {}
    for name, value in reader.fields:
        found.setdefault(name, []).append(value)
    return found
