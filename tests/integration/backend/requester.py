"""Somebody who uses the API: bodies with everything needed, and the calls in one line each."""

import copy
import secrets
from typing import Any

import httpx

ID_NUMBER = "11010519491231002X"
PHONE = "13812342222"


def body(**changes: Any) -> dict[str, Any]:
    """A request that can be filed; parts are replaced whole."""
    whole: dict[str, Any] = {
        "channel": "wechat",
        "openid": "o-test-zhou",
        "track": "self",
        "subject": {
            "name": "周新安",
            "id_type": "resident_id",
            "id_number": ID_NUMBER,
            "student_id": "20091234999",
            "degree_level": "bachelor",
            "enrollment_year": 2009,
            "graduation_year": 2013,
            "phone": PHONE,
        },
        "items": [
            {"document_type": "transcript", "language": "en", "copies": 4, "sealed": True},
            {"document_type": "graduation_proof", "language": "zh", "copies": 1},
        ],
        "delivery": {"method": "express", "address": "浙江省杭州市西湖区余杭塘路1号"},
        "purpose": "出国留学",
        "consent": {"version": "2026-01", "given_at": "2026-11-20T09:00:00+08:00"},
    }
    return {name: value for name, value in (copy.deepcopy(whole) | changes).items() if value is not None}


class Requester:
    """Calls of the API."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.http = client

    async def post(self, given: dict[str, Any], key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key or secrets.token_hex(8)}
        return await self.http.post("/api/v1/requests", json=given, headers=headers)

    async def file(self, key: str | None = None, **changes: Any) -> dict[str, Any]:
        response = await self.post(body(**changes), key)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def happen(self, code: str, event: str, **more: Any) -> dict[str, Any]:
        response = await self.try_event(code, event, **more)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def try_event(self, code: str, event: str, **more: Any) -> httpx.Response:
        return await self.http.post(f"/api/v1/requests/{code}/events", json={"event": event, **more})

    async def get(self, code: str, **params: Any) -> dict[str, Any]:
        response = await self.http.get(f"/api/v1/requests/{code}", params=params)
        assert response.status_code == 200, response.text
        return dict(response.json())
