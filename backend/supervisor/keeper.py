"""Keeps one part alive: start, notice its death, start again, end."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from backend.supervisor.child import ROOT, Command
from backend.supervisor.logfiles import LogFiles
from backend.supervisor.plan import Part, Results

QUICK_DEATH = 10.0
_FIRST_DELAY, _LONGEST_DELAY = 0.25, 4.0
_GIVE_UP_BEFORE_READY = 5


class StartError(RuntimeError):
    """The house cannot start; the message says which part, why and what to do."""


async def spawn(command: Command, log: int, *, capture: bool = False) -> asyncio.subprocess.Process:
    """Start a command as leader of its own process group, so that a Ctrl-C reaches it only through us."""
    return await asyncio.create_subprocess_exec(
        *command.launched(),
        env=dict(command.env),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE if capture else log,
        stderr=log,
        start_new_session=True,
    )


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a process and all it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


class Keeper:
    """One part and its process."""

    def __init__(self, part: Part, logs: LogFiles, changed: Callable[[], None]) -> None:
        self.part = part
        self.ready = asyncio.Event()
        self.restarts = 0
        self._logs = logs
        self._changed = changed
        self._command: Command | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._ending = asyncio.Event()
        self._quick_deaths = 0

    @property
    def pid(self) -> int | None:
        """The serving process, None while there is none."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def keep(self, results: Results) -> None:
        """Run until `end`; raises StartError when the part keeps dying before it ever served."""
        if self.part.prepare:
            await asyncio.to_thread(self.part.prepare)
        while not self._ending.is_set():
            # Asked each time: what a part is to be started with may have changed, such as Rasa's model.
            command = self._command = self.part.command(results)
            began = time.monotonic()
            await self._run_once(command)
            if self._ending.is_set():
                return
            self._note_death(time.monotonic() - began)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), self._delay())

    async def _run_once(self, command: Command) -> None:
        """Start the process, watch for its readiness, and wait for its end."""
        log = self._logs.open(self.part.name)
        try:
            process = self._process = await spawn(command, log)
        finally:
            os.close(log)
        self._changed()
        watching = asyncio.create_task(self._watch())
        try:
            await process.wait()
        finally:
            watching.cancel()
            signal_group(process.pid, signal.SIGKILL)
        self._changed()

    async def _watch(self) -> None:
        """Say once that the part serves."""
        while not await self.part.ready():
            await asyncio.sleep(0.1)
        self.ready.set()

    def _note_death(self, uptime: float) -> None:
        self.restarts += 1
        self._quick_deaths = self._quick_deaths + 1 if uptime < QUICK_DEATH else 0
        if not self.ready.is_set() and self._quick_deaths >= _GIVE_UP_BEFORE_READY:
            name = self.part.name
            raise StartError(
                f"{name} ends again and again before it serves. The end of {self._logs.path(name)}:\n"
                f"{self._logs.tail(name)}"
            )

    def _delay(self) -> float:
        """None to speak of after a long life, growing while it keeps dying; always under the promised 5 s."""
        return float(min(_FIRST_DELAY * 2 ** max(0, self._quick_deaths - 1), _LONGEST_DELAY))

    async def end(self, grace: float) -> None:
        """Ask the process to end, and kill its group when it does not within the grace."""
        self._ending.set()
        process = self._process
        if process is None or self._command is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(self._command.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), grace)
        except TimeoutError:
            signal_group(process.pid, signal.SIGKILL)
            await process.wait()
        signal_group(process.pid, signal.SIGKILL)
