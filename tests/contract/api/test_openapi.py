"""Generated calls against every route: no error of ours, and only answers that the description knows."""

import base64
import json
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from backend.app import create_app
from backend.kit import clock, crypto
from backend.kit.db import Database, async_url
from backend.kit.errors import Problem
from backend.kit.settings import Settings

TOKEN = "token-of-the-contract"
HOME = Path(tempfile.gettempdir()) / f"lantai-contract-{secrets.token_hex(4)}"
SETTINGS = Settings(
    _env_file=None,
    home=HOME,
    database_url="postgresql://nobody@127.0.0.1:1/none",
    service_token=TOKEN,
    encryption_key="c1:" + base64.b64encode(b"c" * 32).decode(),
    simulator="on",
)
application = create_app(SETTINGS)
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
schema = schemathesis.openapi.from_asgi("/openapi.json", application)


@pytest.fixture(scope="module", autouse=True)
def _database(module_postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A real database. Each call has an event loop of its own, so no connection may outlive it."""
    home = tmp_path_factory.mktemp("home")
    application.state.settings = SETTINGS.model_copy(update={"home": home})
    database = Database(module_postgres_url)
    database._sessions.configure(bind=create_async_engine(async_url(module_postgres_url), poolclass=NullPool))
    application.state.database = database
    yield
    clock.configure(home)


@pytest.fixture(autouse=True)
def _keys() -> None:
    crypto.configure(SETTINGS)


@schema.parametrize()
@settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_no_generated_call_breaks_a_route(case: Case) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": secrets.token_hex(8)}
    response = case.call(headers=headers)
    case.validate_response(response, checks=CHECKS)
    if response.status_code >= 400:
        assert response.headers["content-type"][0] == "application/problem+json"
        assert response.json()["code"]


def test_every_error_is_described_as_the_problem_document_that_it_is() -> None:
    document = application.openapi()
    assert "ValidationError" not in str(document)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            errors = {status: one for status, one in operation["responses"].items() if status >= "400"}
            assert {"422", "503"} <= set(errors), (method, path)
            assert ("401" in errors) == bool(operation.get("security")), (method, path)
            assert {tuple(one["content"]) for one in errors.values()} == {("application/problem+json",)}


def test_the_described_problem_is_strict_enough_to_be_held_against_an_answer() -> None:
    problem = application.openapi()["components"]["schemas"]["Problem"]
    check = jsonschema.Draft202012Validator(problem)
    check.validate(json.loads(Problem(404, "not_found").response().body))
    with pytest.raises(jsonschema.ValidationError):
        check.validate({"detail": [{"loc": ["body"], "msg": "x", "type": "y"}]})
