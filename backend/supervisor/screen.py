"""What the person at the terminal sees: plain lines while it starts, one table when it is ready."""

import time
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

_NAMES = {
    "simulator": "WeChat on this machine (phone page)",
    "console": "Staff console",
    "h5": "Self-service pages",
    "gateway": "WeChat callback",
    "backend": "API",
}


class Screen:
    """Progress, results and trouble, in words."""

    def __init__(self, console: Console, first_password: str | None = None) -> None:
        self._console = console
        self._first_password = first_password
        self._began = time.monotonic()

    def begin(self, what: str) -> None:
        """A piece of work starts."""
        self._line(f"  … {what}")

    def ready(self, what: str, seconds: float) -> None:
        """A piece of work is done, or a part serves."""
        self._line(f"  ✓ {what} ({seconds:.1f} s)")

    def waiting(self, names: str, seconds: float) -> None:
        """Still starting."""
        self._line(f"  … still waiting for {names} ({seconds:.0f} s)")

    def restarted(self, name: str, times: int, log: str) -> None:
        """A part died and is started again."""
        self._line(f"  ! {name} ended and is started again (restart {times}); its log: {log}")

    def trouble(self, what: str) -> None:
        """Something is wrong that ends nothing."""
        self._line(f"  ! {what}")

    def closing(self) -> None:
        """The house is going down."""
        self._line("  … ending every process")

    def opened(self, urls: Mapping[str, str]) -> None:
        """Everything serves: where to go."""
        table = Table(title=f"兰台 is ready ({time.monotonic() - self._began:.0f} s)", title_justify="left")
        table.add_column("what")
        table.add_column("where", no_wrap=True)
        for key, name in _NAMES.items():
            if key in urls:
                table.add_row(name, urls[key])
        self._console.print(table)
        if self._first_password:
            self._line(f"  First administrator: admin / {self._first_password}  (shown this once)")
        self._line("  Ctrl-C ends every process; the data stays.")

    def _line(self, text: str) -> None:
        # Neither markup nor wrapping: paths and passwords are copied from here.
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
