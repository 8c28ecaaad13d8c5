"""Ports for servers that may listen anywhere."""

import socket
import subprocess
import sys

from backend.kit import ports


def another_could_draw(port: int) -> bool:
    """Whether another process, choosing from this port alone, would get it."""
    program = f"from backend.kit.ports import is_free, _mark\nprint(is_free({port}) and _mark({port}))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return ran.stdout.strip() == "True"


def test_what_is_drawn_is_not_drawn_by_another_process_before_its_server_listens() -> None:
    port = ports.free_port()
    assert ports.is_free(port)
    assert not another_could_draw(port)


def test_a_port_on_which_somebody_listens_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not ports.is_free(server.getsockname()[1])
