"""Bodies of the driving API."""

from typing import Any

from pydantic import BaseModel, Field


class NewPerson(BaseModel):
    """Somebody who follows the account now; `quiet` without telling the gateway."""

    name: str = Field("", max_length=20)
    scene: str = Field("", max_length=64)
    hidden: bool = False
    quiet: bool = False


class Text(BaseModel):
    """Words to send."""

    content: str = Field(min_length=1, max_length=20_000)


class Tap(BaseModel):
    """An entry of a menu message."""

    id: str = Field(min_length=1, max_length=200)
    content: str = Field("", max_length=2000)


class Voice(BaseModel):
    """A voice message."""

    seconds: int = Field(3, ge=1, le=60)
    short: bool = False


class Place(BaseModel):
    """A place; the sample place when nothing is said."""

    label: str = ""
    latitude: str = ""
    longitude: str = ""


class Link(BaseModel):
    """An article; the sample article when nothing is said."""

    title: str = ""
    description: str = ""
    url: str = ""


class Event(BaseModel):
    """Any event with its own fields."""

    event: str = Field(min_length=1, max_length=80)
    fields: dict[str, Any] = {}


class Key(BaseModel):
    """A menu entry by key, address or name."""

    key: str = Field(min_length=1, max_length=1024)


class Scene(BaseModel):
    """A scene, by its ticket or its own value."""

    scene: str = Field("", max_length=64)
    ticket: str = ""


class Consent(BaseModel):
    """An answer to the question whether notices of a template may be sent."""

    template_id: str
    accept: bool = True
    count: int = Field(1, ge=1, le=100)


class Traits(BaseModel):
    """What a person has set on the phone."""

    name: str | None = Field(None, min_length=1, max_length=20)
    banned: bool | None = None
    blocks_notices: bool | None = None


class Jump(BaseModel):
    """Move the product's clock."""

    seconds: float = Field(ge=0, le=400 * 86_400)


class Revoke(BaseModel):
    """Let all tokens be refused; as expired, or as unknown."""

    expired: bool = False


class Burst(BaseModel):
    """Many people who write at once (or spread over some seconds)."""

    people: int = Field(20, ge=1, le=2000)
    texts: list[str] = Field(["成绩单"], min_length=1, max_length=50)
    over: float = Field(0, ge=0, le=600)
