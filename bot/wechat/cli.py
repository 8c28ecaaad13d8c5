"""`lantai wechat menu` and `lantai wechat check`."""

import asyncio
from typing import Annotated

import typer
from redis.asyncio import Redis

from backend.kit import crypto
from backend.kit.settings import Settings, load_settings
from bot.wechat import checkup, configured, menu
from bot.wechat.client import Account, WeChatClient
from bot.wechat.errors import WeChatError

app = typer.Typer(no_args_is_help=True, help="The official account: its menu, and a check of its settings.")


@app.command("menu")
def push_menu(
    show: Annotated[bool, typer.Option("--show", help="Only print what would be sent.")] = False,
) -> None:
    """Send the menu to the account: the one saved in the console of the running house, else bot/wechat/menu.yaml.

    People see it within five minutes, or on following anew.
    """
    settings = load_settings()
    try:
        found = asyncio.run(configured.in_force(settings))
        buttons = found.buttons(settings.public_url)
    except (configured.NotTold, menu.MenuError) as error:
        _fail(str(error))
    typer.echo(f"From {found.source}.", err=True)
    if show:
        for name, key in checkup.names(buttons):
            typer.echo(f"{name}\t{key}")
        return
    try:
        asyncio.run(_push(settings, buttons))
    except WeChatError as error:
        _fail(checkup.explain(error))
    typer.echo("The menu was sent.")


@app.command("check")
def check() -> None:
    """Say in plain words what is right and what is wrong with the account's settings."""
    if not asyncio.run(_check(load_settings())):
        raise typer.Exit(1)


async def _push(settings: Settings, buttons: list[dict[str, object]]) -> None:
    client = _client(settings)
    try:
        await client.create_menu(buttons)
    finally:
        await client.aclose()


async def _check(settings: Settings) -> bool:
    client = _client(settings)
    good = True
    try:
        async for finding in checkup.examine(settings, client):
            good = good and finding.good
            typer.echo(f"{'ok   ' if finding.good else 'WRONG'}  {finding.subject}: {finding.words}")
    finally:
        await client.aclose()
    return good


def _client(settings: Settings) -> WeChatClient:
    crypto.configure(settings)
    redis = (
        Redis.from_url(settings.redis_url, socket_timeout=1.0, socket_connect_timeout=0.5)
        if settings.redis_url
        else None
    )
    account = Account(settings.wechat_app_id, settings.wechat_app_secret, settings.api_url)
    return WeChatClient(account, redis)


def _fail(words: str) -> None:
    typer.echo(words, err=True)
    raise typer.Exit(1)
