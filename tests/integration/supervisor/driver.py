"""Runs a house of two stand-ins as a process of its own, to be killed: `driver.py HOME PORT PORT`."""

import asyncio
import sys
from pathlib import Path

from rich.console import Console

from backend.supervisor.house import House
from backend.supervisor.logfiles import LogFiles
from backend.supervisor.record import RunRecord
from backend.supervisor.screen import Screen
from tests.integration.supervisor.houses import plan_of, stand_in

if __name__ == "__main__":
    home = Path(sys.argv[1])
    ports = [int(word) for word in sys.argv[2:]]
    parts = [stand_in(f"part{number}", port, "stubborn") for number, port in enumerate(ports)]
    record = RunRecord(home)
    record.acquire()
    house = House(plan_of(*parts), record, LogFiles(home / "logs"), Screen(Console(quiet=True)), grace=0.5)
    asyncio.run(house.run())
