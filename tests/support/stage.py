"""Many conversations at a time against one house, with the product's clock moved for all who wait at once.

A conversation is a generator: it yields how long it waits now and then, and returns its outcome.
"""

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

import httpx

AT_ONCE = 8
Outcome = TypeVar("Outcome")
Conversation = Generator[timedelta, None, Outcome]


@dataclass
class _Turn(Generic[Outcome]):
    """A conversation under way, and when it goes on."""

    name: str
    conversation: Conversation[Outcome]
    due: timedelta = timedelta()
    outcome: list[Outcome] = field(default_factory=list)

    def go_on(self) -> None:
        """Up to the next silence or the end."""
        try:
            self.due += next(self.conversation)
        except StopIteration as end:
            self.outcome.append(end.value)


def play(
    conversations: Mapping[str, Conversation[Outcome]], advance: Callable[[timedelta], None], at_once: int = AT_ONCE
) -> dict[str, Outcome]:
    """Hold all conversations; whoever waits longest goes on last. Returns their outcomes by name."""
    running = [_Turn(name, conversation) for name, conversation in conversations.items()]
    outcomes: dict[str, Outcome] = {}
    passed = timedelta()
    with ThreadPoolExecutor(at_once) as pool:
        while running:
            due = min(turn.due for turn in running)
            if due > passed:
                advance(due - passed)
                passed = due
            list(pool.map(_Turn.go_on, [turn for turn in running if turn.due <= passed]))
            outcomes |= {turn.name: turn.outcome[0] for turn in running if turn.outcome}
            running = [turn for turn in running if not turn.outcome]
    return outcomes


def clock_of(simulator_url: str) -> Callable[[timedelta], None]:
    """Moves the clock of the house that this platform belongs to."""

    def advance(by: timedelta) -> None:
        body = {"seconds": by.total_seconds()}
        httpx.post(f"{simulator_url}/sim/clock", json=body, trust_env=False, timeout=30).raise_for_status()

    return advance
