"""A check of the account's settings, in plain words for whoever administers it. It changes nothing."""

import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx

from backend.domain.windows import Account as AccountKind
from backend.kit.settings import Settings
from bot.wechat import configured, menu
from bot.wechat.client import WeChatClient
from bot.wechat.crypto import BadKey, Codec
from bot.wechat.errors import (
    AddressNotListed,
    ApiError,
    BadAccount,
    NotPermitted,
    QuotaReached,
    TokenRejected,
    Unreachable,
    WeChatError,
)

_APP_ID = re.compile(r"wx[0-9a-f]{16}")
_SECRET = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_TIMEOUT = httpx.Timeout(5.0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    good: bool
    words: str


async def examine(settings: Settings, client: WeChatClient) -> AsyncIterator[Finding]:
    """Look at everything, the cheap things first."""
    for finding in shapes(settings):
        yield finding
    yield await _callback(settings)
    reached = await _token(client)
    yield reached
    if reached.good:
        for step in (_addresses, _customer_service, _menu):
            yield await step(settings, client)


def shapes(settings: Settings) -> list[Finding]:
    """Whether the values look like what WeChat's console shows."""
    return [
        _shaped("LANTAI_WECHAT_APP_ID", _APP_ID, settings.wechat_app_id, "wx and 16 hexadecimal digits"),
        _shaped("LANTAI_WECHAT_APP_SECRET", _SECRET, settings.wechat_app_secret, "32 hexadecimal digits"),
        _shaped("LANTAI_WECHAT_TOKEN", _TOKEN, settings.wechat_token, "3 to 32 letters and digits, as you chose it"),
        _aes_key(settings),
        _mode(settings),
    ]


def _shaped(subject: str, pattern: re.Pattern[str], value: str, expected: str) -> Finding:
    if not value:
        return Finding(subject, False, f"is not set; expected {expected}")
    if not pattern.fullmatch(value):
        hint = " (there is a blank around it)" if value != value.strip() else ""
        return Finding(subject, False, f"does not look right{hint}; expected {expected}")
    return Finding(subject, True, "looks right")


def _aes_key(settings: Settings) -> Finding:
    subject = "LANTAI_WECHAT_AES_KEY"
    if settings.wechat_encryption == "plain" and not settings.wechat_aes_key:
        return Finding(subject, True, "is not needed in plain mode")
    try:
        Codec(settings.wechat_token, settings.wechat_app_id, [settings.wechat_aes_key])
    except BadKey:
        return Finding(subject, False, "must be the 43 characters shown as EncodingAESKey in the console")
    return Finding(subject, True, "looks right")


def _mode(settings: Settings) -> Finding:
    subject = "LANTAI_WECHAT_ENCRYPTION"
    if settings.wechat_encryption != "safe":
        words = f"is {settings.wechat_encryption}: callbacks can be forged by whoever sees one; use safe mode"
        return Finding(subject, False, words)
    return Finding(subject, True, "safe mode; the console must say 安全模式 too")


async def _callback(settings: Settings) -> Finding:
    """Shake hands with ourselves, the way WeChat does when the address is saved in its console."""
    base = settings.public_url or settings.gateway_url
    subject = f"callback {base}/wechat"
    timestamp, nonce, echo = str(int(time.time())), secrets.token_hex(5), secrets.token_hex(8)
    signed = Codec(settings.wechat_token, settings.wechat_app_id, []).sign(timestamp, nonce)
    query = {"signature": signed, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT) as http:
            response = await http.get(f"{base}/wechat", params=query)
    except httpx.HTTPError as error:
        return Finding(subject, False, f"cannot be reached from here ({type(error).__name__})")
    if response.status_code == 403:
        return Finding(subject, False, "refuses our signature: token or clock differ (clocks must agree within 300 s)")
    if response.status_code != 200 or response.text != echo:
        words = f"answers {response.status_code} and not the bare echo; is something else listening there?"
        return Finding(subject, False, words)
    if not settings.public_url:
        return Finding(subject, False, "works here, but LANTAI_PUBLIC_URL is not set: WeChat needs a public address")
    return Finding(subject, True, "answers a handshake")


async def _token(client: WeChatClient) -> Finding:
    return await _tried("access token", client.token.get, "was given by WeChat")


async def _addresses(settings: Settings, client: WeChatClient) -> Finding:
    try:
        addresses = await client.callback_addresses()
    except WeChatError as error:
        return Finding("WeChat's own addresses", False, explain(error))
    words = f"{len(addresses)} known; a firewall may let only these reach the callback"
    return Finding("WeChat's own addresses", True, words)


async def _customer_service(settings: Settings, client: WeChatClient) -> Finding:
    """Whether late answers can be sent, and whether the account kind in the settings fits that."""
    subject = f"account kind {settings.wechat_account}"
    expected = AccountKind(settings.wechat_account).may_send_custom
    try:
        await client.quota("/cgi-bin/message/custom/send")
    except NotPermitted:
        words = "has no right to customer-service messages; set LANTAI_WECHAT_ACCOUNT=unverified"
        return Finding(subject, not expected, words if expected else "fits: no customer-service messages")
    except WeChatError as error:
        return Finding(subject, False, explain(error))
    if not expected:
        words = "the account may send customer-service messages; it seems to be verified, so say which kind it is"
        return Finding(subject, False, words)
    return Finding(subject, True, "may send customer-service messages")


async def _menu(settings: Settings, client: WeChatClient) -> Finding:
    try:
        kept = await configured.in_force(settings)
        wanted = kept.buttons(settings.public_url)
        present = await client.get_menu()
    except (configured.NotTold, menu.MenuError) as error:
        return Finding("menu", False, str(error))
    except WeChatError as error:
        return Finding("menu", False, explain(error))
    if present is None:
        return Finding("menu", False, "there is none; send it by: lantai wechat menu")
    if names(present.get("menu", {}).get("button", [])) != names(wanted):
        return Finding("menu", False, f"differs from {kept.source}; send that by: lantai wechat menu")
    return Finding("menu", True, f"is that of {kept.source}")


def names(buttons: object) -> list[tuple[str, str]]:
    """Names and keys (or addresses) of a menu, in order: to show it, or to compare two."""
    found: list[tuple[str, str]] = []
    for button in buttons if isinstance(buttons, list) else []:
        found.append((str(button.get("name")), str(button.get("key") or button.get("url") or "")))
        found += names(button.get("sub_button") or [])
    return found


async def _tried(subject: str, step: Callable[[], Awaitable[object]], success: str) -> Finding:
    try:
        await step()
    except WeChatError as error:
        return Finding(subject, False, explain(error))
    return Finding(subject, True, success)


def explain(error: WeChatError) -> str:
    """An error as advice."""
    match error:
        case AddressNotListed():
            address = error.address or "this server's outgoing address"
            return f"WeChat does not know this server: put {address} on the IP whitelist (IP白名单), error {error.code}"
        case BadAccount(code=40125) | BadAccount(code=41004):
            return f"the app secret is wrong; it may have been reset in the console, error {error.code}"
        case BadAccount():
            return f"the app id is wrong, error {error.code}"
        case TokenRejected():
            return "WeChat refuses its own token; is another program using this account with classic tokens?"
        case NotPermitted():
            return f"the account has no right to this, error {error.code}; verify it, or choose the kind it really is"
        case QuotaReached():
            return f"the day's calls are used up, error {error.code}"
        case ApiError():
            return f"WeChat answered error {error.code}"
        case Unreachable():
            return f"WeChat's API cannot be reached ({error.reason}); check DNS and the firewall"
        case _:
            return type(error).__name__
