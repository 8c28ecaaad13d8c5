"""`lantai keys`: a new encryption key, and every ciphertext brought under it, without stopping the house."""

import asyncio
import base64
import json
import os
import secrets
from typing import Annotated

import typer

from backend.attachments.store import FileStore
from backend.kit import clock, crypto
from backend.kit.crypto import Keyring
from backend.kit.db import Database
from backend.kit.settings import Settings, load_settings
from backend.privacy import rotation

app = typer.Typer(no_args_is_help=True, help="Encryption keys.")


@app.callback()
def main() -> None:
    """Encryption keys: `add` a new one, then `rotate`; both may happen while the house works."""


@app.command()
def add(name: Annotated[str, typer.Option(help="the key's name; by default the month")] = "") -> None:
    """Put a new key in front of the ring; old keys go on decrypting. Running processes find it when they meet it."""
    settings = load_settings()
    clock.configure(settings.home)
    ring = Keyring.from_setting(settings.encryption_key)
    name = name or f"k{clock.today():%Y%m%d}"
    if name in dict(ring.keys):
        raise typer.BadParameter(f"there is a key {name} already")
    text = f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()},{settings.encryption_key}"
    path = settings.home / "secrets.json"
    stored = json.loads(path.read_text()) if path.exists() else {}
    if stored.get("encryption_key") != settings.encryption_key:
        typer.echo("The ring is set by LANTAI_ENCRYPTION_KEY. Set it to this, and start the house again:")
        typer.echo(text)
        return
    partial = path.with_suffix(".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(stored | {"encryption_key": text}, file, indent=1)
    os.replace(partial, path)
    typer.echo(f"Key {name} is first in the ring now. Run `lantai keys rotate`; the house may go on working.")


@app.command()
def rotate() -> None:
    """Bring every stored ciphertext under the first key of the ring; may run while the house works."""
    done = asyncio.run(_rotate(load_settings()))
    for table, count in done.items():
        typer.echo(f"{table}: {count}")
    typer.echo("Everything is under the current key.")
    typer.echo("Keep the last key of the ring for good: look-ups depend on it. Keep those between as long as backups")
    typer.echo("made with them are kept.")


async def _rotate(settings: Settings) -> dict[str, int]:
    crypto.configure(settings)
    database = Database(settings.database_url)
    try:
        return await rotation.rotate_all(database, FileStore(settings.home))
    finally:
        await database.close()
