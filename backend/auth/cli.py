"""`lantai staff`: accounts from the command line."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.auth import permissions, service
from backend.kit import clock, crypto
from backend.kit.db import Database
from backend.kit.errors import Problem
from backend.kit.settings import load_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Staff accounts.")
T = TypeVar("T")
Name = Annotated[str, typer.Argument(help="the name to sign in with")]
_BY = audit.Caller("system", "command line")


@app.command()
def add(
    username: Name,
    role: Annotated[list[str], typer.Option(help="hotline, archivist, supervisor, administrator, auditor")],
    name: Annotated[str, typer.Option(help="the name colleagues see")] = "",
    see_requester: Annotated[bool, typer.Option("--see-requester", help="may see who asks")] = False,
    right: Annotated[list[str] | None, typer.Option(help="a single right beyond the roles")] = None,
    password: Annotated[str, typer.Option(help="made up and printed when left out")] = "",
) -> None:
    """Make an account."""
    bits = [*(right or []), *([permissions.Bit.SEE_REQUESTER] if see_requester else [])]
    chosen = password or secrets.token_urlsafe(12)

    async def work(session: AsyncSession) -> None:
        await service.add(session, username, chosen, name=name, roles=role, bits=bits, by=_BY)

    _run(work)
    typer.echo(f"{username} may sign in." + ("" if password else f" Password: {chosen}"))


@app.command("list")
def list_() -> None:
    """All accounts."""
    found = _run(service.everybody)
    table = Table("name", "shown as", "roles and rights", "second factor", "active", "last sign-in")
    for one in found:
        last = one.last_login_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if one.last_login_at else ""
        rights = ", ".join(word.removeprefix("role:") for word in one.permissions)
        rights = "all" if permissions.effective(one.permissions) == permissions.ALL else rights
        marks = ["yes" if flag else "no" for flag in (one.totp_secret, one.active)]
        table.add_row(one.username, one.display_name, rights, *marks, last)
    Console().print(table)


@app.command()
def disable(username: Name) -> None:
    """Switch an account off; it is thrown out everywhere within seconds."""

    async def work(session: AsyncSession) -> None:
        await service.set_active(session, await service.find(session, username), False, _BY)

    _run(work)
    typer.echo(f"{username} is switched off.")


@app.command()
def enable(username: Name) -> None:
    """Switch an account on again."""

    async def work(session: AsyncSession) -> None:
        await service.set_active(session, await service.find(session, username), True, _BY)

    _run(work)
    typer.echo(f"{username} may sign in again.")


@app.command("reset-totp")
def reset_totp(username: Name) -> None:
    """Forget a lost authenticator."""

    async def work(session: AsyncSession) -> None:
        await service.reset_second_factor(session, await service.find(session, username), _BY)

    _run(work)
    typer.echo(f"{username} signs in with the password and binds a new authenticator.")


@app.command("reset-password")
def reset_password(username: Name) -> None:
    """Make up a new password and print it."""
    chosen = secrets.token_urlsafe(12)

    async def work(session: AsyncSession) -> None:
        await service.set_password(session, await service.find(session, username), chosen, _BY)

    _run(work)
    typer.echo(f"{username} signs in with {chosen}")


def _run(work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """One transaction; problems in one line."""
    settings = load_settings()
    crypto.configure(settings)
    clock.configure(settings.home)
    if not settings.database_url:
        typer.echo("Lantai does not run here, and LANTAI_DATABASE_URL is not set.", err=True)
        raise typer.Exit(1)

    async def whole() -> T:
        database = Database(settings.database_url)
        try:
            async with database.session() as session:
                return await work(session)
        finally:
            await database.close()

    try:
        return asyncio.run(whole())
    except Problem as problem:
        typer.echo(problem.detail or problem.code.replace("_", " "), err=True)
    except OperationalError:
        typer.echo("The database does not answer.", err=True)
    raise typer.Exit(1)
