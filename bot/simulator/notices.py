"""Template messages and subscription notices: consent, what may stand in a field, and what is reported back."""

import re
import time
from typing import Any

from bot.simulator.codes import ApiFailure
from bot.simulator.people import Person
from bot.simulator.push import Pusher
from bot.simulator.world import World

_TEMPLATE_FIELD = 20
_ONCE_SECONDS = 600
#: Longest value by the kind of a notice's field; phrases are Chinese only.
LENGTHS = {"thing": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32, "time": 40, "date": 40}
LENGTHS |= {"amount": 16, "phone_number": 17, "car_number": 8, "name": 10, "phrase": 5, "const": 20}
_KIND = re.compile(r"([a-z_]+?)\d*", re.ASCII)
_SHAPES = {
    "number": re.compile(r"[\d.,-]+", re.ASCII),
    "character_string": re.compile(r"[\x20-\x7e]+"),
    "phone_number": re.compile(r"[\d+() -]+", re.ASCII),
    "phrase": re.compile(r"[\u4e00-\u9fff]+"),
    "letter": re.compile(r"[A-Za-z]+"),
    "time": re.compile(r".*\d.*"),
    "date": re.compile(r".*\d.*"),
}


def values(body: dict[str, Any]) -> dict[str, str]:
    """The fields of a notice, each a text. Raises ApiFailure 47003."""
    data = body.get("data")
    if not isinstance(data, dict) or not data:
        raise ApiFailure(47003, "argument invalid! data is empty")
    found = {}
    for key, entry in data.items():
        value = entry.get("value") if isinstance(entry, dict) else None
        if not isinstance(value, str | int | float) or str(value) == "":
            raise ApiFailure(47003, f"argument invalid! data.{key}.value is empty")
        found[key] = str(value)
    return found


def trimmed(value: str) -> str:
    """A template field as people see it since 2023: one line of twenty characters."""
    return value.replace("\r", "").replace("\n", " ")[:_TEMPLATE_FIELD]


def check_notice(fields: dict[str, str]) -> None:
    """Subscription notices refuse what templates trim. Raises ApiFailure 47003."""
    for key, value in fields.items():
        kind = _KIND.fullmatch(key)
        name = kind[1] if kind else ""
        if name not in LENGTHS:
            raise ApiFailure(47003, f"argument invalid! data.{key} is no known kind of field")
        shape = _SHAPES.get(name)
        if len(value) > LENGTHS[name] or "\n" in value or (shape and not shape.fullmatch(value)):
            raise ApiFailure(47003, f"argument invalid! data.{key}.value invalid")


class Notices:
    """Both kinds of notice of one account."""

    def __init__(self, world: World, pusher: Pusher) -> None:
        self._world, self._pusher = world, pusher
        self._once: dict[tuple[str, str], tuple[float, int]] = {}

    def template(self, person: Person, body: dict[str, Any]) -> int:
        """Send a template message and report its fate by an event. Raises ApiFailure."""
        template_id = self._known(body)
        if not person.following:
            raise ApiFailure(43004)
        fields = {key: trimmed(value) for key, value in values(body).items()}
        once = (person.openid, str(body.get("client_msg_id") or ""))
        sent_at, number = self._once.get(once, (0.0, 0))
        if once[1] and time.time() - sent_at < _ONCE_SECONDS:
            return number
        number = self._world.next_id() + 200_000_000
        self._once[once] = (time.time(), number)
        if person.blocks_notices:
            self._finished(person, number, "failed:user block")
            return number
        self._show(person, template_id, fields, str(body.get("url") or ""))
        self._finished(person, number, "success")
        return number

    def notice(self, person: Person, body: dict[str, Any]) -> None:
        """Send a subscription notice; each uses up one consent. Raises ApiFailure."""
        template_id = self._known(body)
        fields = values(body)
        check_notice(fields)
        if person.consents.get(template_id, 0) < 1 or person.blocks_notices:
            raise ApiFailure(43101)
        person.consents[template_id] -= 1
        self._world.save(person)
        self._show(person, template_id, fields, str(body.get("page") or ""))
        result = {"TemplateId": template_id, "MsgID": int(self._world.next_message_id())}
        result |= {"ErrorCode": 0, "ErrorStatus": "success"}
        self._pusher.event(person, "subscribe_msg_sent_event", {"SubscribeMsgSentEvent": {"List": result}})

    def consent(self, person: Person, template_id: str, accept: bool, count: int = 1) -> None:
        """The person allows (or refuses) notices of one template, as asked on a page."""
        before = person.consents.get(template_id, 0)
        person.consents[template_id] = before + count if accept else 0
        self._world.save(person)
        status = "accept" if accept else "reject"
        choice = {"TemplateId": template_id, "SubscribeStatusString": status, "PopupScene": "1"}
        self._pusher.event(person, "subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": {"List": choice}})

    def _known(self, body: dict[str, Any]) -> str:
        template_id = body.get("template_id")
        known = self._world.faults.knobs.template_ids
        if not isinstance(template_id, str) or not template_id or (known and template_id not in known):
            raise ApiFailure(40037)
        return template_id

    def _show(self, person: Person, template_id: str, fields: dict[str, str], url: str) -> None:
        rows = [{"name": key, "value": value} for key, value in fields.items()]
        shown = {"side": "account", "kind": "notice", "how": "notice", "title": template_id}
        self._world.show(person, rows=rows, url=url, **shown)

    def _finished(self, person: Person, number: int, status: str) -> None:
        self._pusher.event(person, "TEMPLATESENDJOBFINISH", {"MsgID": number, "Status": status})
