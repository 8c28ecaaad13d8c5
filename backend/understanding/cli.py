"""Commands of the room: `lantai understand`, `lantai train`, `lantai eval`."""

import asyncio
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from backend.kit import clock, crypto
from backend.kit.settings import Settings, load_settings
from backend.understanding.engine import EngineFailed, Taken, hand_over, parser
from backend.understanding.evaluate import TestSetMissing, run
from backend.understanding.house import catalogue_in_force
from backend.understanding.sentences import all_understood
from backend.understanding.training import TrainingFailed, ensure_model

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Understanding of sentences.")


@app.command()
def understand() -> None:
    """Read a sentence a line on standard input; print a JSON line each."""
    settings = _configured()
    with _failures_said():
        asyncio.run(_understand(settings))


@app.command()
def train() -> None:
    """Train the model now, changed or not; a house that runs on this home answers with it from then on."""
    settings = _configured()
    with _failures_said():
        model = ensure_model(settings, force=True)
        taken = asyncio.run(hand_over(settings, model))
    typer.echo(taken.value, err=True)
    typer.echo(str(model))
    if taken in (Taken.REFUSED, Taken.AWAY):
        raise typer.Exit(1)


@app.command(name="eval")
def evaluate(
    test: Annotated[Path | None, typer.Option(help="one test set instead of all in nlu_data/test")] = None,
    talks: Annotated[bool, typer.Option(help="written talks and simulated applicants as well")] = True,
) -> None:
    """Score understanding and dialogue on the project's own data; print tables, write a report."""
    settings = _configured()
    with _failures_said():
        asyncio.run(run(settings, test, with_talks=talks))


@contextmanager
def _failures_said() -> Iterator[None]:
    """Turn the room's failures into a line on standard error and exit code 1."""
    try:
        yield
    except (TrainingFailed, EngineFailed, TestSetMissing) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _configured() -> Settings:
    settings = load_settings()
    crypto.configure(settings)
    clock.configure(settings.home)
    return settings


async def _understand(settings: Settings) -> None:
    known = await catalogue_in_force(settings, lambda line: typer.echo(line, err=True))
    async with parser(settings) as engine:
        async for each in all_understood(_lines(), engine, known):
            sys.stdout.write(json.dumps(each, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def _lines() -> Iterator[str]:
    """Standard input, whatever bytes come."""
    for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n"):
        yield line.rstrip("\r\n")
