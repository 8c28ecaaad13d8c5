"""The supervisor with tiny stand-ins for its parts."""

import asyncio
import errno
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from backend.kit.ports import free_port
from backend.kit.running import running
from backend.supervisor.child import ROOT
from backend.supervisor.house import House
from backend.supervisor.keeper import StartError
from backend.supervisor.logfiles import LogFiles
from backend.supervisor.plan import Part, Plan
from backend.supervisor.probes import http_ok
from backend.supervisor.record import AlreadyRunning, RunRecord
from backend.supervisor.screen import Screen
from tests.integration.supervisor.houses import STAND_IN, chore, command, dying, plan_of, stand_in
from tests.support.wait import eventually, until


def alive(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def served_by(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return int(answer.read())


def house_of(plan: Plan, home: Path, lines: list[str] | None = None) -> House:
    class Listening(Screen):
        def _line(self, text: str) -> None:
            if lines is not None:
                lines.append(text)

    record = RunRecord(home)
    record.acquire()
    return House(plan, record, LogFiles(home / "logs"), Listening(Console(quiet=True)), grace=0.5)


def written(home: Path) -> dict[str, Any] | None:
    with suppress(FileNotFoundError):
        return json.loads((home / "run.json").read_text())
    return None


@asynccontextmanager
async def open_house(plan: Plan, home: Path) -> AsyncIterator[Callable[[], dict[str, Any] | None]]:
    """A house that is open for the time of the block; gives a reader of its run.json."""
    house = house_of(plan, home)
    running_house = asyncio.create_task(house.run())
    try:
        await eventually(lambda: running_house.done() or written(home))
        yield lambda: written(home)
    finally:
        house.stop()
        await running_house


async def test_run_json_tells_the_serving_processes_and_is_the_owners_alone(tmp_path: Path) -> None:
    port = free_port()
    async with open_house(plan_of(stand_in("gateway", port)), tmp_path) as record:
        assert record() == {
            "processes": {"gateway": await asyncio.to_thread(served_by, port)},
            "supervisor": os.getpid(),
            "urls": {"backend": "http://127.0.0.1:1"},
        }
        assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
        assert running(tmp_path) == record()
    assert written(tmp_path) is None
    assert running(tmp_path) is None


async def test_a_killed_part_is_back_with_a_new_process_in_run_json(tmp_path: Path) -> None:
    ports = free_port(), free_port()
    parts = [stand_in("gateway", ports[0]), stand_in("rasa", ports[1])]
    async with open_house(plan_of(*parts), tmp_path) as record:
        before = record()["processes"]
        os.kill(before["gateway"], signal.SIGKILL)
        after = await eventually(
            lambda: (now := record()["processes"]).get("gateway") not in (None, before["gateway"]) and now, 5
        )
        assert after["rasa"] == before["rasa"]
        await eventually(http_ok(f"http://127.0.0.1:{ports[0]}/"))
        assert await asyncio.to_thread(served_by, ports[0]) == after["gateway"]


async def test_a_full_disk_ends_nothing_that_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = free_port(), free_port()
    async with open_house(plan_of(*(stand_in(f"part{port}", port) for port in ports)), tmp_path) as record:

        def full(self: RunRecord, *args: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(RunRecord, "write", full)
        os.kill(record()["processes"][f"part{ports[0]}"], signal.SIGKILL)
        await eventually(http_ok(f"http://127.0.0.1:{ports[0]}/"))
        assert await http_ok(f"http://127.0.0.1:{ports[1]}/")()


async def test_the_end_leaves_no_process_however_stubborn(tmp_path: Path) -> None:
    part = stand_in("worker", free_port(), "stubborn", "parent")
    async with open_house(plan_of(part), tmp_path) as record:
        pid = record()["processes"]["worker"]
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        assert len(children) == 1
    assert not alive(pid)
    await eventually(lambda: not alive(int(children[0])))


async def test_stores_end_after_those_who_write_to_them(tmp_path: Path) -> None:
    ends = tmp_path / "ends"
    script = (
        "import signal, sys, time\n"
        "def end(*_):\n    open({path!r}, 'a').write({name!r} + ' ')\n    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nopen({path!r} + {name!r}, 'w')\nwhile True: time.sleep(1)"
    )

    def part(name: str, store: bool) -> Part:
        start = command("-c", script.format(path=str(ends), name=name))

        async def up() -> bool:
            return Path(f"{ends}{name}").exists()

        return Part(name, lambda results: start, up, store=store)

    async with open_house(plan_of(part("postgres", True), part("gateway", False)), tmp_path):
        pass
    assert ends.read_text().split() == ["gateway", "postgres"]


async def test_a_part_starts_after_its_chore_and_gets_its_result(tmp_path: Path) -> None:
    port = free_port()
    begins = stand_in("rasa", port)
    told = []

    def with_result(results: Any) -> Any:
        told.append(results["model"])
        return begins.command(results)

    part = Part("rasa", with_result, begins.ready, ("model",), begins.port)
    plan = plan_of(part, chores=(chore("model", "print('reading'); print('result: models/one.tar.gz')"),))
    async with open_house(plan, tmp_path):
        assert told == ["models/one.tar.gz"]


async def test_a_part_that_died_is_asked_again_what_to_be_started_with(tmp_path: Path) -> None:
    port = free_port()
    begins, model = stand_in("rasa", port), tmp_path / "model"
    model.write_text("first")
    part = Part("rasa", lambda _: command(STAND_IN, port, model.read_text()), begins.ready, (), begins.port)
    async with open_house(plan_of(part), tmp_path) as record:
        model.write_text("second")
        first = record()["processes"]["rasa"]
        os.kill(first, signal.SIGKILL)
        second = await eventually(lambda: (now := record()["processes"]).get("rasa") not in (None, first) and now, 5)
        await eventually(lambda: b"second" in Path(f"/proc/{second['rasa']}/cmdline").read_bytes())


async def test_a_part_that_keeps_dying_ends_the_start_and_shows_its_last_words(tmp_path: Path) -> None:
    port = free_port()
    house = house_of(plan_of(dying("backend"), stand_in("gateway", port)), tmp_path)
    with pytest.raises(StartError, match=r"(?s)backend ends again and again.*no such colour"):
        await house.run()
    assert not await http_ok(f"http://127.0.0.1:{port}/")()


async def test_a_failed_chore_ends_the_start(tmp_path: Path) -> None:
    plan = plan_of(stand_in("gateway", free_port()), chores=(chore("model", "raise SystemExit('no data')"),))
    with pytest.raises(StartError, match=r"(?s)doing model failed.*no data"):
        await house_of(plan, tmp_path).run()


async def test_a_stop_while_a_chore_is_busy_ends_the_chore(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    busy = chore("model", f"import os, time; open({str(marker)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    house = house_of(plan_of(chores=(busy,)), tmp_path)
    task = asyncio.create_task(house.run())
    pid = int(await eventually(lambda: marker.exists() and marker.read_text()))
    house.stop()
    await task
    await eventually(lambda: not alive(pid))


async def test_a_taken_port_is_said_with_the_setting_that_moves_it(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=rf"Port {port} for gateway is taken(?s:.*)LANTAI_GATEWAY_PORT="):
            await house_of(plan_of(stand_in("gateway", port)), tmp_path).run()


async def test_a_second_house_on_the_same_home_is_refused(tmp_path: Path) -> None:
    async with open_house(plan_of(stand_in("gateway", free_port())), tmp_path) as record:
        with pytest.raises(AlreadyRunning) as refused:
            RunRecord(tmp_path).acquire()
        assert refused.value.record == record()
    RunRecord(tmp_path).acquire()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_every_process_ends_with_the_supervisor(tmp_path: Path, number: signal.Signals) -> None:
    ports = free_port(), free_port()
    driver = [sys.executable, "-m", "tests.integration.supervisor.driver", str(tmp_path), *map(str, ports)]
    supervisor = subprocess.Popen(driver, cwd=ROOT)
    try:
        pids = until(lambda: written(tmp_path), 20)["processes"].values()
        assert len(pids) == 2
    finally:
        supervisor.send_signal(number)
        supervisor.wait(20)
    until(lambda: not any(map(alive, pids)))
