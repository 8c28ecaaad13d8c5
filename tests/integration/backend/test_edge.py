"""The edge of the application: limits, errors, health."""

import httpx
import pytest
from fastapi import FastAPI

from backend.app import create_app
from backend.kit.guard import MAX_JSON
from backend.kit.probes import Probes
from backend.kit.settings import Settings
from tests.integration.backend.requester import Requester

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/requests?limit=0", 422, "invalid"),
        ("GET", "/api/v1/requests?cursor=bm9uc2Vuc2U", 422, "invalid"),
        ("GET", "/api/v1/requests?status=lost", 422, "invalid"),
        ("DELETE", "/api/v1/requests", 405, "method_not_allowed"),
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
    ],
)
async def test_errors_are_problem_documents(api: Requester, method: str, path: str, status: int, code: str) -> None:
    answer = await api.http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("content", [b"{", b"[]", b"null", b"\xff", b'"sealed:v1:"', b"{}" * 10])
async def test_a_body_that_is_no_request_is_refused_kindly(api: Requester, content: bytes) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = await api.http.post("/api/v1/requests", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == PROBLEM


async def test_a_body_that_is_too_large_is_not_read(api: Requester) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await api.http.post("/api/v1/requests", content=b" " * (MAX_JSON + 1), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_ready_only_when_every_part_answers(app: FastAPI, settings: Settings, client: httpx.AsyncClient) -> None:
    app.state.probes = Probes(settings, app.state.database)
    try:
        answer = await client.get("/readyz")
    finally:
        await app.state.probes.close()
    parts = answer.json()["parts"]
    assert answer.status_code == 503
    assert parts["database"]["ok"] is True
    assert {name for name, part in parts.items() if not part["ok"]} == {"redis", "gateway", "rasa", "actions"}


async def test_health_and_metrics_need_no_token(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz", headers={"Authorization": ""})).json() == {"status": "ok"}
    assert b"lantai_http_requests_total" in (await client.get("/metrics", headers={"Authorization": ""})).content


async def test_a_database_that_is_away_is_said_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.app.PAGES", ())
    away = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/none"})
    transport = httpx.ASGITransport(create_app(away), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://backend") as client:
        answer = await client.get("/api/v1/catalogue")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize("text", ["\\ud83d", "\\u0000", "\\udc00x"])
async def test_characters_that_cannot_be_kept_are_refused(api: Requester, text: str) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    content = f'{{"channel": "wechat", "details": {{"x": "{text}"}}}}'
    answer = await api.http.post("/api/v1/requests", content=content.encode(), headers=headers)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "characters")


async def test_an_emoji_is_a_character_like_any_other(api: Requester) -> None:
    filed = await api.file(note="谢谢老师😀")
    assert filed["note"] == "谢谢老师😀"


async def test_calls_are_counted_by_route_and_not_by_code(api: Requester) -> None:
    await api.get((await api.file())["code"])
    text = (await api.http.get("/metrics")).text
    assert 'lantai_http_requests_total{method="GET",route="/api/v1/requests/{code}",status="200"}' in text
