"""Addresses of the database, as its drivers want to read them. Imports nothing, so that a start stays quick."""


def async_url(url: str) -> str:
    """The same database address with the driver that SQLAlchemy needs (psycopg 3)."""
    for prefix in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    raise ValueError("the database address must begin with postgresql://")


def libpq_url(url: str) -> str:
    """The same database address as libpq and procrastinate read it."""
    return "postgresql://" + async_url(url).split("://", 1)[1]
