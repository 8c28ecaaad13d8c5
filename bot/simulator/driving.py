"""Driving the phones from outside: what tests, rehearsals and the phone page use."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request

from backend.kit.errors import Problem
from bot.simulator.bodies import Consent, Event, Key, Link, NewPerson, Place, Scene, Tap, Text, Traits, Voice
from bot.simulator.doings import Doings
from bot.simulator.media import content_type
from bot.simulator.people import Bubble, Person
from bot.simulator.pictures import SAMPLES, sample
from bot.simulator.route import ThePlatform
from bot.simulator.words import words
from bot.simulator.world import UnknownPerson

router = APIRouter(prefix="/sim", tags=["simulator"])
_LARGEST_PICTURE = 10 * 1024 * 1024


def the_doings(request: Request) -> Doings:
    """The hands of this application's followers."""
    doings: Doings = request.app.state.doings
    return doings


async def the_person(openid: str, platform: ThePlatform) -> Person:
    """The person in the path, or a 404."""
    try:
        return platform.world.person(openid)
    except UnknownPerson:
        raise Problem(404, "not_found", "no such person") from None


TheDoings = Annotated[Doings, Depends(the_doings)]
ThePerson = Annotated[Person, Depends(the_person)]


def described(platform: ThePlatform, person: Person) -> dict[str, Any]:
    """A person with what may be sent to them now."""
    known = person.model_dump(mode="json", exclude={"ledger"})
    standing = platform.world.standing(person).model_dump(mode="json")
    return known | {"allowance": standing, "pending": platform.world.pending.get(person.openid, 0)}


def _sent(bubble: Bubble) -> dict[str, Any]:
    return {"id": bubble.id, "message_id": bubble.message_id}


@router.get("/users")
async def people(platform: ThePlatform) -> list[dict[str, Any]]:
    """Everybody who has ever followed."""
    return [described(platform, person) for person in platform.world.people.values()]


@router.post("/users", status_code=201)
async def new_person(
    platform: ThePlatform, doings: TheDoings, body: Annotated[NewPerson, Body(default_factory=NewPerson)]
) -> dict[str, Any]:
    """A new follower."""
    person = platform.world.add_person(body.name, hidden=body.hidden)
    if not body.quiet:
        doings.follows(person, body.scene)
    return described(platform, person)


@router.get("/users/{openid}")
async def one_person(platform: ThePlatform, person: ThePerson) -> dict[str, Any]:
    """One follower."""
    return described(platform, person)


@router.patch("/users/{openid}")
async def change_person(platform: ThePlatform, person: ThePerson, body: Traits) -> dict[str, Any]:
    """Change a name, block notices, ban."""
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(person, name, value)
    platform.world.save(person)
    return described(platform, person)


@router.post("/users/{openid}/text", status_code=202)
async def send_text(doings: TheDoings, person: ThePerson, body: Text) -> dict[str, Any]:
    """Words."""
    return _sent(doings.says(person, body.content))


@router.post("/users/{openid}/image", status_code=202)
async def send_image(request: Request, doings: TheDoings, person: ThePerson, name: str = "") -> dict[str, Any]:
    """A picture: its bytes as the body, or a built-in one by `name`."""
    if name:
        if name not in SAMPLES:
            raise Problem(404, "not_found", "no such sample")
        return _sent(doings.sends_picture(person, sample(name), "image/jpeg"))
    picture = b""
    async for chunk in request.stream():
        picture += chunk
        if len(picture) > _LARGEST_PICTURE:
            raise Problem(413, "too_large", "a picture may have 10 MB")
    found = content_type(picture)
    if not found.startswith("image/"):
        raise Problem(415, "unsupported_media_type", "PNG, JPEG or GIF")
    return _sent(doings.sends_picture(person, picture, found))


@router.post("/users/{openid}/voice", status_code=202)
async def send_voice(
    doings: TheDoings, person: ThePerson, body: Annotated[Voice, Body(default_factory=Voice)]
) -> dict[str, Any]:
    """A voice message."""
    return _sent(doings.speaks(person, body.seconds))


