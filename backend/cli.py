"""The console command `lantai`. Thin: each room brings its own commands, imported only when called."""

import importlib
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="兰台: the remote archive service on WeChat.")
clock_app = typer.Typer(no_args_is_help=True, help="The product's clock, for rehearsals and tests.")
app.add_typer(clock_app, name="clock")

# A word of the command line -> the room's module with a typer app named `app`, and what it is for.
# Where the room's app itself has a command of that word, that one is meant.
ROOMS = {
    "understand": (
        "backend.understanding.cli",
        "Read sentences on standard input; print what was understood.",
    ),
    "train": ("backend.understanding.cli", "Train the model now."),
    "eval": ("backend.understanding.cli", "Scores of understanding and dialogue on the project's own data."),
    "wechat": ("bot.wechat.cli", "The official account: menu, check of the configuration."),
    "keys": ("backend.privacy.cli", "Encryption keys: add, rotate."),
    "audit": ("backend.audit.cli", "The audit trail: verify."),
    "quarantine": ("backend.conversations.cli", "What WeChat pushed and nobody could read."),
    "staff": ("backend.auth.cli", "Staff accounts: add."),
}
_UNPARSED = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


@app.command()
def run() -> None:
    """Start everything on this machine and keep it running until Ctrl-C."""
    from backend.supervisor.run import run as run_house

    raise typer.Exit(run_house())


@app.command(context_settings=_UNPARSED)
def bench(context: typer.Context) -> None:
    """Speed of the whole way, against a plain Rasa on the same machine."""
    from backend.supervisor.child import ROOT

    raise typer.Exit(subprocess.call([sys.executable, "-m", "tests.bench", *context.args], cwd=ROOT))


@app.command(context_settings=_UNPARSED)
def rehearse(context: typer.Context) -> None:
    """Let simulated applicants talk (`--seed 7 --count 100`); each talk that ends wrong is printed."""
    from backend.supervisor.child import ROOT

    raise typer.Exit(subprocess.call([sys.executable, "-m", "tests.dialogue", *context.args], cwd=ROOT))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="the archive to write, such as lantai.tar.gz")]) -> None:
    """Write database, attachments and what staff taught to an archive (without the secrets that open it)."""
    from backend.supervisor import backup as archives

    _say_failure(lambda: archives.backup(file))
    typer.echo(f"Written to {file}. Keep the encryption key in another place.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="an archive made by `lantai backup`")]) -> None:
    """Put an archive back while the house is stopped; what stood there is set aside, not deleted."""
    from backend.supervisor import backup as archives

    typer.echo(f"Restored. {_say_failure(lambda: archives.restore(file)) or ''}")


def _say_failure(work: Callable[[], str | None]) -> str | None:
    """Do it, or say in a line why not."""
    try:
        return work()
    except (RuntimeError, OSError, tarfile.TarError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def duration(text: str) -> timedelta:
    """`9d`, `26h`, `1d12h`, `90m` as a length of time. Raises typer.BadParameter."""
    match = _DURATION.fullmatch(text.strip())
    if not match or not any(match.groups()):
        raise typer.BadParameter("write a length of time such as 26h, 9d, 1d12h or 90m")
    days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


@clock_app.command()
def advance(by: Annotated[str, typer.Argument(help="such as 26h, 9d, 1d12h")]) -> None:
    """Move the product's clock forward: deadlines, drafts, allowances and retention follow."""
    from backend.kit import clock

    delta = duration(by)
    _own_clock()
    clock.advance(delta)
    _tell_time()


@clock_app.command()
def reset() -> None:
    """Let the product's clock be the real one again."""
    from backend.kit import clock

    _own_clock()
    clock.reset()
    _tell_time()


def _own_clock() -> None:
    """Take this LANTAI_HOME's clock in hand; refused where messages go to real people."""
    from backend.kit import clock
    from backend.kit.settings import load_settings

    settings = load_settings()
    if settings.on_real_platform:
        typer.echo("The clock is not moved: this installation speaks to the real WeChat platform.", err=True)
        raise typer.Exit(1)
    clock.configure(settings.home)


def _tell_time() -> None:
    from backend.kit import clock

    typer.echo(f"The product's clock says {clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} (Asia/Shanghai).")


def join_running_house() -> None:
    """Let a command reach the embedded database and cache of the house that runs here, if one does."""
    from backend.kit.running import running
    from backend.kit.settings import Settings

    settings = Settings()
    record = running(settings.home.absolute())
    if record:
        for name in ("database", "redis"):
            if not getattr(settings, f"{name}_url"):
                os.environ[f"LANTAI_{name.upper()}_URL"] = record["urls"][name]


def _delegate(word: str, module: str, purpose: str) -> None:
    """Register a word whose room is imported only when the word is used."""

    @app.command(word, help=purpose, context_settings=_UNPARSED)
    def call(context: typer.Context) -> None:
        join_running_house()
        group = typer.main.get_group(importlib.import_module(module).app)
        command = group.commands.get(word, group)
        command.main(args=list(context.args), prog_name=f"lantai {word}")


for _word, (_module, _purpose) in ROOMS.items():
    _delegate(_word, _module, _purpose)
