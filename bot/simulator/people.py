"""What a phone shows and whom it belongs to."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from bot.simulator.ledger import Ledger

Side = Literal["person", "account", "system"]
How = Literal["", "passive", "custom", "notice", "failure"]
Kind = Literal["text", "image", "voice", "video", "location", "link", "menu", "news", "notice", "line"]


class Choice(BaseModel):
    """An entry of a menu message, to be tapped."""

    id: str
    content: str


class Article(BaseModel):
    """A card that opens a page."""

    title: str
    description: str = ""
    url: str = ""
    picture: str = ""


class Row(BaseModel):
    """A line of a notice."""

    name: str
    value: str


class Bubble(BaseModel):
    """One thing on the phone's screen. `message_id` names the person's message that it is, or that it answers."""

    id: int
    openid: str
    side: Side
    kind: Kind = "text"
    how: How = ""
    text: str = ""
    title: str = ""
    url: str = ""
    tail: str = ""
    media_id: str = ""
    seconds: int = 0
    choices: list[Choice] = []
    articles: list[Article] = []
    rows: list[Row] = []
    agent: str = ""
    message_id: str = ""
    at: datetime


class Person(BaseModel):
    """A follower (or a former one) of the account."""

    openid: str
    name: str
    tint: int = 0
    following: bool = True
    hidden: bool = False
    banned: bool = False
    blocks_notices: bool = False
    created_at: datetime
    followed_at: datetime
    scene: str = ""
    consents: dict[str, int] = {}
    ledger: Ledger = Ledger()


class Try(BaseModel):
    """One attempt at a push and what came of it."""

    number: int
    at: datetime
    milliseconds: int = 0
    status: int = 0
    outcome: str = ""
    answer: str = ""


class Push(BaseModel):
    """A message or event on its way to the gateway. `state`: running, then how it ended."""

    id: int
    openid: str
    name: str
    message_id: str
    encryption: str
    clear: str
    tries: list[Try] = []
    state: str = "running"
    reason: str = ""
    at: datetime
    milliseconds: int = 0


class Call(BaseModel):
    """A call of the platform's API."""

    id: int
    path: str
    openid: str = ""
    code: int = 0
    status: int = 200
    milliseconds: int = 0
    detail: str = ""
    at: datetime


class Alarm(BaseModel):
    """What WeChat would report to the account's alarm group."""

    id: int
    kind: str
    detail: str = ""
    openid: str = ""
    message_id: str = ""
    response_length: int = 0
    at: datetime
