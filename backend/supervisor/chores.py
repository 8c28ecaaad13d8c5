"""One-off work before the parts start: `python -m backend.supervisor.chores NAME` prints its result."""

import re
import sys
import time
from contextlib import suppress

from backend.kit.addresses import libpq_url
from backend.kit.settings import load_settings
from backend.supervisor.child import ROOT
from backend.supervisor.plan import RESULT_MARK


class ChoreFailed(RuntimeError):
    """The start cannot go on; the message says why."""


def database() -> str:
    """Bring the schema up to date (and make the database in an embedded cluster that is new)."""
    from backend.supervisor.postgres import ensure_database

    url = load_settings().database_url
    wait_for(url.rsplit("/", 1)[0] + "/postgres" if "--create" in sys.argv else url)
    if "--create" in sys.argv:
        ensure_database(url)
    if revision_of(url) != newest_revision():
        from backend.migrations.run import upgrade

        upgrade(url)
    return "done"


def newest_revision() -> str:
    """The migration that no other follows, read from the files: asking Alembic costs every start two seconds."""
    texts = [path.read_text() for path in (ROOT / "backend" / "migrations" / "versions").glob("*.py")]
    revisions = {match[1] for text in texts for match in re.finditer(r'^revision = "(\w+)"', text, re.M)}
    followed = {match[1] for text in texts for match in re.finditer(r'^down_revision = "(\w+)"', text, re.M)}
    (newest,) = revisions - followed
    return newest


def revision_of(url: str) -> str | None:
    """Where the schema stands; None before the first migration."""
    import psycopg

    with psycopg.connect(libpq_url(url), connect_timeout=5) as connection, suppress(psycopg.errors.UndefinedTable):
        row = connection.execute("select version_num from alembic_version").fetchone()
        return str(row[0]) if row else None
    return None


def wait_for(url: str, limit: float = 60) -> None:
    """Return when the server takes connections; one that recovers from a crash refuses them for a while."""
    import psycopg

    deadline = time.monotonic() + limit
    while True:
        try:
            psycopg.connect(libpq_url(url), connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                reason = str(error).strip().splitlines()[0]
                raise ChoreFailed(f"The database does not take connections: {reason}") from error
            time.sleep(0.1)


def model() -> str:
    """The path of a model trained on the current data; trained now when there is none."""
    from backend.understanding.modelfiles import put_in_use
    from backend.understanding.training import ensure_model

    settings = load_settings()
    made = ensure_model(settings)
    put_in_use(settings.home, made)
    return str(made)


def main(name: str) -> int:
    """Do the chore; what an operator can mend is said in a line instead of a traceback."""
    try:
        result = {"database": database, "model": model}[name]()
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{RESULT_MARK}{result}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
