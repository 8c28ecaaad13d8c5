"""`kill -9` of the gateway in the middle of many talks: nothing is lost, nothing is said twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest

from backend.kit import crypto
from backend.kit.ports import free_port
from backend.kit.settings import Settings
from bot.wechat import xml
from bot.wechat.crypto import Codec
from tests.integration.gateway.house import AES_KEY, new_id, push, settings_for
from tests.integration.gateway.stand_ins import RasaStandIn, WeChatStandIn
from tests.support.wait import eventually

ROOT = Path(__file__).resolve().parents[3]


class Gateway:
    """A gateway process that can be killed and started again on the same port."""

    def __init__(self, settings: Settings) -> None:
        names = ("home", "database_url", "redis_url", "encryption_key", "service_token", "gateway_port")
        names += ("wechat_app_id", "wechat_app_secret", "wechat_token", "wechat_aes_key", "simulator")
        names += ("rasa_address", "actions_address", "wechat_api_url", "backend_address")
        given = {f"LANTAI_{name.upper()}": str(getattr(settings, name)) for name in names}
        self._env = {**os.environ, **given}
        self.url = f"http://127.0.0.1:{settings.gateway_port}"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self, http: httpx.AsyncClient) -> None:
        self._launch()

        async def answers() -> bool:
            try:
                return (await http.get(f"{self.url}/readyz")).status_code == 200
            except httpx.HTTPError:
                return False

        await eventually(answers, 60)

    def _launch(self) -> None:
        command = [sys.executable, "-m", "bot.gateway"]
        self._process = subprocess.Popen(command, env=self._env, cwd=ROOT, stdout=subprocess.DEVNULL)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(20)


class Phone:
    """Sends as WeChat does: three times in all, five seconds apart, until it is answered."""

    def __init__(self, gateway: Gateway, codec: Codec) -> None:
        self._gateway, self._codec = gateway, codec
        self.heard: Counter[str] = Counter()
        self.given_up: list[str] = []

    async def say(self, http: httpx.AsyncClient, text: str, openid: str) -> None:
        body = push("text", f"<Content><![CDATA[{text}]]></Content><MsgId>{new_id()}</MsgId>", openid)
        timestamp, encrypt = str(int(time.time())), self._codec.encrypt(body.encode())
        query = {"timestamp": timestamp, "nonce": "1", "encrypt_type": "aes"}
        query["msg_signature"] = self._codec.sign(timestamp, "1", encrypt)
        for _ in range(3):
            began = time.monotonic()
            try:
                response = await http.post(
                    f"{self._gateway.url}/wechat", params=query, content=f"<xml><Encrypt>{encrypt}</Encrypt></xml>"
                )
            except httpx.HTTPError:
                response = None
            if response is not None and response.status_code == 200:
                if response.text != "success":
                    fields = xml.parse(self._codec.decrypt(xml.text(xml.parse(response.content), "Encrypt")).message)
                    self.heard.update(xml.text(fields, "Content").split("\n\n"))
                return
            await asyncio.sleep(max(0.0, 5 - (time.monotonic() - began)))
        self.given_up.append(text)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_killing_the_gateway_again_and_again_loses_and_doubles_nothing(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    crypto.configure(settings_for(tmp_path, postgres_url, redis_url))
    rasa, platform = RasaStandIn(crypto.derived_secret("channel")), WeChatStandIn()
    await rasa.server.start()
    await platform.server.start()
    addresses = {"rasa_address": rasa.server.url, "actions_address": platform.server.url}
    addresses |= {"backend_address": platform.server.url}
    settings = settings_for(
        tmp_path, postgres_url, redis_url, **addresses, wechat_api_url=platform.server.url, gateway_port=free_port()
    )
    rasa.delay = 0.4
    gateway = Gateway(settings)
    phone = Phone(gateway, Codec(settings.wechat_token, settings.wechat_app_id, [AES_KEY]))
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
            await gateway.start(http)
            talks = [asyncio.create_task(_talk(http, phone, number)) for number in range(6)]
            for _ in range(3):
                await asyncio.sleep(1.7)
                gateway.kill()
                await gateway.start(http)
            await asyncio.gather(*talks)
        expected = {f"echo 第{line}句，{number}号" for number in range(6) for line in range(6)}
        expected -= {f"echo {text}" for text in phone.given_up}

        async def all_heard() -> bool:
            return set(phone.heard) | set(platform.texts()) >= expected

        await eventually(all_heard, 60)
        total = phone.heard + Counter(text for sent in platform.texts() for text in sent.split("\n\n"))
        assert {text: count for text, count in total.items() if count != 1} == {}
        assert rasa.overlaps == 0
    finally:
        gateway.kill(signal.SIGTERM)
        await rasa.server.stop()
        await platform.server.stop()


async def _talk(http: httpx.AsyncClient, phone: Phone, number: int) -> None:
    for line in range(6):
        await phone.say(http, f"第{line}句，{number}号", f"oPhone{number}")
