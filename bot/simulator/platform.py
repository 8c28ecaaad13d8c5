"""The parts of the simulated platform, put together once."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from backend.kit.settings import Settings
from bot.simulator import menus
from bot.simulator.codes import ApiFailure
from bot.simulator.faults import AccountKind
from bot.simulator.feed import Feed
from bot.simulator.media import MediaStore
from bot.simulator.notices import Notices
from bot.simulator.oauth import WebLogin
from bot.simulator.push import Account, Pusher
from bot.simulator.store import Store
from bot.simulator.tokens import Tokens
from bot.simulator.world import World
from bot.wechat.crypto import Codec

_ALL = frozenset({"verified_service", "verified_subscription", "unverified"})
_VERIFIED = frozenset({"verified_service", "verified_subscription"})
_SERVICE = frozenset({"verified_service"})
RIGHTS: dict[str, frozenset[str]] = {
    "custom": _VERIFIED,
    "media": _VERIFIED,
    "menu": _VERIFIED,
    "user": _VERIFIED,
    "template": _SERVICE,
    "notice": _SERVICE,
    "qrcode": _SERVICE,
    "login": _SERVICE,
    "basic": _ALL,
}


@dataclass(slots=True)
class Platform:
    """What the endpoints work with."""

    settings: Settings
    world: World
    tokens: Tokens
    media: MediaStore
    pusher: Pusher
    notices: Notices
    login: WebLogin
    gateway: httpx.AsyncClient
    scenes: dict[str, str]

    @property
    def account_kind(self) -> AccountKind:
        """The kind of account, as configured or as set for a trial."""
        return self.world.faults.knobs.account or self.settings.wechat_account

    def set_menu(self, buttons: menus.Buttons | None) -> None:
        """The account made or deleted its menu."""
        self.world.menu = buttons
        self.world.store.put("account", "menu", json.dumps(buttons))
        self.world.feed.publish("menu")

    def shown_menu(self) -> menus.Buttons:
        """What phones show: the account's menu, until it made one the shipped one."""
        return menus.shipped(self.settings.external_url) if self.world.menu is None else self.world.menu

    def require(self, right: str) -> None:
        """Raises ApiFailure 48001 when this kind of account lacks the right."""
        if self.account_kind not in RIGHTS[right]:
            raise ApiFailure(48001)

    def require_address(self, address: str) -> None:
        """Raises ApiFailure 40164 when the caller's address is not on the account's list."""
        allowed = self.world.faults.knobs.allowed_addresses
        if allowed and address not in allowed:
            raise ApiFailure(40164, f"invalid ip {address} ipv6 ::ffff:{address}, not in whitelist")


def build(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Platform:
    """A platform for the configured account that pushes to the configured gateway."""
    folder = settings.home / "simulator"
    world = World(Store(folder / "phones.sqlite"), Feed())
    # The person's answer time is WeChat's own rule and is kept by the pusher; httpx must not end it earlier.
    gateway = httpx.AsyncClient(
        base_url=settings.gateway_url,
        timeout=httpx.Timeout(90, connect=5),
        # WeChat opens a connection for every push; a kept one could be closed by the gateway in that very moment.
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        trust_env=False,
        transport=transport,
    )
    media = MediaStore(world.store, folder / "media", world.now)
    codec = Codec(settings.wechat_token, settings.wechat_app_id, [settings.wechat_aes_key])
    account = Account(settings.wechat_original_id, codec, settings.wechat_encryption)
    pusher = Pusher(world, account, gateway, media)
    return Platform(
        settings=settings,
        world=world,
        tokens=Tokens(settings.wechat_app_id, settings.wechat_app_secret),
        media=media,
        pusher=pusher,
        notices=Notices(world, pusher),
        login=WebLogin(settings.wechat_app_id, urlsplit(settings.external_url).hostname or ""),
        gateway=gateway,
        scenes={},
    )
