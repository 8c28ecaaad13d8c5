"""`lantai quarantine`: what WeChat pushed and nobody could read."""

import asyncio
from typing import Annotated

import typer

from backend.conversations import quarantine
from backend.conversations.quarantine import Refused
from backend.kit import clock, crypto
from backend.kit.db import Database
from backend.kit.settings import load_settings

app = typer.Typer(help="Pushes that could not be read; they are kept for seven days.")


@app.callback(invoke_without_command=True)
def main(
    show: Annotated[bool, typer.Option(help="Print the pushes too; they may hold personal data.")] = False,
) -> None:
    """When each came and why it was refused."""
    found = asyncio.run(_kept())
    for one in found:
        typer.echo(f"{one.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}  {one.reason}")
        if show:
            typer.echo(one.body)
    if not found:
        typer.echo("Nothing lies in quarantine.")


async def _kept() -> list[Refused]:
    settings = load_settings()
    crypto.configure(settings)
    database = Database(settings.database_url)
    try:
        async with database.session() as session:
            return await quarantine.kept(session)
    finally:
        await database.close()
