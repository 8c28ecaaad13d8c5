"""One-off work before the parts start: `python -m backend.supervisor.chores NAME` prints its result."""

import sys
import time

from backend.kit.db import libpq_url
from backend.kit.settings import load_settings


def database() -> str:
    """Bring the schema up to date (and make the database in an embedded cluster that is new)."""
    from backend.migrations.run import upgrade
    from backend.supervisor.postgres import ensure_database

    url = load_settings().database_url
    wait_for(url.rsplit("/", 1)[0] + "/postgres" if "--create" in sys.argv else url)
    if "--create" in sys.argv:
        ensure_database(url)
    upgrade(url)
    return "done"


def wait_for(url: str, limit: float = 60) -> None:
    """Return when the server takes connections; one that recovers from a crash refuses them for a while."""
    import psycopg

    deadline = time.monotonic() + limit
    while True:
        try:
            psycopg.connect(libpq_url(url), connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def model() -> str:
    """The path of a model trained on the current data; trained now when there is none."""
    from backend.understanding.training import ensure_model

    return str(ensure_model(load_settings()))


if __name__ == "__main__":
    print({"database": database, "model": model}[sys.argv[1]]())  # noqa: T201  the supervisor reads it
