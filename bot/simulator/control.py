"""The platform's record, its faults, its clock and bursts: what is not done by a person on a phone."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import ValidationError

from backend.kit import clock
from backend.kit.errors import Problem
from bot.simulator.bodies import Burst, Jump, Revoke
from bot.simulator.burst import Bursts
from bot.simulator.faults import Knobs
from bot.simulator.people import Alarm, Call, Push
from bot.simulator.pictures import SAMPLES, sample
from bot.simulator.route import ThePlatform

router = APIRouter(prefix="/sim", tags=["simulator"])


@router.get("/media/{media_id}")
async def medium(platform: ThePlatform, media_id: str) -> Response:
    """A picture on the screen."""
    try:
        content, kind = platform.media.read(media_id), platform.media[media_id].content_type
    except KeyError:
        raise Problem(404, "not_found") from None
    shown = kind if kind.startswith("image/") else "application/octet-stream"
    return Response(content, media_type=shown, headers={"Cache-Control": "private, max-age=3600"})


@router.get("/samples/{name}")
async def sample_picture(name: str) -> Response:
    """A built-in picture."""
    if name not in SAMPLES:
        raise Problem(404, "not_found")
    return Response(sample(name), media_type="image/jpeg", headers={"Cache-Control": "max-age=3600"})


@router.get("/pushes")
async def pushes(platform: ThePlatform, openid: str = "") -> list[Push]:
    """What was pushed to the gateway, with every try."""
    return [push for push in platform.world.pushes if not openid or push.openid == openid]


@router.get("/calls")
async def calls(platform: ThePlatform, openid: str = "") -> list[Call]:
    """What was called of the platform's API."""
    return [call for call in platform.world.calls if not openid or call.openid == openid]


@router.get("/alarms")
async def alarms(platform: ThePlatform) -> list[Alarm]:
    """What WeChat would complain about."""
    return list(platform.world.alarms)


@router.get("/faults")
async def faults(platform: ThePlatform) -> Knobs:
    """The present knobs."""
    return platform.world.faults.knobs


@router.put("/faults")
async def change_faults(platform: ThePlatform, body: dict[str, Any]) -> Knobs:
    """Set some knobs; the others stay."""
    try:
        knobs = platform.world.faults.change(body)
    except ValidationError as error:
        problems = [".".join(map(str, item["loc"])) + ": " + item["msg"] for item in error.errors()]
        raise Problem(422, "invalid", "; ".join(problems)) from error
    platform.world.feed.publish("knobs")
    return knobs


@router.delete("/faults")
async def mend_faults(platform: ThePlatform) -> Knobs:
    """Everything behaves again."""
    platform.world.faults.reset()
    platform.world.feed.publish("knobs")
    return platform.world.faults.knobs


@router.post("/tokens/revoke", status_code=204)
async def revoke_tokens(platform: ThePlatform, body: Annotated[Revoke, Body(default_factory=Revoke)]) -> None:
    """From now on all given tokens are refused."""
    platform.tokens.revoke(expired=body.expired)


@router.post("/handshake")
async def handshake(platform: ThePlatform) -> dict[str, bool]:
    """Register the gateway's address anew."""
    return {"right": await platform.pusher.handshake()}


@router.get("/clock")
async def read_clock() -> dict[str, Any]:
    """The product's present moment."""
    return {"now": clock.now()}


@router.post("/clock")
async def move_clock(platform: ThePlatform, body: Jump) -> dict[str, Any]:
    """Let time pass."""
    clock.advance(timedelta(seconds=body.seconds))
    platform.world.feed.publish("clock")
    return {"now": clock.now()}


@router.delete("/clock")
async def reset_clock(platform: ThePlatform) -> dict[str, Any]:
    """Back to the real time."""
    clock.reset()
    platform.world.feed.publish("clock")
    return {"now": clock.now()}


@router.post("/burst", status_code=202)
async def burst(request: Request, body: Burst) -> dict[str, Any]:
    """Let many people write; ask for the outcome by the id."""
    bursts: Bursts = request.app.state.bursts
    return {"id": bursts.start(body.people, body.texts, body.over)}


@router.get("/burst/{number}")
async def burst_outcome(request: Request, number: int) -> dict[str, Any]:
    """How a burst went so far."""
    bursts: Bursts = request.app.state.bursts
    found = bursts.outcome(number)
    if found is None:
        raise Problem(404, "not_found")
    return found


@router.post("/reset", status_code=204)
async def reset(request: Request, platform: ThePlatform) -> None:
    """Forget everybody and everything, and end what is under way."""
    bursts: Bursts = request.app.state.bursts
    await bursts.close()
    await platform.pusher.close()
    platform.media.clear()
    platform.world.reset()
