"""The form as the body of a request: the shape of the API, sealed details as their tokens."""

from typing import Any

from actions.dialogue.desk import Desk
from actions.dialogue.state import Form


def of(form: Form, desk: Desk) -> dict[str, Any]:
    """The request's body as far as the form is filled."""
    wanted: dict[str, Any] = {
        "channel": "wechat",
        "openid": desk.openid,
        "track": form.track,
        "relation": form.relation,
        "subject": _plain(form.subject),
        "requester": _plain(form.requester) or None,
        "items": [_item(row) for row in form.items],
        "delivery": _delivery(form),
        "purpose": form.purpose,
        "needed_by": form.needed_by,
        "note": form.note,
        "consent": form.consent,
        "attachment_ids": [attachment["id"] for attachment in form.attachments],
        "details": _plain(form.details),
    }
    return {key: value for key, value in wanted.items() if value not in (None, {}, [])}


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None and key != "usual"}


def _plain(part: dict[str, Any]) -> dict[str, Any]:
    """Sealed details as their tokens."""
    return {
        key: value["sealed"] if isinstance(value, dict) else value for key, value in part.items() if value is not None
    }


def _delivery(form: Form) -> dict[str, Any]:
    """Delivery with the applicant as recipient unless another was named."""
    given = _plain(form.delivery)
    if given.get("method") != "email":
        given.pop("email", None)
    if given.get("method") != "express":
        given.pop("address", None)
        given.pop("carrier", None)
    return given
