"""`lantai backup FILE` and `lantai restore FILE`: database, attachments and what staff taught the bot, in one archive.

The secrets are left out on purpose: whoever holds a backup alone can read no identity. Keep
`secrets.json` (or LANTAI_ENCRYPTION_KEY) in another place.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

import psycopg
from psycopg import sql

from backend.kit.addresses import libpq_url
from backend.kit.clock import SHANGHAI
from backend.kit.running import running
from backend.kit.settings import Settings, load_settings
from backend.supervisor.chores import wait_for
from backend.supervisor.embedded import embedded_for
from backend.supervisor.postgres import Postgres, binary, ensure_database
from backend.supervisor.record import RunRecord
from backend.understanding.modelfiles import TAUGHT

DUMP, FILES, SENTENCES = "database.dump", "files", "reviewed.yml"


class BackupError(RuntimeError):
    """The archive could not be made or put back; the message says why."""


def backup(target: Path) -> None:
    """Write the archive; the house may run meanwhile."""
    settings = load_settings()
    record = running(settings.home)
    with ExitStack() as stack:
        if record:
            settings.database_url = settings.database_url or record["urls"]["database"]
        else:
            _hold(settings, stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _run("pg_dump", settings.database_url, "--format=custom", f"--file={folder / DUMP}")
        _pack(target, folder / DUMP, settings.home)


def restore(source: Path) -> str:
    """Put an archive back while nothing runs; returns what became of the data that stood there."""
    settings = load_settings()
    if running(settings.home):
        raise BackupError("The house runs on this LANTAI_HOME; end it first.")
    with ExitStack() as stack:
        server = _hold(settings, stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _unpack(source, folder)
        if not (folder / DUMP).exists():
            raise BackupError(f"{source} is not an archive made by lantai backup.")
        told = _make_room(settings, server)
        _run(
            "pg_restore", settings.database_url, "--no-owner", "--exit-on-error", "--single-transaction", folder / DUMP
        )
        told += _put_files(settings.home / FILES, folder / FILES)
        told += _put_sentences(settings.home / TAUGHT, folder / SENTENCES)
    return told


def _pack(target: Path, dump: Path, home: Path) -> None:
    """An archive for its owner alone, complete or not there."""
    partial = target.with_name(target.name + ".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as output, tarfile.open(fileobj=output, mode="w:gz") as archive:
        archive.add(dump, DUMP)
        for path, name in ((home / FILES, FILES), (home / TAUGHT, SENTENCES)):
            if path.exists():
                archive.add(path, name)
    partial.replace(target)


def _unpack(source: Path, folder: Path) -> None:
    """Only what we pack, only plain files, only into the folder: an archive may come from anywhere."""
    with tarfile.open(source) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            if member.isfile() and path.parts[0] in (DUMP, FILES, SENTENCES) and ".." not in path.parts:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                content = archive.extractfile(member)
                assert content
                with content, (folder / path).open("wb") as output:
                    shutil.copyfileobj(content, output)


def _hold(settings: Settings, stack: ExitStack) -> Postgres | None:
    """Keep a house from starting meanwhile, and run the embedded database where that is used."""
    record = RunRecord(settings.home)
    record.acquire()
    stack.callback(record.release)
    server = embedded_for(settings).postgres
    if server:
        stack.enter_context(_serving(server))
    return server


@contextmanager
def _serving(server: Postgres) -> Iterator[None]:
    server.prepare()
    command = server.command()
    log = server.folder / "maintenance.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command.launched(), env=dict(command.env), stdout=output, stderr=output)
    try:
        wait_for(server.url.rsplit("/", 1)[0] + "/postgres")
        ensure_database(server.url)
        yield
    finally:
        process.send_signal(command.stop_signal)
        process.wait(60)


def _make_room(settings: Settings, server: Postgres | None) -> str:
    """An empty database: the embedded one is set aside, one of the operator's own must be empty already."""
    url = libpq_url(settings.database_url)
    with psycopg.connect(url, connect_timeout=5) as connection:
        tables = connection.execute(
            "select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchone()
    if tables == (0,):
        return ""
    if server is None:
        raise BackupError("The database of LANTAI_DATABASE_URL holds tables. Give an empty one.")
    aside = f"before_restore_{datetime.now(SHANGHAI):%Y%m%d_%H%M%S}"
    base, name = server.url.rsplit("/", 1)
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        rename = sql.SQL("alter database {} rename to {}")
        connection.execute(rename.format(sql.Identifier(name), sql.Identifier(aside)))
    ensure_database(server.url)
    return f"What stood there is kept as the database {aside}. "


def _put_files(target: Path, source: Path) -> str:
    """Put the attachments in place, the earlier ones aside."""
    told = ""
    if target.exists():
        aside = target.with_name(f"{FILES}-before-restore-{datetime.now(SHANGHAI):%Y%m%d-%H%M%S}")
        target.rename(aside)
        told = f"The attachments that stood there are kept in {aside}."
    if source.exists():
        shutil.copytree(source, target)
    return told


def _put_sentences(target: Path, source: Path) -> str:
    """Put what staff had taught in place, what they taught since aside."""
    if not source.exists():
        return ""
    told = ""
    if target.exists():
        aside = target.with_name(f"{target.stem}-before-restore-{datetime.now(SHANGHAI):%Y%m%d-%H%M%S}.yml")
        target.rename(aside)
        told = f" What was taught since is kept in {aside}."
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return told


def _run(program: str, url: str, *options: object) -> None:
    """Run a client program of the wheel; the password travels by the environment, not the command line."""
    info = {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(libpq_url(url)).items()}
    env = dict(os.environ) | {"PGPASSWORD": info.pop("password", "")}
    words = [str(binary(program)), "--dbname", psycopg.conninfo.make_conninfo(**info), *map(str, options)]
    done = subprocess.run(words, env=env, capture_output=True, text=True)
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-600:]}")
