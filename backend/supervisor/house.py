"""Brings everything up in order, watches over it, and takes it down."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Coroutine
from contextlib import closing
from typing import Any

from backend.supervisor.keeper import Keeper, StartError, signal_group, spawn
from backend.supervisor.logfiles import LogFiles
from backend.supervisor.plan import RESULT_MARK, Chore, Part, Plan, Port
from backend.supervisor.record import RunRecord
from backend.supervisor.screen import Screen

_HEARTBEAT = 10.0
_ROTATE_EVERY = 20.0


class House:
    """One run of all parts of a plan."""

    def __init__(
        self,
        plan: Plan,
        record: RunRecord,
        logs: LogFiles,
        screen: Screen,
        *,
        start_limit: float = 900,
        grace: float = 12,
    ) -> None:
        self._plan = plan
        self._record = record
        self._logs = logs
        self._screen = screen
        self._start_limit = start_limit
        self._grace = grace
        self._keepers = {part.name: Keeper(part, logs, self._changed) for part in plan.parts}
        self._done = {chore.name: asyncio.Event() for chore in plan.chores}
        self._results: dict[str, str] = {}
        self._chore_pids: set[int] = set()
        self._stop = asyncio.Event()
        self._complete = False

    def stop(self) -> None:
        """Ask the house to end; a second time, to end at once."""
        if self._stop.is_set():
            self._grace = 0
            self._kill_all()
        self._stop.set()

    async def run(self) -> None:
        """Start all, keep all until asked to stop, end all. Raises StartError when the start fails."""
        check_ports(self._plan.parts)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)
        tasks = [asyncio.create_task(job) for job in self._jobs()]
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await self._until_stop_or_error(tasks, stopping)
        finally:
            await self._take_down(tasks, stopping)

    def _jobs(self) -> list[Coroutine[Any, Any, None]]:
        return [
            *(self._do(chore) for chore in self._plan.chores),
            *(self._keep(keeper) for keeper in self._keepers.values()),
            self._open(),
            self._heartbeat(),
            self._rotate(),
        ]

    @staticmethod
    async def _until_stop_or_error(tasks: list[asyncio.Task[None]], stopping: asyncio.Task[bool]) -> None:
        """Return when told to stop; raise the first error of any task."""
        waiting: set[asyncio.Task[Any]] = {*tasks, stopping}
        while not stopping.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()

    async def _after(self, names: tuple[str, ...]) -> None:
        for name in names:
            keeper = self._keepers.get(name)
            await (keeper.ready if keeper else self._done[name]).wait()

    async def _keep(self, keeper: Keeper) -> None:
        await self._after(keeper.part.after)
        began = time.monotonic()
        announcing = asyncio.create_task(self._announce(keeper, began))
        try:
            await keeper.keep(self._results)
        finally:
            announcing.cancel()

    async def _announce(self, keeper: Keeper, began: float) -> None:
        await keeper.ready.wait()
        if not self._complete:
            self._screen.ready(keeper.part.name, time.monotonic() - began)

    async def _do(self, chore: Chore) -> None:
        """Run a chore to its end and keep its last line as the result."""
        await self._after(chore.after)
        began = time.monotonic()
        self._screen.begin(chore.title)
        log = self._logs.open(chore.name)
        try:
            process = await spawn(chore.command, log, capture=True)
        finally:
            os.close(log)
        self._chore_pids.add(process.pid)
        assert process.stdout
        async for line in process.stdout:
            self._hear(chore.name, line.decode(errors="replace").strip())
        await process.wait()
        self._chore_pids.discard(process.pid)
        if process.returncode and not self._stop.is_set():
            tail = self._logs.tail(chore.name)
            raise StartError(f"{chore.title} failed. The end of {self._logs.path(chore.name)}:\n{tail}")
        self._screen.ready(chore.title, time.monotonic() - began)
        self._done[chore.name].set()

    def _hear(self, chore: str, line: str) -> None:
        """A chore's result is the line after the mark; all else is for the person who waits."""
        if line.startswith(RESULT_MARK):
            self._results[chore] = line.removeprefix(RESULT_MARK)
        elif line:
            self._screen.begin(line)

    async def _open(self) -> None:
        """When every part serves and the house says that it is whole, publish it."""
        try:
            async with asyncio.timeout(self._start_limit):
                for keeper in self._keepers.values():
                    await keeper.ready.wait()
                while not await self._plan.ready():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise StartError(
                f"Not ready after {self._start_limit:.0f} s; still waiting for {self._missing()}. "
                f"The logs are in {self._logs.folder}."
            ) from None
        self._complete = True
        self._screen.opened(self._plan.urls)
        self._changed()

    def _missing(self) -> str:
        names = [name for name, keeper in self._keepers.items() if not keeper.ready.is_set()]
        names += [name for name, event in self._done.items() if not event.is_set()]
        return ", ".join(names) or "the backend's /readyz"

    async def _heartbeat(self) -> None:
        """While starting, say what is waited for; afterwards, say what died."""
        began = time.monotonic()
        told: dict[str, int] = {}
        while True:
            await asyncio.sleep(_HEARTBEAT if not self._complete else 1)
            if not self._complete:
                self._screen.waiting(self._missing(), time.monotonic() - began)
            for name, keeper in self._keepers.items():
                if keeper.restarts > told.get(name, 0):
                    told[name] = keeper.restarts
                    self._screen.restarted(name, keeper.restarts, str(self._logs.path(name)))

    async def _rotate(self) -> None:
        while True:
            await asyncio.sleep(_ROTATE_EVERY)
            self._logs.rotate()

    def _changed(self) -> None:
        """A process came or went: `run.json` follows once the house is open."""
        if self._complete and not self._stop.is_set():
            pids = {name: keeper.pid for name, keeper in self._keepers.items()}
            try:
                self._record.write({name: pid for name, pid in pids.items() if pid}, self._plan.urls)
            except OSError as error:
                # A full disk is no reason to end what still serves.
                self._screen.trouble(f"run.json could not be written: {error.strerror}")

    async def _take_down(self, tasks: list[asyncio.Task[None]], stopping: asyncio.Task[bool]) -> None:
        """End those who write first, the stores after them; nothing is left."""
        self._stop.set()
        self._screen.closing()
        for pid in self._chore_pids:
            signal_group(pid, signal.SIGKILL)
        stores = [keeper for keeper in self._keepers.values() if keeper.part.store]
        others = [keeper for keeper in self._keepers.values() if not keeper.part.store]
        for stage in (others, stores):
            await asyncio.gather(*(keeper.end(self._grace) for keeper in stage))
        for task in (*tasks, stopping):
            task.cancel()
        await asyncio.gather(*tasks, stopping, return_exceptions=True)
        self._record.release()

    def _kill_all(self) -> None:
        for keeper in self._keepers.values():
            if keeper.pid and not keeper.part.store:
                signal_group(keeper.pid, signal.SIGKILL)


def check_ports(parts: tuple[Part, ...]) -> None:
    """Raise StartError when a port that is needed belongs to another program."""
    taken = [(part.name, part.port) for part in parts if part.port and _taken(part.port)]
    if taken:
        lines = [f"Port {port.number} for {name} is taken by another program." for name, port in taken]
        _, port = taken[0]
        raise StartError(
            "\n".join(lines) + f"\nGive another one, for example: {port.setting}={port.number + 100} make run"
        )


def _taken(port: Port) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.host, port.number))
        except OSError:
            return True
    return False