@router.post("/users/{openid}/video", status_code=202)
async def send_video(
    doings: TheDoings, person: ThePerson, body: Annotated[Voice, Body(default_factory=Voice)]
) -> dict[str, Any]:
    """A video."""
    return _sent(doings.films(person, short=body.short))


@router.post("/users/{openid}/location", status_code=202)
async def send_place(
    doings: TheDoings, person: ThePerson, body: Annotated[Place, Body(default_factory=Place)]
) -> dict[str, Any]:
    """A place."""
    place = words()["place"] | body.model_dump(exclude_defaults=True)
    return _sent(doings.sends_place(person, place["label"], place["latitude"], place["longitude"]))


@router.post("/users/{openid}/link", status_code=202)
async def send_link(
    doings: TheDoings, person: ThePerson, body: Annotated[Link, Body(default_factory=Link)]
) -> dict[str, Any]:
    """An article."""
    link = words()["link"] | body.model_dump(exclude_defaults=True)
    return _sent(doings.shares(person, link["title"], link["description"], link["url"]))


@router.post("/users/{openid}/sticker", status_code=202)
async def send_sticker(doings: TheDoings, person: ThePerson) -> dict[str, Any]:
    """What WeChat does not pass on."""
    return _sent(doings.sends_sticker(person))


@router.post("/users/{openid}/tap", status_code=202)
async def tap(doings: TheDoings, person: ThePerson, body: Tap) -> dict[str, Any]:
    """An entry of a menu message on the screen."""
    return _sent(doings.taps(person, body.id, body.content))


@router.post("/users/{openid}/menu", status_code=202)
async def use_menu(doings: TheDoings, person: ThePerson, body: Key) -> dict[str, str]:
    """An entry of the menu bar."""
    return doings.uses_menu(person, body.key)


@router.post("/users/{openid}/event", status_code=202)
async def raise_event(doings: TheDoings, person: ThePerson, body: Event) -> dict[str, Any]:
    """Any event."""
    return {"message_id": doings.raises(person, body.event, body.fields).message_id}


@router.post("/users/{openid}/follow", status_code=202)
async def follow(
    doings: TheDoings, person: ThePerson, body: Annotated[Scene, Body(default_factory=Scene)]
) -> dict[str, Any]:
    """Follow again."""
    return {"message_id": doings.follows(person, body.scene).message_id}


@router.post("/users/{openid}/unfollow", status_code=202)
async def unfollow(doings: TheDoings, person: ThePerson) -> dict[str, Any]:
    """Stop following."""
    return {"message_id": doings.leaves(person).message_id}


@router.post("/users/{openid}/scan", status_code=202)
async def scan(platform: ThePlatform, doings: TheDoings, person: ThePerson, body: Scene) -> dict[str, Any]:
    """Scan a scene code."""
    scene = body.scene or platform.scenes.get(body.ticket, "")
    if not scene:
        raise Problem(404, "not_found", "no such code")
    return {"message_id": doings.scans(person, scene).message_id}


@router.post("/users/{openid}/consent", status_code=202)
async def consent(platform: ThePlatform, person: ThePerson, body: Consent) -> dict[str, Any]:
    """Allow or refuse notices."""
    platform.notices.consent(person, body.template_id, body.accept, body.count)
    return described(platform, person)


@router.get("/users/{openid}/messages")
async def messages(
    platform: ThePlatform,
    person: ThePerson,
    after: int = 0,
    wait: Annotated[float, Query(ge=0, le=60)] = 0,
    side: str = "",
) -> dict[str, Any]:
    """What the screen shows after a given id. With `wait`, holds on until there is something (of that side)."""
    deadline = time.monotonic() + wait
    while True:
        screen = platform.world.screens.get(person.openid, ())
        found = [b for b in screen if b.id > after and (not side or b.side in side.split(","))]
        left = deadline - time.monotonic()
        if found or left <= 0 or platform.world.feed.closed:
            break
        await platform.world.feed.changed(left)
    items = [bubble.model_dump(mode="json") for bubble in found]
    return {"items": items, "pending": platform.world.pending.get(person.openid, 0)}
