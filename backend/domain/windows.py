"""WeChat's allowances for customer-service messages and the choice of a way for an answer, as pure rules.

Source: the official table of the customer-service message API (since 2023-06-12): 5 messages within 48 hours
after a message of the user; 3 within a minute after a menu click, a scan or a follow. A tap on a menu message
arrives as text but counts as a menu action. Whether allowances add up is undocumented; as for mini programs,
the better one is taken, never the sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: Of every allowance the bot leaves so many sends to staff.
STAFF_RESERVE: Final = 1


class Action(StrEnum):
    """What the user did that opens a window."""

    MESSAGE = "message"
    MENU = "menu"
    MENU_MESSAGE_TAP = "menu_message_tap"
    SCAN = "scan"
    SUBSCRIBE = "subscribe"


class Account(StrEnum):
    """The kind of official account; it decides which interfaces may be used."""

    VERIFIED_SERVICE = "verified_service"
    VERIFIED_SUBSCRIPTION = "verified_subscription"
    UNVERIFIED = "unverified"

    @property
    def may_send_custom(self) -> bool:
        """Whether customer-service messages may be sent (verified accounts of both kinds)."""
        return self is not Account.UNVERIFIED

    @property
    def may_send_template(self) -> bool:
        """Whether template messages may be sent (verified service accounts only)."""
        return self is Account.VERIFIED_SERVICE


class Route(StrEnum):
    """The way an answer takes."""

    PASSIVE = "passive"
    CUSTOM = "custom"
    TEMPLATE = "template"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Grant:
    """How many messages an action allows, and for how long."""

    count: int
    period: timedelta


GRANTS: Final[dict[Action, Grant]] = {
    Action.MESSAGE: Grant(5, timedelta(hours=48)),
    Action.MENU: Grant(3, timedelta(minutes=1)),
    Action.MENU_MESSAGE_TAP: Grant(3, timedelta(minutes=1)),
    Action.SCAN: Grant(3, timedelta(minutes=1)),
    Action.SUBSCRIBE: Grant(3, timedelta(minutes=1)),
}
# Other menu kinds (VIEW, pic_*, location_select) and all further events open no window.
_EVENTS: Final = {
    "click": Action.MENU,
    "scancode_push": Action.MENU,
    "scancode_waitmsg": Action.MENU,
    "scan": Action.SCAN,
    "subscribe": Action.SUBSCRIBE,
}


@dataclass(frozen=True, slots=True)
class Inbound:
    """An action of the user and when it reached us (aware time)."""

    action: Action
    at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may still be sent: `left` messages until `until` (None when no window is open)."""

    left: int
    until: datetime | None

    @property
    def for_bot(self) -> int:
        """What the bot may use of it, leaving the reserve to staff."""
        return max(self.left - STAFF_RESERVE, 0)


def action_of(message_type: str, event: str | None = None, *, from_menu_message: bool = False) -> Action | None:
    """The window-opening action in an incoming message, or None. Names are WeChat's MsgType and Event."""
    if message_type.lower() == "event":
        return _EVENTS.get((event or "").lower())
    return Action.MENU_MESSAGE_TAP if from_menu_message else Action.MESSAGE


def allowance(inbound: Iterable[Inbound], sent: Iterable[datetime], now: datetime) -> Allowance:
    """The best window open at `now`: the most messages left, then the longest time.

    `sent` are the times of customer-service messages sent to this user (passive replies and notices do not
    count); each uses up every window that was open when it went out.
    """
    sends = tuple(sent)
    best = Allowance(0, None)
    for entry in inbound:
        grant = GRANTS[entry.action]
        until = entry.at + grant.period
        if not entry.at <= now < until:
            continue
        spent = sum(entry.at <= moment <= now for moment in sends)
        left = max(grant.count - spent, 0)
        if best.until is None or (left, until) > (best.left, best.until):
            best = Allowance(left, until)
    return best


def best_route(*, passive_open: bool, account: Account, left: int, template: bool = False) -> Route:
    """The way an answer takes now: passive reply, customer service, a template notice, else held.

    `passive_open`: WeChat still waits for the reply to the user's message; `left`: messages the sender may
    use (Allowance.left for staff, Allowance.for_bot for the bot); `template`: a notice fits and is set up.
    """
    if passive_open:
        return Route.PASSIVE
    if left > 0 and account.may_send_custom:
        return Route.CUSTOM
    if template and account.may_send_template:
        return Route.TEMPLATE
    return Route.HOLD
