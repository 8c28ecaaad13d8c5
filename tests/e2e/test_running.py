"""`lantai run` with all its real parts: what it promises to whoever operates it."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.support.house import RunningHouse, running_house
from tests.support.wait import until

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(600)]
PARTS = {"gateway", "backend", "worker", "rasa", "actions", "postgres", "redis", "simulator"}
URLS = {"gateway", "backend", "console", "h5", "simulator", "rasa", "actions", "database", "redis"}


def ready(house: RunningHouse) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"{house.urls['backend']}/readyz", trust_env=False, timeout=3).status_code == 200
    return False


def alive(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def test_run_json_names_every_process_and_address(house: RunningHouse) -> None:
    until(lambda: set(house.record["processes"]) == PARTS)
    assert set(house.urls) == URLS
    assert house.record["supervisor"] == house.supervisor.pid
    assert all(alive(pid) for pid in house.record["processes"].values())


def test_the_first_password_is_printed_once(house: RunningHouse) -> None:
    assert house.printed.count(house.secret("admin_password")) == 1


def test_every_part_that_dies_comes_back_and_the_house_is_whole_again(house: RunningHouse) -> None:
    until(lambda: ready(house), 60)
    new = {part: house.kill(part) for part in sorted(PARTS)}
    assert len(set(new.values())) == len(PARTS)
    until(lambda: ready(house), 120)


def test_a_second_start_on_the_same_home_is_refused_in_words(house: RunningHouse) -> None:
    refused = house.command("run")
    assert refused.returncode == 1
    assert "already runs" in refused.stdout
    assert until(lambda: ready(house), 30)


def test_commands_beside_the_house_reach_its_database(house: RunningHouse) -> None:
    verified = house.command("audit", "verify")
    assert verified.returncode == 0, verified.stderr


def test_the_end_leaves_no_process_and_the_next_start_finds_the_data(tmp_path: Path) -> None:
    with running_house(tmp_path / "home") as first:
        pids = list(first.record["processes"].values())
        password = first.secret("admin_password")
        os.kill(first.supervisor.pid, signal.SIGTERM)
        assert first.supervisor.wait(60) == 0
    assert not [pid for pid in pids if alive(pid)]
    assert not first.record
    with running_house(tmp_path / "home") as second:
        assert second.secret("admin_password") == password
        assert password not in second.printed
