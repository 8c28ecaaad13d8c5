"""Many copies of one filed request, made inside the database; ciphertexts belong to columns, so copies can be read."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import LiteralString

import psycopg
from psycopg import sql

from backend.requests import paging
from backend.requests.paging import Sort

CHUNK = 50_000
_PERSONS_REQUESTS = 4
_EVERY = "interval '5 minutes'"
_ID = "lpad(to_hex({0}), 32, '0')::uuid"
_NUMBER = _ID.format("n")
_PERSON = f"case when n < {_PERSONS_REQUESTS} then seed.applicant_id else {_ID.format(f'n / {_PERSONS_REQUESTS}')} end"
_MOMENT = f"now() - n * {_EVERY}"
_CLOSED = "mod(n, 20) > 0"

_PERSONS = {
    "id": _NUMBER,
    "conversation": "md5(n::text)",
    "openid_index": "md5(n::text) || md5('i' || n)",
}
_REQUESTS = {
    "id": _NUMBER,
    "code": f"'LT' || to_char({_MOMENT}, 'YYMMDD') || '-' || upper(lpad(to_hex(n), 6, '0'))",
    "applicant_id": _PERSON,
    **dict.fromkeys(("created_at", "updated_at", "received_at"), _MOMENT),
    # Most of an archive's requests are over; one in twenty is open.
    "status": f"case when {_CLOSED} then 'closed' else 'submitted' end",
    "resolution": f"case when {_CLOSED} then 'fulfilled' end",
    "closed_at": f"case when {_CLOSED} then {_MOMENT} end",
    # A third is late from the beginning, so that few and many requests alike have some that are.
    "due_on": f"({_MOMENT})::date + (mod(n, 3) * 10 - 10)::int",
}
#: Whoever had the oldest tenth of the requests and nothing since: the worst case of a list that begins with the newest.
OWNER, _OWNER_ID = "left-long-ago", _ID.format("16777215")
_ITEMS = {"id": f"overlay(seed.id::text placing right({_NUMBER}::text, 12) from 25)::uuid", "request_id": _NUMBER}
_EVENTS = {"request_id": _NUMBER, "at": _MOMENT}
_TERMS = {"request_id": _NUMBER, "digest": "md5(n || seed.digest) || md5(seed.digest || n)"}


class TooSlow(RuntimeError):
    """The rows were not all there within the limit."""


def grow(url: str, rows: int, limit: float, say: Callable[[str], None]) -> list[str]:
    """Fill a database that holds one request up to about `rows`; codes to ask for. Raises TooSlow."""
    until = time.monotonic() + limit
    with psycopg.connect(url, autocommit=True) as connection:
        # Rows that are copies need no check of their references, which would take longer than the copying.
        connection.execute("set session_replication_role = replica")
        seed = connection.execute("select id, applicant_id from requests limit 1").fetchone()
        assert seed
        connection.execute(
            sql.SQL(
                "insert into staff (id, username, display_name, permissions, active, created_at)"
                " values ({}, %s, %s, '[]', false, now())"
            ).format(sql.SQL(_OWNER_ID)),
            (OWNER, OWNER),
        )
        owner = f"case when n > {rows * 9 // 10} then {_OWNER_ID} end"
        for first in range(1, rows + 1, CHUNK):
            if time.monotonic() > until:
                raise TooSlow(f"only {first - 1:,} of {rows:,} rows after {limit:.0f} s")
            numbers = (first, min(first + CHUNK - 1, rows))
            _copy_all(connection, seed, numbers, _REQUESTS | {"owner_id": owner})
            if rows > CHUNK:
                say(f"{numbers[1]:,} of {rows:,} rows")
        connection.execute("vacuum analyze")
        step = max(rows // 50, 1)
        found = connection.execute(
            "select code from requests where id in (select lpad(to_hex(n), 32, '0')::uuid"
            " from generate_series(1, %s::int, %s::int) n)",
            (rows, step),
        )
        return [str(row[0]) for row in found.fetchall()]


def deep(url: str) -> dict[Sort, str]:
    """For each order the cursor of a page nine tenths down the list."""
    found: dict[Sort, str] = {}
    orders: tuple[tuple[Sort, LiteralString, LiteralString], ...] = (
        ("newest", "created_at", "true"),
        ("due", "due_on", "status = 'submitted' and due_on is not null"),
    )
    with psycopg.connect(url) as connection:
        for order, column, listed in orders:
            way = "desc" if order == "newest" else "asc"
            row = connection.execute(
                sql.SQL(
                    "select {0}, id from requests where {1} order by {0} {2}, id {2}"
                    " offset (select count(*) * 9 / 10 from requests where {1}) limit 1"
                ).format(sql.Identifier(column), sql.SQL(listed), sql.SQL(way))
            ).fetchone()
            assert row
            found[order] = paging.write(order, row[0], row[1])
    return found


def _copy_all(
    connection: psycopg.Connection, seed: Sequence[object], numbers: tuple[int, int], changed: Mapping[str, str]
) -> None:
    request, person = seed
    _copy(connection, "applicants", _PERSONS, ("id", person), numbers)
    _copy(connection, "requests", changed, ("id", request), numbers)
    for table, changed in (("request_items", _ITEMS), ("request_events", _EVENTS), ("request_terms", _TERMS)):
        _copy(connection, table, changed, ("request_id", request), numbers)


def _copy(
    connection: psycopg.Connection,
    table: str,
    changed: Mapping[str, str],
    seed: tuple[str, object],
    numbers: tuple[int, int],
) -> None:
    """Copies of the seed's rows in a table, one for each number."""
    columns = [
        str(row[0])
        for row in connection.execute(
            "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
            " and is_identity = 'NO' and is_generated = 'NEVER'",
            (table,),
        )
    ]
    values = [sql.SQL(changed[name]) if name in changed else sql.Identifier("seed", name) for name in columns]
    connection.execute(
        sql.SQL(
            "insert into {} ({}) select {} from {} seed cross join generate_series(%s::int, %s::int) n where {} = %s"
        ).format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(values),
            sql.Identifier(table),
            sql.Identifier("seed", seed[0]),
        ),
        (*numbers, seed[1]),
    )
