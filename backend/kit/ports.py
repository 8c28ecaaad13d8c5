"""Ports on loopback for servers that may listen anywhere."""

import random
import socket

# Below the ports that Linux (32768-60999) and macOS (49152-65535) lend to outgoing connections:
# one of those can be lent between being found free here and the server's start.
_RANGE = range(18_000, 32_000)
_ANY = random.SystemRandom()
_drawn: list[socket.socket] = []


def is_free(port: int) -> bool:
    """True when a server could listen on 127.0.0.1 at this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now and that no living process has drawn here.

    The server it is drawn for starts only later, so a draw is marked by the UDP port of the same number,
    which this process holds until it ends: two processes that draw at once never get the same.
    """
    return next(port for port in iter(lambda: _ANY.choice(_RANGE), None) if is_free(port) and _mark(port))


def _mark(port: int) -> bool:
    mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        mark.bind(("127.0.0.1", port))
    except OSError:
        mark.close()
        return False
    _drawn.append(mark)
    return True
