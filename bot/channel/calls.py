"""What the gateway may ask: bodies parsed and checked before anything else sees them."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

MESSAGE_LIMIT = 1_000
NAME_LIMIT = 200

_MODEL = re.compile(r"\w[\w.-]*\.tar\.gz", re.ASCII)


class BadCall(ValueError):
    """A body that the channel refuses; the text is a stable code."""


@dataclass(frozen=True)
class Turn:
    """One message of one conversation."""

    sender: str
    message_id: str
    message: str
    metadata: dict[str, Any]


def turn(body: bytes) -> Turn:
    """Read a turn. Raises BadCall."""
    data = _mapping(body)
    return Turn(_name(data, "sender"), _name(data, "message_id"), _message(data), _metadata(data))


def question(body: bytes) -> tuple[str, str]:
    """Read which message of which conversation is asked about. Raises BadCall."""
    data = _mapping(body)
    return _name(data, "sender"), _name(data, "message_id")


def sender(body: bytes) -> str:
    """Read which conversation is meant. Raises BadCall."""
    return _name(_mapping(body), "sender")


def sentence(body: bytes) -> tuple[str, dict[str, Any]]:
    """Read a text to be understood outside any conversation. Raises BadCall."""
    data = _mapping(body)
    return _message(data), _metadata(data)


def model(body: bytes) -> str:
    """Read which of the models beside the present one is meant. Raises BadCall."""
    name = _name(_mapping(body), "model")
    if not _MODEL.fullmatch(name):
        raise BadCall("model_is_no_file_name")
    return name


def _mapping(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError as error:
        raise BadCall("not_json") from error
    if not isinstance(data, dict):
        raise BadCall("not_an_object")
    return data


def _name(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > NAME_LIMIT or "\x00" in value:
        raise BadCall(f"{key}_missing")
    return value


def _message(data: dict[str, Any]) -> str:
    value = data.get("message")
    if not isinstance(value, str) or "\x00" in value:
        raise BadCall("message_missing")
    if len(value) > MESSAGE_LIMIT:
        raise BadCall("message_too_long")
    # Rasa takes a leading slash as a command, after trimming and in any form that normalises to one.
    if unicodedata.normalize("NFKC", value).lstrip("\ufeff\u200b \t\r\n").strip()[:1] == "/":
        raise BadCall("message_is_a_command")
    return value


def _metadata(data: dict[str, Any]) -> dict[str, Any]:
    value = data.get("metadata")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadCall("metadata_not_an_object")
    return value
