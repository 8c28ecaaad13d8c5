"""Static files: with a version in the address they may be kept for a year, else they are asked for again."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HERE = Path(__file__).parent
VENDOR = _HERE.parent / "assets" / "static" / "vendor"


class Files(StaticFiles):
    """A folder of files. It may be missing (a test without browser files): then there is nothing to serve."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file with its time of keeping."""
        response = await super().get_response(path, scope)
        versioned = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response

    def file_response(self, *args: Any, **options: Any) -> Response:
        """Script types that every browser agrees on, whatever the machine's table says."""
        response = super().file_response(*args, **options)
        if str(args[0]).endswith(".js"):
            response.headers["Content-Type"] = "text/javascript; charset=utf-8"
        return response


@cache
def address(name: str) -> str:
    """`shell/console.css` as an address that changes with the file."""
    room, _, rest = name.partition("/")
    folder = {"vendor": VENDOR, "shell": _HERE / "static"}.get(room, _HERE / room / "static")
    file = folder / rest
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"
    return f"/console/static/{name}?v={digest}"
