"""The backend as the dialogue sees it: a few calls over HTTP, each with a time limit and a typed outcome."""

from collections.abc import Mapping
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(8.0, connect=2.0)


class BackendAway(Exception):
    """The backend did not answer, or answered with an error of its own; the turn must be tried again."""


class Refused(Exception):
    """The backend refused what was asked: its problem document."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}")
        self.status = status
        self.code = str(problem.get("code"))
        self.problem = problem


class BackendClient:
    """Calls to `/api/v1` with the service token."""

    def __init__(self, url: str, service_token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{url}/api/v1",
            headers={"Authorization": f"Bearer {service_token}"},
            timeout=TIMEOUT,
            trust_env=False,
            transport=transport,
        )
        self._configuration: tuple[str, dict[str, Any]] | None = None

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def _call(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            response = await self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise BackendAway(type(error).__name__) from error
        if response.status_code >= 500:
            raise BackendAway(str(response.status_code))
        if response.status_code >= 400:
            kind = response.headers.get("content-type", "")
            raise Refused(response.status_code, response.json() if "json" in kind else {})
        return response

    async def configuration(self) -> dict[str, Any]:
        """Catalogue and service information; fetched again only when it changed."""
        headers = {"If-None-Match": self._configuration[0]} if self._configuration else {}
        response = await self._call("GET", "/configuration", headers=headers)
        if response.status_code == 304 and self._configuration:
            return self._configuration[1]
        data: dict[str, Any] = response.json()
        self._configuration = (response.headers.get("etag", ""), data)
        return data

    async def draft(self, conversation: str) -> tuple[dict[str, Any] | None, int]:
        """The stored talk and its revision; (None, 0) when there is none."""
        try:
            data = (await self._call("GET", f"/drafts/{conversation}")).json()
        except Refused as error:
            if error.status == 404:
                return None, 0
            raise
        return data["state"], data["revision"]

    async def keep_draft(self, conversation: str, state: Mapping[str, Any], revision: int) -> None:
        """Store the talk. Raises Refused (409) when another turn was quicker."""
        await self._call("PUT", f"/drafts/{conversation}", json={"state": state, "revision": revision})

    async def consent(self, openid: str) -> dict[str, Any] | None:
        """The consent in force, or None."""
        data: dict[str, Any] = (await self._call("GET", "/consents", params={"openid": openid})).json()
        return data.get("current")

    async def record_consent(self, openid: str, version: str, granted: bool) -> None:
        """Record a consent, a refusal or a withdrawal."""
        await self._call("POST", "/consents", json={"openid": openid, "version": version, "granted": granted})

    async def requests(self, openid: str, limit: int = 10) -> list[dict[str, Any]]:
        """The person's own requests, newest first."""
        params: dict[str, str | int] = {"openid": openid, "limit": limit}
        items: list[dict[str, Any]] = (await self._call("GET", "/requests", params=params)).json()["items"]
        return items

    async def file(self, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """File a request once; the same key gives the same request."""
        response = await self._call("POST", "/requests", json=body, headers={"Idempotency-Key": key})
        return dict(response.json())

    async def happen(self, code: str, event: str, **more: Any) -> dict[str, Any]:
        """Let an event happen to a request, done by its requester."""
        body = {"event": event, "actor": {"kind": "requester", "id": "wechat"}, **more}
        return dict((await self._call("POST", f"/requests/{code}/events", json=body)).json())

    async def change(self, code: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change a filed request before it is worked on."""
        return dict((await self._call("PATCH", f"/requests/{code}", json=changes)).json())

    async def urge(self, code: str) -> dict[str, Any]:
        """Record that the requester asks for speed."""
        return dict((await self._call("POST", f"/requests/{code}/urge", json={})).json())

    async def hand_over(self, conversation: str, reason: str) -> dict[str, Any]:
        """Ask for a person; tells place in the queue and whether anybody is on duty."""
        return dict(
            (await self._call("POST", f"/conversations/{conversation}/handover", json={"reason": reason})).json()
        )

    async def sort_attachment(self, ident: str, kind: str) -> None:
        """Say what a picture shows."""
        await self._call("PATCH", f"/attachments/{ident}", json={"kind": kind})

    async def upload_link(self, conversation: str) -> str:
        """A short-lived link to the page that takes files for the talk's draft."""
        body = {"conversation": conversation, "use": "at_once"}
        return str((await self._call("POST", "/uploads/links", json=body)).json()["url"])

    async def export(self, openid: str) -> dict[str, Any]:
        """What is stored about a person, in counts and dates."""
        return dict((await self._call("GET", "/applicants/export", params={"openid": openid})).json())

    async def erase(self, openid: str) -> dict[str, Any]:
        """Erase what may be erased about a person."""
        return dict((await self._call("POST", "/applicants/erase", json={"openid": openid})).json())
