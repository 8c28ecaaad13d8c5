"""`lantai audit verify`: prove that neither the audit log nor any request's history was changed."""

import asyncio

import typer

from backend.audit import verifying
from backend.audit.verifying import Flaw
from backend.kit import crypto
from backend.kit.db import Database
from backend.kit.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The audit trail.")


@app.callback()
def main() -> None:
    """The audit trail: hash chains over the audit log and every request's history."""


@app.command()
def verify() -> None:
    """Check every link; exit 1 and name the places when a byte was changed or a record is missing."""
    flaws = asyncio.run(_verify())
    for flaw in flaws:
        typer.echo(f"{flaw.kind} {flaw.id}: {flaw.problem}", err=True)
    if flaws:
        raise typer.Exit(1)
    typer.echo("Every link holds.")


async def _verify() -> list[Flaw]:
    settings = load_settings()
    crypto.configure(settings)
    database = Database(settings.database_url)
    try:
        async with database.session() as session:
            return await verifying.verify(session)
    finally:
        await database.close()
