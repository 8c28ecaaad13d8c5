"""WeChat's API: every call has a time limit, a typed error and at most one retry for a stale token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from redis.asyncio import Redis

from bot.wechat import errors
from bot.wechat.errors import TOKEN_CODES, ApiError, Rejected, Unconfirmed, Unreachable
from bot.wechat.line import TIMEOUT, Line, code_of, json_of, object_of
from bot.wechat.token import TokenSource, parse_token

_TOKEN_TIMEOUT = httpx.Timeout(35.0, connect=2.0)
_SAY_TIMEOUT = httpx.Timeout(40.0, connect=2.0)
"""What tells a person something cannot be taken back, nor safely be said again: a slow answer is waited for."""
_MEDIA_TIMEOUT = httpx.Timeout(40.0, connect=2.0)


@dataclass(frozen=True, slots=True)
class Account:
    """What identifies us to the platform."""

    app_id: str
    secret: str
    api_url: str

    def __repr__(self) -> str:
        return f"Account({self.app_id!r})"


@dataclass(frozen=True, slots=True)
class Media:
    """A downloaded file."""

    content: bytes
    content_type: str
    file_name: str


class WeChatClient:
    """Calls of one account. Close it with `aclose()`."""

    def __init__(
        self,
        account: Account,
        redis: "Redis | None" = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._account = account
        self._line = Line(account.api_url, transport)
        self.token = TokenSource(account.app_id, self._fetch_token, redis)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    async def send_text(self, openid: str, content: str, agent: str = "") -> None:
        """A customer-service text."""
        await self._send(openid, "text", {"content": content}, agent)

    async def send_image(self, openid: str, media_id: str, agent: str = "") -> None:
        """A customer-service picture."""
        await self._send(openid, "image", {"media_id": media_id}, agent)

    async def send_menu(self, openid: str, head: str, entries: Sequence[tuple[str, str]], tail: str = "") -> None:
        """A customer-service menu; `entries` are (id, label)."""
        rows = [{"id": key, "content": label} for key, label in entries]
        await self._send(openid, "msgmenu", {"head_content": head, "list": rows, "tail_content": tail}, "")

    async def _send(self, openid: str, kind: str, payload: dict[str, Any], agent: str) -> None:
        body: dict[str, Any] = {"touser": openid, "msgtype": kind, kind: payload}
        if agent:
            body["customservice"] = {"kf_account": agent}
        await self._say("custom/send", "/cgi-bin/message/custom/send", body)

    async def typing(self, openid: str, on: bool = True) -> None:
        """Show or end the typing sign."""
        command = "Typing" if on else "CancelTyping"
        await self.call("custom/typing", "/cgi-bin/message/custom/typing", {"touser": openid, "command": command})

    async def send_template(
        self,
        openid: str,
        template_id: str,
        data: Mapping[str, str],
        *,
        url: str = "",
        once_id: str = "",
    ) -> str:
        """A template message; `once_id` lets the platform drop a repeated one. Returns the platform's id."""
        body: dict[str, Any] = {"touser": openid, "template_id": template_id}
        body["data"] = {key: {"value": value} for key, value in data.items()}
        body |= {"url": url} if url else {}
        body |= {"client_msg_id": once_id} if once_id else {}
        answer = await self._say("template/send", "/cgi-bin/message/template/send", body)
        return str(answer.get("msgid") or "")

    async def send_notice(self, openid: str, template_id: str, data: Mapping[str, str], *, page: str = "") -> str:
        """A subscription notice, which needs the person's consent; its number where WeChat tells one, else empty."""
        body: dict[str, Any] = {"touser": openid, "template_id": template_id}
        body["data"] = {key: {"value": value} for key, value in data.items()}
        body |= {"page": page} if page else {}
        answer = await self._say("subscribe/bizsend", "/cgi-bin/message/subscribe/bizsend", body)
        return str(answer.get("msgid") or "")

    async def _say(self, api: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A call that tells a person something; only the platform's own "no error" means that it did."""
        answer = await self.call(api, path, body, timeout=_SAY_TIMEOUT)
        if "errcode" not in answer:
            raise Unconfirmed(api, "no errcode in the answer")
        return answer

    async def answers(self) -> None:
        """Ask something that changes nothing and needs no token. Raises Unreachable while nobody answers sensibly."""
        response = await self._line.request("getcallbackip", "GET", "/cgi-bin/getcallbackip", statuses=range(200, 500))
        if response.status_code == 200:
            object_of("getcallbackip", response)

    async def create_menu(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Replace the account's menu."""
        await self.call("menu/create", "/cgi-bin/menu/create", {"button": list(buttons)})

    async def get_menu(self) -> dict[str, Any] | None:
        """The account's menu, None when it has none."""
        try:
            return await self.call("menu/get", "/cgi-bin/menu/get")
        except Rejected as error:
            if error.code == 46003:
                return None
            raise

    async def create_scene(self, scene: str, seconds: int | None = None) -> dict[str, Any]:
        """A scene code; permanent without `seconds`. Returns ticket and url."""
        body: dict[str, Any] = {
            "action_info": {"scene": {"scene_str": scene}},
            "action_name": "QR_LIMIT_STR_SCENE",
        }
        if seconds is not None:
            body |= {"action_name": "QR_STR_SCENE", "expire_seconds": seconds}
        return await self.call("qrcode/create", "/cgi-bin/qrcode/create", body)

    async def callback_addresses(self) -> list[str]:
        """The addresses WeChat calls us from."""
        answer = await self.call("getcallbackip", "/cgi-bin/getcallbackip")
        return [str(address) for address in answer.get("ip_list", [])]

    async def quota(self, path: str) -> dict[str, Any]:
        """The daily quota of one call, for example `/cgi-bin/message/custom/send`."""
        return await self.call("quota/get", "/cgi-bin/openapi/quota/get", {"cgi_path": path})

    async def member_of_page(self, code: str) -> str:
        """The openid behind an OAuth code (web page login)."""
        query = {"appid": self._account.app_id, "secret": self._account.secret, "code": code}
        query["grant_type"] = "authorization_code"
        response = await self._line.request("sns/oauth2", "GET", "/sns/oauth2/access_token", params=query)
        openid = json_of("sns/oauth2", response).get("openid")
        if not isinstance(openid, str) or not openid:
            raise Unreachable("sns/oauth2", "no openid in the answer")
        return openid

    async def upload(self, kind: str, file_name: str, content: bytes, content_type: str) -> str:
        """Store a temporary file (three days) and return its media id."""
        files = {"media": (file_name, content, content_type)}
        try:
            answer = await self.call(
                "media/upload", "/cgi-bin/media/upload", params={"type": kind}, files=files, timeout=_MEDIA_TIMEOUT
            )
            return str(answer["media_id"])
        except KeyError:
            raise Unreachable("media/upload", "no media_id in the answer") from None
        except Unconfirmed as error:
            raise Unreachable(error.api, error.reason) from None  # a file stored twice tells nobody anything

    async def download(self, media_id: str) -> Media:
        """A file a person sent. Raises Rejected (40007) when it has expired."""
        response = await self._authorised(
            "media/get", "GET", "/cgi-bin/media/get", params={"media_id": media_id}, timeout=_MEDIA_TIMEOUT
        )
        content_type = response.headers.get("content-type", "")
        if "json" in content_type or "text/plain" in content_type:
            json_of("media/get", response)
            raise Unreachable("media/get", "no file in the answer")
        return Media(response.content, content_type, _file_name(response))

    async def call(
        self,
        api: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, str] | None = None,
        files: Any = None,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> dict[str, Any]:
        """Any call that needs the access token. Raises WeChatError."""
        method = "GET" if body is None and files is None else "POST"
        response = await self._authorised(api, method, path, body=body, params=params, files=files, timeout=timeout)
        return json_of(api, response)

    async def _authorised(self, api: str, method: str, path: str, **more: Any) -> httpx.Response:
        token = await self.token.get()
        for attempt in (1, 2):
            response = await self._line.request(api, method, path, token=token, **more)
            code = code_of(response)
            if code not in TOKEN_CODES:
                await self.token.accepted(token)
                return response
            # One renewal and one more try; a second refusal is the caller's to see.
            if attempt == 1:
                token = await self.token.renew(token)
            else:
                await self._refused(token)
        raise errors.from_code(api, code)

    async def _refused(self, token: str) -> None:
        """Tell the token's keeper that its newest token was refused too; it may not fetch a third one now."""
        try:
            await self.token.renew(token)
        except ApiError:
            return

    async def _fetch_token(self, force: bool) -> tuple[str, int]:
        body = {"grant_type": "client_credential", "force_refresh": force}
        body |= {"appid": self._account.app_id, "secret": self._account.secret}
        path = "/cgi-bin/stable_token"
        try:
            response = await self._line.request("stable_token", "POST", path, body=body, timeout=_TOKEN_TIMEOUT)
            return parse_token(json_of("stable_token", response))
        except Unconfirmed as error:
            raise Unreachable(error.api, error.reason) from None  # for whoever wanted the token, nothing has left


def _file_name(response: httpx.Response) -> str:
    disposition = response.headers.get("content-disposition", "")
    name = disposition.partition("filename=")[2].split(";")[0].strip().strip('"')
    return name[:120]
