"""`lantai run`: from settings to a running house, and its exit code."""

import asyncio
import json

from rich.console import Console

from backend.kit import crypto
from backend.kit.settings import Settings, load_settings
from backend.supervisor.embedded import embedded_for
from backend.supervisor.house import House
from backend.supervisor.keeper import StartError
from backend.supervisor.logfiles import LogFiles
from backend.supervisor.postgres import PostgresError
from backend.supervisor.processes import plan
from backend.supervisor.record import AlreadyRunning, RunRecord
from backend.supervisor.screen import Screen
from backend.supervisor.valkey import ValkeyError


def run() -> int:
    """Run everything until Ctrl-C or SIGTERM; 0 after an orderly end, 1 when the start failed."""
    console = Console(stderr=False)
    first_password = _password_is_new()
    settings = load_settings()
    record = RunRecord(settings.home)
    try:
        record.acquire()
        crypto.configure(settings)
        house = House(
            plan(settings, embedded_for(settings)),
            record,
            LogFiles(settings.home / "logs"),
            Screen(console, settings.admin_password if first_password else None),
        )
        asyncio.run(house.run())
    except AlreadyRunning as error:
        console.print(_where_it_runs(settings, error), markup=False, soft_wrap=True)
        return 1
    except (StartError, PostgresError, ValkeyError) as error:
        console.print(f"\nThe start failed.\n{error}", markup=False, soft_wrap=True)
        return 1
    finally:
        record.release()
    return 0


def _password_is_new() -> bool:
    """Whether the administrator's password is about to be made: then it is shown once."""
    settings = Settings()
    if settings.admin_password:
        return False
    stored = settings.home / "secrets.json"
    return not (stored.exists() and "admin_password" in json.loads(stored.read_text()))


def _where_it_runs(settings: Settings, error: AlreadyRunning) -> str:
    text = f"兰台 already runs on {settings.home}"
    if error.record:
        text += f" (process {error.record['supervisor']}): {error.record['urls'].get('console', '')}"
    return f"{text}\nEnd it there first, or give this one another LANTAI_HOME and other ports."
