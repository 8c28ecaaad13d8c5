"""The whole product as a test sees it: started like `make run`, on free ports, in a home of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_SECONDS = 180


@dataclass(frozen=True)
class Product:
    """A running product."""

    home: Path
    urls: dict[str, str]
    service_token: str

    @property
    def processes(self) -> dict[str, int]:
        """Pids by part, as they are now."""
        found: dict[str, int] = json.loads((self.home / "run.json").read_text())["processes"]
        return found

    def requests_of(self, openid: str) -> list[dict[str, Any]]:
        """What the backend holds for a follower, oldest first, unmasked."""
        headers = {"Authorization": f"Bearer {self.service_token}"}
        with httpx.Client(base_url=f"{self.urls['backend']}/api/v1", headers=headers, trust_env=False) as http:
            listed = http.get("/requests", params={"openid": openid, "limit": 50}).raise_for_status().json()["items"]
            return [
                http.get(f"/requests/{item['code']}", params={"reveal": "true"}).raise_for_status().json()
                for item in reversed(listed)
            ]


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Product]:
    """Start the product and end it again. Raises TimeoutError with the log's end when it does not get ready."""
    home.mkdir(parents=True, exist_ok=True)
    _share_models(home)
    names = ("BACKEND", "GATEWAY", "SIMULATOR", "RASA", "ACTIONS")
    ports = dict(zip(names, _free_ports(len(names)), strict=True))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LANTAI_")}
    environment |= {f"LANTAI_{name}_PORT": str(port) for name, port in ports.items()}
    environment |= {"LANTAI_HOME": str(home), "LANTAI_SERVICE_TOKEN": "service-token-of-tests", **settings}
    log = (home / "supervisor.log").open("wb")
    command = [sys.executable, "-c", "from backend.cli import app; app()", "run"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{ports['BACKEND']}/readyz", home)
        urls = json.loads((home / "run.json").read_text())["urls"]
        yield Product(home, urls, environment["LANTAI_SERVICE_TOKEN"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)
        log.close()


def _share_models(home: Path) -> None:
    """Use the model that `make train` made, so that a test run trains at most once."""
    shared = Path(os.environ.get("LANTAI_HOME", ROOT / ".lantai")) / "models"
    shared.mkdir(parents=True, exist_ok=True)
    if not (home / "models").exists():
        (home / "models").symlink_to(shared.resolve(), target_is_directory=True)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, home: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    with httpx.Client(trust_env=False, timeout=2) as http:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if http.get(url).status_code == 200 and (home / "run.json").exists():
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)  # waiting for other processes to start; nothing to be woken by
    tail = (home / "supervisor.log").read_text(errors="replace")[-3000:]
    raise TimeoutError(f"the product did not get ready:\n{tail}")
