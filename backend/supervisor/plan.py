"""What there is to start: serving parts and one-off chores, and which waits for which."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from backend.supervisor.child import Command

# A chore's line with its result begins with this; its other lines are progress.
RESULT_MARK = "result: "

Probe = Callable[[], Awaitable[bool]]
Results = Mapping[str, str]


@dataclass(frozen=True)
class Port:
    """A port that a part listens on, and the setting that moves it."""

    number: int
    setting: str
    host: str = "127.0.0.1"


@dataclass(frozen=True)
class Part:
    """A process that serves as long as the house runs and is started again when it dies."""

    name: str
    command: Callable[[Results], Command]
    ready: Probe
    after: tuple[str, ...] = ()
    port: Port | None = None
    prepare: Callable[[], None] | None = None
    # Stores end last, when nobody writes any more.
    store: bool = False


@dataclass(frozen=True)
class Chore:
    """A command that runs once at the start; it prints progress and its result."""

    name: str
    title: str
    command: Command
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything to start, the addresses to publish, and the last question before all counts as ready."""

    parts: tuple[Part, ...]
    chores: tuple[Chore, ...]
    urls: Mapping[str, str]
    ready: Probe
