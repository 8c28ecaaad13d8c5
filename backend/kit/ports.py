"""Ports on loopback for servers that may listen anywhere."""

import random
import socket

# Below the ports that Linux (32768-60999) and macOS (49152-65535) lend to outgoing connections:
# one of those can be lent between being found free here and the server's start.
_RANGE = range(18_000, 32_000)
_ANY = random.SystemRandom()


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
    """A port of 127.0.0.1 that nobody listens on now, drawn by chance so that two who draw at once differ."""
    return next(port for port in iter(lambda: _ANY.choice(_RANGE), None) if is_free(port))
