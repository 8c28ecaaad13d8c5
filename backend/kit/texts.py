"""What applicants read: texts by key and language, with defaults in files and wording changed in the database.

A *Say* is how the rest of the house speaks: `{"say": key, "with": {name: value | Say | [Say, ...]}}`.
Texts hold `{name}` placeholders and nothing else, so that an editor cannot break a page or run code.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "bot" / "texts"
LANGUAGES = ("zh", "en")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TextError(ValueError):
    """A text is missing, or its placeholders do not hold."""


def placeholders(text: str) -> frozenset[str]:
    """Names in braces that a text expects."""
    return frozenset(_PLACEHOLDER.findall(text))


def read_folder(folder: Path) -> dict[str, str]:
    """All texts of one language. Raises TextError when a key stands twice or is no text."""
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml")):
        for key, text in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).items():
            if key in texts or not isinstance(text, str):
                raise TextError(f"{file.name}: {key} stands twice or is no text")
            texts[key] = text.strip("\n")
    return texts


@cache
def defaults() -> dict[str, dict[str, str]]:
    """The shipped texts by language."""
    return {language: read_folder(FOLDER / language) for language in LANGUAGES}


class Texts:
    """Texts of all languages; Chinese stands in where another language lacks one."""

    def __init__(self, by_language: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = by_language

    @classmethod
    def load(cls, overrides: Iterable[tuple[str, str, str]] = ()) -> "Texts":
        """The shipped texts with `(language, key, text)` changes laid over them."""
        merged = {language: dict(texts) for language, texts in defaults().items()}
        for language, key, text in overrides:
            merged[language][key] = text
        return cls(merged)

    def template(self, key: str, lang: str = "zh") -> str:
        """The raw text. Raises TextError when no language has it."""
        text = self._texts.get(lang, {}).get(key) or self._texts["zh"].get(key)
        if text is None:
            raise TextError(f"no text {key}")
        return text

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._texts["zh"]

    def render(self, say: Mapping[str, Any] | str, lang: str = "zh") -> str:
        """The words of a Say (or of a bare key). Raises TextError when a value is missing."""
        if isinstance(say, str):
            say = {"say": say}
        values = say.get("with") or {}

        def fill(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise TextError(f"{say['say']} lacks {match[1]}")
            return self.value(values[match[1]], lang)

        return _PLACEHOLDER.sub(fill, self.template(say["say"], lang))

    def value(self, value: Any, lang: str = "zh") -> str:
        """A placeholder's value in words: a Say, a list of such (one a line), or a plain value."""
        if isinstance(value, Mapping):
            return self.render(value, lang)
        if isinstance(value, list):
            return "\n".join(self.value(item, lang) for item in value)
        return "" if value is None else str(value)
