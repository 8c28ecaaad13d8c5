"""`lantai staff` from the command line."""

import pytest
from typer.testing import CliRunner

from backend.auth.cli import app


@pytest.fixture
def run(settings, monkeypatch: pytest.MonkeyPatch):
    for name in ("home", "database_url", "encryption_key", "service_token", "admin_password", "simulator"):
        monkeypatch.setenv(f"LANTAI_{name.upper()}", str(getattr(settings, name)))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_an_account_is_made_listed_and_switched_off(run, sql) -> None:
    made = run("add", "Wang", "--role", "hotline", "--name", "王老师", "--see-requester")
    assert made.exit_code == 0 and "Password: " in made.output
    assert "王老师" in run("list").output
    assert run("disable", "wang").exit_code == 0
    assert sql.execute("select active, permissions from staff").fetchone() == (False, ["role:hotline", "see_requester"])
    assert run("enable", "wang").exit_code == 0
    assert run("reset-totp", "wang").exit_code == 0
    assert "signs in with" in run("reset-password", "wang").output


def test_what_cannot_be_is_said_in_a_line(run) -> None:
    assert run("add", "wang", "--role", "emperor").exit_code == 1
    run("add", "wang", "--role", "hotline")
    again = run("add", "wang", "--role", "hotline")
    assert again.exit_code == 1 and "username taken" in again.output
    assert run("disable", "nobody").exit_code == 1
    weak = run("add", "li", "--role", "hotline", "--password", "short")
    assert weak.exit_code == 1 and "Traceback" not in weak.output
