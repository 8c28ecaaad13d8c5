"""LANTAI_ADMIN_PASSWORD on a home that has its administrator already."""

import json

import psycopg
import pytest
from fastapi import FastAPI

from backend.auth import service
from backend.kit.db import Database
from backend.kit.settings import Settings, load_settings

MADE, GIVEN, OWN = "made at the first start", "given from outside", "chosen in the console"


@pytest.fixture
async def home(settings: Settings, app: FastAPI, database: Database) -> Settings:
    """A home whose first start made the password."""
    (settings.home / "secrets.json").write_text(json.dumps({"admin_password": MADE}))
    settings.admin_password = MADE
    async with database.session() as session:
        await service.ensure_admin(session, settings)
    return settings


async def test_a_password_given_later_opens_the_door_and_the_made_one_no_longer(browser, home, sql) -> None:
    assert (await browser().sign_in("admin", MADE)).status_code == 303
    home.admin_password = GIVEN
    assert (await browser().sign_in("admin", GIVEN)).status_code == 303
    assert (await browser().sign_in("admin", MADE)).status_code == 401
    rows = sql.execute("select actor_kind, object_id from audit_log where action = 'staff.password'").fetchall()
    assert rows == [("system", "admin")]


async def test_open_sessions_of_the_old_password_end(browser, home, database) -> None:
    signed_in = browser()
    await signed_in.sign_in("admin", MADE)
    home.admin_password = GIVEN
    async with database.session() as session:
        await service.ensure_admin(session, home)
    assert (await signed_in.http.get("/console/account")).status_code == 303


async def test_it_is_taken_over_once_so_that_one_chosen_in_the_console_stays(
    browser, home, database: Database, sql: psycopg.Connection
) -> None:
    home.admin_password = GIVEN
    one = browser()
    await one.sign_in("admin", GIVEN)
    await one.post("/console/account/password", current=GIVEN, password=OWN)
    async with database.session() as session:
        await service.ensure_admin(session, home)
    assert (await browser().sign_in("admin", GIVEN)).status_code == 401
    assert (await browser().sign_in("admin", OWN)).status_code == 303
    home.admin_password = MADE  # no longer set: the made one stands in the home still
    assert (await browser().sign_in("admin", MADE)).status_code == 401


async def test_the_one_given_at_the_first_start_is_taken_over_already(browser, settings, database) -> None:
    for _ in range(2):
        async with database.session() as session:
            await service.ensure_admin(session, settings)
    one = browser()
    await one.sign_in("admin", settings.admin_password)
    await one.post("/console/account/password", current=settings.admin_password, password=OWN)
    async with database.session() as session:
        await service.ensure_admin(session, settings)
    assert (await browser().sign_in("admin", OWN)).status_code == 303


async def test_an_account_that_was_closed_stays_closed(browser, home, sql) -> None:
    sql.execute("update staff set active = false")
    home.admin_password = GIVEN
    assert (await browser().sign_in("admin", GIVEN)).status_code == 401


def test_what_was_made_is_not_taken_for_given(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LANTAI_ADMIN_PASSWORD", raising=False)
    monkeypatch.setenv("LANTAI_HOME", str(tmp_path))
    first = load_settings()
    assert not first.admin_password_given
    # The supervisor spells every setting out for its processes.
    monkeypatch.setenv("LANTAI_ADMIN_PASSWORD", first.admin_password)
    assert not load_settings().admin_password_given
    monkeypatch.setenv("LANTAI_ADMIN_PASSWORD", GIVEN)
    assert load_settings().admin_password_given
