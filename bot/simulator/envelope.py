"""What a push looks like on the wire: the XML, its signature and its encryption."""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.simulator.faults import Encryption
from bot.wechat.crypto import Codec
from bot.wechat.replies import cdata

Fields = Mapping[str, Any]


def to_xml(fields: Fields) -> str:
    """Fields as WeChat writes them: words in CDATA, numbers bare, groups nested, lists repeated."""
    return f"<xml>{_inner(fields)}</xml>"


def _inner(fields: Fields) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, str):
        return f"<{name}>{cdata(value)}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{_inner(value)}</{name}>"
    if isinstance(value, Sequence):
        return "".join(_element(name, each) for each in value)
    return f"<{name}>{value}</{name}>"


@dataclass(frozen=True, slots=True)
class Letter:
    """A push as it is posted; a retry posts the very same."""

    query: dict[str, str]
    body: bytes


def seal(codec: Codec, encryption: Encryption, fields: Fields) -> Letter:
    """Sign and, unless plain, encrypt a push."""
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    query = {"signature": codec.sign(timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    query["openid"] = fields["FromUserName"]
    clear = to_xml(fields)
    if encryption == "plain":
        return Letter(query, clear.encode())
    cipher = codec.encrypt(clear.encode())
    query |= {"encrypt_type": "aes", "msg_signature": codec.sign(timestamp, nonce, cipher)}
    # The compatible mode says everything twice: in clear and encrypted.
    outer = dict(fields) if encryption == "compatible" else {"ToUserName": fields["ToUserName"]}
    return Letter(query, to_xml(outer | {"Encrypt": cipher}).encode())
