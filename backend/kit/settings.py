"""Settings of every process: environment variables with the prefix LANTAI_, a `.env` file, and secrets made once."""

import base64
import json
import os
import secrets
import string
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

WECHAT_PLATFORM = "https://api.weixin.qq.com"
KEEP_ALIVE_SECONDS = 75
"""How long our servers keep an idle connection: longer than clients do, so that none is closed in their hands."""
_PLATFORM_DOMAIN = "weixin.qq.com"
_SECRETS = "secrets.json"
_ALPHANUMERIC = string.ascii_letters + string.digits


def _without_trailing_slash(value: str) -> str:
    return value.rstrip("/")


Url = Annotated[str, AfterValidator(_without_trailing_slash)]


class Settings(BaseSettings):
    """All that can be set from outside; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_prefix="LANTAI_", env_file=".env", extra="ignore")

    home: Path = Path(".lantai")
    host: str = "127.0.0.1"
    public_url: Url = ""
    database_url: str = ""
    redis_url: str = ""
    backend_port: int = 8000
    gateway_port: int = 8001
    simulator_port: int = 8002
    rasa_port: int = 5005
    actions_port: int = 5055
    backend_address: Url = ""
    gateway_address: Url = ""
    rasa_address: Url = ""
    actions_address: Url = ""
    simulator_address: Url = ""

    service_token: str = ""
    admin_password: str = ""
    encryption_key: str = ""

    wechat_app_id: str = ""
    wechat_app_secret: str = ""
    wechat_token: str = ""
    wechat_aes_key: str = ""
    wechat_previous_aes_key: str = ""
    wechat_encryption: Literal["plain", "compatible", "safe"] = "safe"
    wechat_api_url: Url = ""
    wechat_account: Literal["verified_service", "verified_subscription", "unverified"] = "verified_service"
    wechat_original_id: str = ""
    simulator: Literal["on", "off", ""] = ""

    oidc_issuer: Url = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""

    smtp_url: str = ""
    mail_from: str = ""
    tracker_retention_days: int = Field(7, ge=1, le=30)
    log_level: str = "INFO"

    @property
    def simulator_on(self) -> bool:
        """Whether the local WeChat platform runs: as told, otherwise when no real account is configured."""
        if self.simulator:
            return self.simulator == "on"
        return not self.wechat_app_id or self.wechat_app_id == SIMULATED_APP_ID

    @property
    def api_url(self) -> str:
        """Where WeChat's API is called: as told, the simulator when it is on, else the real platform."""
        if self.wechat_api_url:
            return self.wechat_api_url
        return self.simulator_url if self.simulator_on else WECHAT_PLATFORM

    @property
    def on_real_platform(self) -> bool:
        """Whether messages go to real people (the clock must then not be moved)."""
        address = self.api_url if "//" in self.api_url else f"//{self.api_url}"
        host = (urlsplit(address).hostname or "").rstrip(".")
        return host == _PLATFORM_DOMAIN or host.endswith(f".{_PLATFORM_DOMAIN}")

    @property
    def admin_password_given(self) -> bool:
        """Whether somebody set the administrator's password, rather than having it made on first use."""
        return bool(self.admin_password) and self.admin_password != _stored(self.home).get("admin_password")

    @property
    def backend_url(self) -> str:
        """Address at which other processes reach the backend."""
        return self.backend_address or f"http://127.0.0.1:{self.backend_port}"

    @property
    def gateway_url(self) -> str:
        """Address at which other processes reach the gateway."""
        return self.gateway_address or f"http://127.0.0.1:{self.gateway_port}"

    @property
    def rasa_url(self) -> str:
        """Address of the dialogue engine; never published."""
        return self.rasa_address or f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        """Address of the action server; never published."""
        return self.actions_address or f"http://127.0.0.1:{self.actions_port}"

    @property
    def simulator_url(self) -> str:
        """Address of the simulated platform and its phone page."""
        return self.simulator_address or f"http://127.0.0.1:{self.simulator_port}"

    @property
    def external_url(self) -> str:
        """What applicants' browsers use for H5 pages: PUBLIC_URL, else the backend on this machine.

        Never BACKEND_ADDRESS: that may be a name that only the processes know, such as a container's.
        """
        return self.public_url or f"http://127.0.0.1:{self.backend_port}"

    @property
    def simulator_page_url(self) -> str:
        """Where a browser on this machine finds the simulated platform; it is not meant for other machines."""
        return f"http://127.0.0.1:{self.simulator_port}"


SIMULATED_APP_ID = "wx51a0c0ffee000001"


def load_settings() -> Settings:
    """Read the environment and fill what was left out from `$LANTAI_HOME/secrets.json`, making it on first use."""
    settings = Settings()
    settings.home = settings.home.absolute()
    _fill_secrets(settings)
    return settings


def _fill_secrets(settings: Settings) -> None:
    """Give every unset secret a stored random value, so that a first `make run` needs no configuration."""
    wanted = {
        "service_token": lambda: secrets.token_urlsafe(32),
        "admin_password": lambda: secrets.token_urlsafe(12),
        "encryption_key": lambda: "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    if settings.simulator_on:
        wanted |= {
            "wechat_app_id": lambda: SIMULATED_APP_ID,
            "wechat_app_secret": lambda: secrets.token_hex(16),
            "wechat_token": lambda: secrets.token_hex(12),
            "wechat_aes_key": lambda: "".join(secrets.choice(_ALPHANUMERIC) for _ in range(42)) + "A",
            "wechat_original_id": lambda: "gh_" + secrets.token_hex(6),
        }
    missing = [name for name in wanted if not getattr(settings, name)]
    if not missing:
        return
    stored = _stored(settings.home)
    made = {name: wanted[name]() for name in missing if name not in stored}
    if made:
        stored |= made
        settings.home.mkdir(parents=True, exist_ok=True)
        _write_private(settings.home / _SECRETS, json.dumps(stored, indent=1))
    for name in missing:
        setattr(settings, name, stored[name])


def _stored(home: Path) -> dict[str, str]:
    path = home / _SECRETS
    return json.loads(path.read_text()) if path.exists() else {}


def _write_private(path: Path, text: str) -> None:
    """Replace a file atomically, readable by its owner alone."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    os.replace(partial, path)
