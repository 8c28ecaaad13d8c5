"""The embedded database and cache of a LANTAI_HOME: their ports and passwords, kept between runs."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.kit.ports import free_port, is_free
from backend.kit.settings import Settings
from backend.supervisor.postgres import Postgres
from backend.supervisor.valkey import Valkey


@dataclass(frozen=True)
class Embedded:
    """What runs here; None where a server of the operator's own is configured."""

    postgres: Postgres | None
    valkey: Valkey | None


def embedded_for(settings: Settings) -> Embedded:
    """Decide what to embed and write the addresses into the settings."""
    home = settings.home
    postgres = valkey = None
    if not settings.database_url:
        port, password = _place(home, "postgres")
        postgres = Postgres(home / "postgres", port, password)
        settings.database_url = postgres.url
    if not settings.redis_url:
        port, password = _place(home, "redis")
        valkey = Valkey(home / "redis", port, password)
        settings.redis_url = valkey.url
    return Embedded(postgres, valkey)


def _place(home: Path, name: str) -> tuple[int, str]:
    """Port and password; the port of the last run unless someone else took it meanwhile."""
    path = home / "embedded.json"
    places: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    place = places.setdefault(name, {"port": 0, "password": secrets.token_hex(16)})
    if not place["port"] or not is_free(place["port"]):
        place["port"] = free_port()
    home.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.touch(mode=0o600)
    partial.write_text(json.dumps(places, indent=1))
    os.replace(partial, path)
    return place["port"], place["password"]
