"""The backend as the dialogue sees it: a few calls over HTTP, each with a time limit and a typed outcome."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

TIMEOUT_SECONDS = 8.0
CONNECT_SECONDS = 2.0
KEPT_SECONDS = 30.0
"""Well below the server's keep-alive, so that a kept connection is seldom found closed."""
AT_ONCE = 16
"""Calls at the same time: the backend is one event loop, more would only wait there."""


Params = Mapping[str, str] | Sequence[tuple[str, str]]


class BackendAway(Exception):
    """The backend did not answer, or answered with an error of its own; the turn must be tried again."""


class Refused(Exception):
    """The backend refused what was asked: its problem document."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}")
        self.status = status
        self.code = str(problem.get("code"))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Opened:
    """What a turn rests on."""

    state: dict[str, Any] | None
    """The stored talk, None when there is none."""
    revision: int
    consent: dict[str, Any] | None
    """The consent in force."""
    configuration: str
    """The configuration's version."""


class BackendClient:
    """Calls to `/api/v1` with the service token."""

    def __init__(self, url: str, service_token: str) -> None:
        self._base = f"{url}/api/v1"
        self._headers = {"Authorization": f"Bearer {service_token}"}
        self._session: aiohttp.ClientSession | None = None
        self._configuration: dict[str, Any] = {}

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    async def _call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Params | None = None,
        key: str | None = None,
    ) -> Any:
        """One call; the answer's JSON. Raises BackendAway, Refused."""
        headers = {"Idempotency-Key": key} if key else None
        try:
            return await self._once(method, path, body, params, headers)
        except aiohttp.ServerDisconnectedError:
            # The kept connection was closed just now. Every call may be made twice.
            try:
                return await self._once(method, path, body, params, headers)
            except (aiohttp.ClientError, TimeoutError) as error:
                raise BackendAway(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise BackendAway(type(error).__name__) from error

    async def _once(
        self, method: str, path: str, body: Any, params: Params | None, headers: Mapping[str, str] | None
    ) -> Any:
        content = {"json": body} if body is not None else {}
        async with self._http.request(method, self._base + path, params=params, headers=headers, **content) as response:
            text = await response.read()
            if response.status >= 500:
                raise BackendAway(str(response.status))
            if response.status >= 400:
                raise Refused(response.status, json.loads(text) if "json" in response.content_type else {})
            return json.loads(text) if text else None

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_SECONDS, limit=AT_ONCE),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, sock_connect=CONNECT_SECONDS),
                headers=self._headers,
            )
        return self._session

    async def open_talk(self, conversation: str, openid: str) -> Opened:
        """What a turn of a conversation rests on, as it stands now."""
        return Opened(**await self._call("POST", f"/talks/{conversation}/open", {"openid": openid}))

    async def configuration(self, version: str) -> dict[str, Any]:
        """Catalogue and service information; fetched only when they are not of this version already."""
        if self._configuration.get("version") != version:
            self._configuration = await self._call("GET", "/configuration")
        return self._configuration

    async def keep_draft(self, conversation: str, state: Mapping[str, Any], revision: int) -> None:
        """Store the talk. Raises Refused (409) when another turn was quicker."""
        await self._call("PUT", f"/drafts/{conversation}", {"state": state, "revision": revision})

    async def mend_end(self, conversation: str, entity: str, sealed: str, new: str, old: str | None) -> dict[str, str]:
        """A sealed number with another end, sealed and masked. Raises Refused (422) when that is none."""
        body = {"entity": entity, "sealed": sealed, "new": new, "old": old}
        return dict(await self._call("POST", f"/drafts/{conversation}/ends", body))

    async def mend_piece(self, conversation: str, sealed: str, new: str, old: str | None) -> dict[str, str]:
        """A sealed address with another piece, sealed and masked. Raises Refused (422) when it is not certain which."""
        body = {"sealed": sealed, "new": new, "old": old}
        return dict(await self._call("POST", f"/drafts/{conversation}/pieces", body))

    async def record_consent(self, openid: str, version: str, granted: bool) -> None:
        """Record a consent, a refusal or a withdrawal."""
        await self._call("POST", "/consents", {"openid": openid, "version": version, "granted": granted})

    async def requests(
        self, openid: str, limit: int = 10, *, status: Iterable[str] = (), code: str | None = None
    ) -> list[dict[str, Any]]:
        """The person's own requests, newest first; perhaps only those in some states, or the one of a code."""
        params = [("openid", openid), ("limit", str(limit)), *(("status", one) for one in status)]
        params += [("q", code)] if code else []
        items: list[dict[str, Any]] = (await self._call("GET", "/requests", params=params))["items"]
        return items

    async def file(self, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """File a request once; the same key gives the same request."""
        return dict(await self._call("POST", "/requests", body, key=key))

    async def happen(self, code: str, event: str, *, key: str | None = None, **more: Any) -> dict[str, Any]:
        """Let an event happen to a request, done by its requester; once only under one key."""
        body = {"event": event, "actor": {"kind": "requester", "id": "wechat"}, **more}
        return dict(await self._call("POST", f"/requests/{code}/events", body, key=key))

    async def change(self, code: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change a filed request before it is worked on."""
        return dict(await self._call("PATCH", f"/requests/{code}", changes))

    async def ask(self, code: str, parts: list[str], *, key: str | None) -> dict[str, Any]:
        """Leave staff a word about a filed request, once only under one key; parts may be sealed. Raises Refused (409)
        when it is closed."""
        body = {"note": parts, "actor": {"kind": "requester", "id": "wechat"}}
        return dict(await self._call("POST", f"/requests/{code}/wishes", body, key=key))

    async def add_files(self, code: str, ids: list[str]) -> dict[str, Any]:
        """Make papers that follow after filing part of a request. Raises Refused when it is closed."""
        body = {"attachment_ids": ids, "actor": {"kind": "requester", "id": "wechat"}}
        return dict(await self._call("POST", f"/requests/{code}/attachments", body))

    async def urge(self, code: str) -> dict[str, Any]:
        """Record that the requester asks for speed."""
        return dict(await self._call("POST", f"/requests/{code}/urge", {}))

    async def hand_over(self, conversation: str, reason: str) -> dict[str, Any]:
        """Ask for a person; tells place in the queue and whether anybody is on duty."""
        return dict(await self._call("POST", f"/conversations/{conversation}/handover", {"reason": reason}))

    async def sort_attachment(self, ident: str, kind: str) -> None:
        """Say what a picture shows."""
        await self._call("PATCH", f"/attachments/{ident}", {"kind": kind})

    async def drop_attachment(self, ident: str) -> None:
        """Erase a picture that no request holds. Raises Refused (404, 409)."""
        await self._call("DELETE", f"/attachments/{ident}")

    async def upload_link(self, conversation: str, code: str | None = None) -> str:
        """A short-lived link to the page that takes files for the talk's draft, or for a filed request."""
        target = {"request": code} if code else {"conversation": conversation}
        return str((await self._call("POST", "/uploads/links", {**target, "use": "at_once"}))["url"])

    async def sent_by_page(self, conversation: str) -> list[dict[str, Any]]:
        """Files that came by the page of the talk's draft and are part of no request yet."""
        items = (await self._call("GET", "/attachments", params={"draft": conversation}))["items"]
        return [one for one in items if one["source"] == "h5" and one["state"] == "stored"]

    async def export(self, openid: str) -> dict[str, Any]:
        """What is stored about a person, in counts and dates."""
        return dict(await self._call("GET", "/applicants/export", params={"openid": openid}))

    async def erase(self, openid: str) -> dict[str, Any]:
        """Erase what may be erased about a person."""
        return dict(await self._call("POST", "/applicants/erase", {"openid": openid}))
