"""Building blocks of answers: keys of texts with their values, rendered by the gateway."""

from typing import Any

Say = dict[str, Any]
Choice = dict[str, Any]


def say(key: str, /, *, choices: list[Choice] | None = None, expecting: str | None = None, **values: Any) -> Say:
    """One thing to say; `values` fill the text's placeholders."""
    made: Say = {"say": key}
    if values:
        made["with"] = values
    if choices:
        made["choices"] = choices
    if expecting:
        made["expecting"] = expecting
    return made


def choice(ident: str, label: str | Say | None = None) -> Choice:
    """One thing to tap; without a label the text `choice.<ident>` names it."""
    return {"id": ident, "label": label if label is not None else say(f"choice.{ident}")}


def joined(says: list[Say], separator_key: str = "list.separator") -> Say | str:
    """Several short things in one line, parted as the language does it."""
    if not says:
        return ""
    whole: Say = says[0]
    for one in says[1:]:
        whole = say(separator_key, left=whole, right=one)
    return whole
