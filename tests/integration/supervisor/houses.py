"""Plans made of stand-ins."""

import os
import sys
from pathlib import Path

from backend.supervisor.child import Command, words
from backend.supervisor.plan import Chore, Part, Plan, Port
from backend.supervisor.probes import http_ok, lives

STAND_IN = Path(__file__).with_name("stand_in.py")


def command(*arguments: object) -> Command:
    return Command(words(sys.executable, *arguments), env=dict(os.environ))


def stand_in(name: str, port: int, *manners: str, after: tuple[str, ...] = (), store: bool = False) -> Part:
    start = command(STAND_IN, port, *manners)
    setting = f"LANTAI_{name.upper()}_PORT"
    url = f"http://127.0.0.1:{port}/"
    return Part(name, lambda results: start, http_ok(url), after, Port(port, setting), store=store)


def dying(name: str) -> Part:
    start = command("-c", "import sys; sys.exit('no such colour')")
    never = http_ok("http://127.0.0.1:9/")
    return Part(name, lambda results: start, never)


def chore(name: str, code: str, after: tuple[str, ...] = ()) -> Chore:
    return Chore(name, f"doing {name}", command("-c", code), after)


def plan_of(*parts: Part, chores: tuple[Chore, ...] = ()) -> Plan:
    return Plan(parts, chores, urls={"backend": "http://127.0.0.1:1"}, ready=lives())
