"""The state of the simulated platform: followers, their screens, and the record of what happened."""

import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from backend.kit import clock
from bot.simulator.faults import Faults
from bot.simulator.feed import Feed
from bot.simulator.ledger import Cause, Standing
from bot.simulator.people import Alarm, Bubble, Call, Person, Push
from bot.simulator.store import Store
from bot.simulator.words import words

SCREEN = 500
RECORD = 400
TINTS = 8


class UnknownPerson(LookupError):
    """There is no such openid."""


class World:
    """Everything the platform knows. Changes go through its methods, which store and publish them."""

    def __init__(self, store: Store, feed: Feed, now: Callable[[], datetime] = clock.now) -> None:
        self.store, self.feed, self.now = store, feed, now
        self.faults = Faults()
        self.people: dict[str, Person] = {}
        self.screens: dict[str, deque[Bubble]] = {}
        self.typing: dict[str, float] = {}
        self.pending: dict[str, int] = {}
        self.menu: list[dict[str, Any]] | None = None
        self.pushes: deque[Push] = deque(maxlen=RECORD)
        self.calls: deque[Call] = deque(maxlen=RECORD)
        self.alarms: deque[Alarm] = deque(maxlen=RECORD)
        self._id = 0
        self._message_id = 0
        self._load()

    def _load(self) -> None:
        for openid, value in self.store.load("person").items():
            self.people[openid] = Person.model_validate_json(value)
            self.screens[openid] = deque(maxlen=SCREEN)
        self.people = dict(sorted(self.people.items(), key=lambda pair: pair[1].created_at))
        self.menu = json.loads(self.store.load("account").get("menu", "null"))
        for value in self.store.load("bubble").values():
            bubble = Bubble.model_validate_json(value)
            if bubble.openid in self.screens:
                self.screens[bubble.openid].append(bubble)
                self._id = max(self._id, bubble.id)

    def next_id(self) -> int:
        """A number that grows with everything that happens, over restarts too."""
        self._id += 1
        return self._id

    @property
    def last_id(self) -> int:
        """The number of what happened last."""
        return self._id

    def bubbles_after(self, number: int) -> list[Bubble]:
        """What phones on the page have shown since."""
        shown = (screen for openid, screen in self.screens.items() if not self.people[openid].hidden)
        return sorted((b for screen in shown for b in screen if b.id > number), key=lambda b: b.id)

    def next_message_id(self) -> str:
        """A MsgId never used before: 17 digits, after the clock."""
        self._message_id = max(self._message_id + 1, time.time_ns() // 100)
        return str(self._message_id)

    def person(self, openid: str) -> Person:
        """The follower. Raises UnknownPerson."""
        try:
            return self.people[openid]
        except KeyError:
            raise UnknownPerson(openid) from None

    def add_person(self, name: str = "", *, hidden: bool = False) -> Person:
        """Somebody new, who follows the account from now on."""
        number, now = len(self.people), self.now()
        known = words()["names"]
        person = Person(
            openid="o" + secrets.token_urlsafe(20)[:27],
            name=name or known[number % len(known)],
            tint=number % TINTS,
            hidden=hidden,
            created_at=now,
            followed_at=now,
        )
        self.people[person.openid] = person
        self.screens[person.openid] = deque(maxlen=SCREEN)
        self.save(person)
        return person

    def save(self, person: Person) -> None:
        """Keep a changed person and show the change."""
        self.store.put("person", person.openid, person.model_dump_json())
        self.feed.publish("person", openid=person.openid)

    def act(self, person: Person, cause: Cause) -> None:
        """The person did something that allows messages."""
        person.ledger.act(cause, self.now())
        self.save(person)

    def standing(self, person: Person) -> Standing:
        """What may be sent to this person now."""
        return person.ledger.standing(self.now(), self.faults.knobs.allowance_rule)

    def show(self, person: Person, **fields: Any) -> Bubble:
        """Put something on a phone's screen."""
        bubble = Bubble(id=self.next_id(), openid=person.openid, at=self.now(), **fields)
        screen = self.screens[person.openid]
        if len(screen) == screen.maxlen:
            self.store.drop("bubble", _key(screen[0]))
        screen.append(bubble)
        self.store.put("bubble", _key(bubble), bubble.model_dump_json())
        if bubble.side == "account":
            self.set_typing(person, 0)
        self.feed.publish("bubble", openid=person.openid, bubble=bubble)
        return bubble

    def set_typing(self, person: Person, until: float) -> None:
        """The account types (until that real time), or has stopped."""
        if until or self.typing.pop(person.openid, 0):
            if until:
                self.typing[person.openid] = until
            self.feed.publish("typing", openid=person.openid, on=bool(until))

    def record_push(self, push: Push) -> None:
        """Show a push in the record, or that it has changed."""
        if not self.pushes or push.id > self.pushes[-1].id:
            self.pushes.append(push)
        self.feed.publish("push", openid=push.openid, push=push)

    def record_call(self, **fields: Any) -> None:
        """Keep a call of the API."""
        call = Call(id=self.next_id(), at=self.now(), **fields)
        self.calls.append(call)
        self.feed.publish("call", openid=call.openid, call=call)

    def alarm(self, kind: str, **fields: Any) -> None:
        """Raise an alarm."""
        alarm = Alarm(id=self.next_id(), kind=kind, at=self.now(), **fields)
        self.alarms.append(alarm)
        self.feed.publish("alarm", openid=alarm.openid, alarm=alarm)

    def reset(self) -> None:
        """Nobody follows, nothing happened, everything behaves. The account's menu stays: it is the account's."""
        for record in (self.people, self.screens, self.typing, self.pending, self.pushes, self.calls, self.alarms):
            record.clear()
        self.faults.reset()
        self.store.clear()
        self.store.put("account", "menu", json.dumps(self.menu))
        self.feed.publish("reload")


def _key(bubble: Bubble) -> str:
    return f"{bubble.id:015d}"
