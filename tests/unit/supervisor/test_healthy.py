"""docker/healthy.py, which every container of ours runs against itself."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from backend.supervisor.child import ROOT


class Part(BaseHTTPRequestHandler):
    """A part that is well at one path alone."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 503)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Silence."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Part) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def well(url: str, **environment: str) -> bool:
    command = [sys.executable, str(ROOT / "docker" / "healthy.py"), url]
    return subprocess.run(command, env=environment, capture_output=True, timeout=30).returncode == 0


def test_only_an_answer_of_200_is_well(address: str) -> None:
    assert well(f"{address}/healthz")
    assert not well(f"{address}/readyz")
    assert not well("http://127.0.0.1:1/healthz")


def test_a_proxy_that_docker_gives_to_containers_is_not_asked(address: str) -> None:
    assert well(f"{address}/healthz", http_proxy="http://127.0.0.1:1")
